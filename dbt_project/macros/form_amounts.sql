{# Whether an amount other than 0 is printed without a unit: beside it, in its label or for the form. #}
{% macro lacks_unit(number, unit, observed) -%}
    ({{ number }} <> 0 and {{ unit }} is null and not regexp_matches({{ observed }}, '[元万亿]'))
{%- endmacro %}

{# The amounts that a form states, one row each: as printed, as read, in which unit, and what people call them. #}
{% macro form_amounts(evaluations) %}
    {%- for field, name_zh, name_en in [
        ('initial_budget', '年初预算数', 'initial budget'),
        ('budget', '当年预算数', 'budget'),
        ('prior_year_budget', '上年预算金额', 'prior-year budget'),
        ('executed', '预算执行数', 'executed amount'),
    ] %}
    select
        evaluation_key,
        '{{ field }}' as field_code,
        {{ field }}_line as source_line,
        {{ field }}_text as printed_text,
        {{ field }}_normalised as observed,
        {{ field }}_number as number,
        {% if field == 'prior_year_budget' %}'printed'{% else %}{{ field }}_basis{% endif %} as basis,
        {{ field }}_unit as stated_unit,
        {{ field }}_assumed_unit as assumed_unit,
        '{{ name_zh }}' as name_zh,
        '{{ name_en }}' as name_en
    from {{ evaluations }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{% endmacro %}
