{# Budget that lies in quarantine beside a total: 0 where nothing does; where something does and no amount of it is
   known, it is NULL and not 0. #}
{% macro quarantined_budget(quarantined='quarantined.') -%}
    cast(
            case
                when coalesce({{ quarantined }}quarantined_evaluation_count, 0) = 0 then 0
                else {{ quarantined }}quarantined_budget_yuan
            end as decimal(38, 2)
        )
{%- endmacro %}
