{# A text as it is compared with others: lower case, letters and digits only. #}
{% macro comparison_text(text) -%}
    lower(regexp_replace({{ text }}, '[^\p{L}\p{N}]', '', 'g'))
{%- endmacro %}

{# The distinct pairs of neighbouring characters of a text, as a list. #}
{% macro shingles(text) -%}
    list_distinct(list_transform(range(1, length({{ text }})), lambda place: substring({{ text }}, place, 2)))
{%- endmacro %}
