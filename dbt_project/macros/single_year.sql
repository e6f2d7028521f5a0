{# The year 20xx of a text that names exactly one, standing by itself (20200514 is a date, no year); else NULL. #}
{% macro single_year(text) -%}
    {%- set years = "list_distinct(list_filter(string_split(regexp_replace(coalesce(" ~ text ~ ", ''), '[^0-9]+', ' ', 'g'), ' '), lambda part: regexp_full_match(part, '20[0-9][0-9]')))" -%}
    case when len({{ years }}) = 1 then cast({{ years }}[1] as integer) end
{%- endmacro %}

{# 31 December of a fiscal year; NULL where the year is unknown. #}
{% macro last_day_of_year(year) -%}
    case when {{ year }} > 0 then make_date({{ year }}, 12, 31) end
{%- endmacro %}
