{# Quarantined budget: 0 if nothing is quarantined; NULL, not 0, if something is quarantined and no amount is known. #}
{% macro quarantined_budget(quarantined='quarantined.') -%}
    cast(
            case
                when coalesce({{ quarantined }}quarantined_evaluation_count, 0) = 0 then 0
                else {{ quarantined }}quarantined_budget_yuan
            end as decimal(38, 2)
        )
{%- endmacro %}
