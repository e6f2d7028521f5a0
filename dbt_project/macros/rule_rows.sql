{#
    The last step of every rule model: one row per failing place, and one per evaluation that passes the rule. The model
    names two CTEs:
    - `applicable`: `evaluation_key` of the evaluations that the rule applies to. The rule is not applicable to any other
      evaluation, which is not the same as passing it.
    - `findings`: the failing places, with `evaluation_key`, `source_line` (line of the document), `observed` (what is
      printed there) and the columns that the rule's messages use; of lines (`grain='line'`) also `line_number`.

    The messages are in config.meta of the rule's YAML: `expected` (with `expected_zh` if it is in words), `message_zh` and
    `message_en`, in which {column} is that column of `findings`; so is `field`, the code of the field or of the column of the table that the finding is about (without
    it a finding is about its whole line). A rule with several messages gives them by case, and `findings` has `case_code`.
    dbt's unit tests do not see config.meta: there the messages are blank.
#}
{% macro rule_rows(grain='evaluation') %}
{%- set meta = model.config.meta or {} %}
select
    '{{ model.name | replace("rule_", "", 1) }}' as rule_code,
    applicable.evaluation_key,
    findings.evaluation_key is not null as is_finding,
    cast({{ 'findings.line_number' if grain == 'line' else 'null' }} as bigint) as line_number,
    cast(findings.source_line as bigint) as source_line,
    cast(findings.observed as varchar) as observed,
    {%- for word in ['field', 'expected', 'expected_zh', 'message_zh', 'message_en'] %}
    {{ 'nullif(' if word == 'field' }}case
        {%- for case_code, words in (meta.cases or {none: meta}).items() %}
        when findings.{{ 'evaluation_key is not null' if case_code is none else "case_code = '" ~ case_code ~ "'" }}
            {%- set source = words if word in words or ('expected' in words and word == 'expected_zh') else meta %}
            then {{ jixiao._fill_in(source[word] or (source.expected if word == 'expected_zh') or '', 'findings') }}
        {%- endfor %}
    end{{ ", '') as field_code" if word == 'field' else ' as ' ~ word }}{{ '' if loop.last else ',' }}
    {%- endfor %}
from applicable
left join findings on applicable.evaluation_key = findings.evaluation_key
{% endmacro %}

{# A text as an SQL expression, in which each {column} is that column of the relation. #}
{% macro _fill_in(text, relation) -%}
    {%- set pieces = [] -%}
    {%- for piece in modules.re.split('\\{(\\w+)\\}', text) -%}
        {%- do pieces.append(relation ~ '.' ~ piece if loop.index is even else literal(piece)) if piece -%}
    {%- endfor -%}
    cast({{ pieces | join(' || ') or "''" }} as varchar)
{%- endmacro %}

{# A number without the trailing zeros of a decimal type. #}
{% macro show_number(number) -%}
    regexp_replace(regexp_replace(cast({{ number }} as varchar), '(\.\d*?)0+$', '\1'), '\.$', '')
{%- endmacro %}
