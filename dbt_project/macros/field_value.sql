{# The value of one field, among the rows of int_form_values or int_form_amounts of one form. #}
{% macro field_value(field_code, column='value_normalised') -%}
    max(case when field_code = '{{ field_code }}' then {{ column }} end)
{%- endmacro %}
