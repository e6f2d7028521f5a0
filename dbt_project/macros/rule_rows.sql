{#
    The last step of every rule model: one row per failing place (`findings`) and one per evaluation that the rule
    applies to (`applicable`), in one fixed shape. An evaluation that is not in `applicable` is not_applicable to
    the rule, which is not the same as passing it.
#}
{% macro rule_rows() %}
select
    '{{ model.name | replace("rule_", "", 1) }}' as rule_code,
    applicable.evaluation_key,
    findings.evaluation_key is not null as is_finding,
    cast(findings.line_number as bigint) as line_number,
    cast(findings.source_line as bigint) as source_line,
    cast(findings.observed as varchar) as observed,
    cast(findings.expected as varchar) as expected,
    cast(findings.message_zh as varchar) as message_zh,
    cast(findings.message_en as varchar) as message_en
from applicable
left join findings on applicable.evaluation_key = findings.evaluation_key
{% endmacro %}

{# A number as people write it: without the zeros that a decimal type adds. #}
{% macro show_number(number) -%}
    regexp_replace(regexp_replace(cast({{ number }} as varchar), '(\.\d*?)0+$', '\1'), '\.$', '')
{%- endmacro %}
