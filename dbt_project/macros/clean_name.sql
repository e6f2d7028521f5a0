{# An indicator's name without the template's numbering (指标1:培训人数); NULL where nothing of the filer's is left. #}
{% macro strip_template_number(text) -%}
    nullif(regexp_replace(regexp_replace({{ text }}, '^指标 ?(\d+ ?[:、.]? ?|: ?)', ''), '^[….。]+$', ''), '')
{%- endmacro %}

{# A name without the code that a system prints before it: [105]教育部, 51000021R000000019951-工资性支出. #}
{% macro strip_code(text) -%}
    regexp_replace({{ text }}, '^(\[[0-9A-Za-z]+\]|[0-9][0-9A-Z]{5,}[-_]) ?', '')
{%- endmacro %}
