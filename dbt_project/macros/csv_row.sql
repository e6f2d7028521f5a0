{#
    Values as a row of a CSV file, without a line end. A value with a comma, a quote or a line break is quoted; NULL is blank.
#}
{% macro csv_row(values) -%}
    {%- for value in values %}
    {{- "coalesce(case when regexp_matches(cast(" ~ value ~ " as varchar), '[,\"\\r\\n]') then '\"' || replace(cast(" ~ value ~ " as varchar), '\"', '\"\"') || '\"' else cast(" ~ value ~ " as varchar) end, '')" }}
    {{- " || ',' || " if not loop.last }}
    {%- endfor %}
{%- endmacro %}
