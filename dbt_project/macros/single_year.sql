{# The year 20xx of a text that contains exactly one, as a separate number (20200514 is a date, not a year) or in Chinese
   numerals (二〇二二年度); else NULL. #}
{% macro single_year(text) -%}
    {%- set digits = split_text("regexp_replace(coalesce(" ~ text ~ ", ''), '[^0-9]+', ' ', 'g')", ' ') -%}
    {%- set numerals = "list_transform(regexp_extract_all(coalesce(" ~ text ~ ", ''), '二[〇○零][〇○零一二三四五六七八九]{2}'), lambda part: translate(part, '〇○零一二三四五六七八九', '000123456789'))" -%}
    {%- set years = "list_distinct(list_filter(list_concat(" ~ digits ~ ", " ~ numerals ~ "), lambda part: part like '20__'))" -%}
    case when len({{ years }}) = 1 then cast(list_extract({{ years }}, 1) as integer) end
{%- endmacro %}

{# 31 December of a fiscal year; NULL if the year is unknown. #}
{% macro last_day_of_year(year) -%}
    case when {{ year }} > 0 then make_date({{ year }}, 12, 31) end
{%- endmacro %}
