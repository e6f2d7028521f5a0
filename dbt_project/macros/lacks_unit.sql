{# Whether an amount other than 0 is printed without a unit: none with the amount, in its label or for the form. #}
{% macro lacks_unit(number, unit, observed) -%}
    ({{ number }} <> 0 and {{ unit }} is null and not regexp_matches({{ observed }}, '[元万亿]'))
{%- endmacro %}
