{#
    Exact decimal of a normalised text, NULL where it is not wholly one plain number: an optional sign, up to 18
    digits (in well-formed groups of three or none) and 10 decimals, then perhaps one of `suffixes`. A bare cast
    would round in silence and take 1e3 and 1_000 for numbers.
#}
{% macro parse_number(text, suffixes='') -%}
    {%- set number = '[+-]?(?:\\d{1,3}(?:,\\d{3}){1,5}|\\d{1,18})(?:\\.\\d{1,10})?' -%}
    case
        when regexp_full_match({{ text }}, '[¥]?{{ number }} ?(?:{{ suffixes }})?')
            then cast(replace(regexp_extract({{ text }}, '{{ number }}'), ',', '') as decimal(28, 10))
    end
{%- endmacro %}

{# The unit of an amount: the one printed in the cell, else the label's, else 元. #}
{% macro amount_unit(text, label_unit) -%}
    case
        when {{ text }} like '%亿%' then '亿元'
        when {{ text }} like '%万%' then '万元'
        when {{ text }} like '%元' then '元'
        else coalesce({{ label_unit }}, '元')
    end
{%- endmacro %}

{# Yuan to one of the unit of an amount. #}
{% macro amount_factor(text, label_unit) -%}
    case {{ amount_unit(text, label_unit) }} when '亿元' then 100000000 when '万元' then 10000 else 1 end
{%- endmacro %}

{# An amount in yuan: the unit's factor is applied before any rounding. #}
{% macro parse_amount(text, label_unit) -%}
    cast({{ parse_number(text, '元|万元|亿元|万|亿') }} as decimal(28, 10))
    * cast({{ amount_factor(text, label_unit) }} as decimal(9, 0))
{%- endmacro %}

{# A rate as a share of 1: percent where the cell or its label says so. #}
{% macro parse_rate(text, label_unit) -%}
    cast({{ parse_number(text, '%') }} as decimal(28, 10))
    * cast(case when {{ text }} like '%\%' escape '\' or {{ label_unit }} = '%' then 0.01 else 1 end as decimal(3, 2))
{%- endmacro %}

{# A printed cell that says nothing: NULL, blank, or a dash or slash that fills it in. #}
{% macro is_blank(text) -%}
    replace(coalesce({{ text }}, ''), ' ', '') in ('', '-', '--', '/', '—', '——', '–')
{%- endmacro %}

{# A date of this century printed as 2020-05-14, 2020/5/14, 2020.5.14, 20200514 or 2020年5月14日, with a weekday or a time
   behind it or without; NULL where it is none. #}
{% macro parse_date(text) -%}
    case
        when
            regexp_full_match(
                {{ text }},
                '20\d{2} ?([-/.]|年) ?\d{1,2} ?([-/.]|月) ?\d{1,2} ?日?( ?(星期|周)[一二三四五六日天])?( ?\d{1,2}:\d{2}(:\d{2})?)?'
            )
            then try_cast(
                regexp_replace({{ text }}, '^(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?:\D.*)?$', '\1-\2-\3') as date
            )
        when regexp_full_match({{ text }}, '20\d{6}')
            then try_cast(regexp_replace({{ text }}, '^(\d{4})(\d{2})(\d{2})$', '\1-\2-\3') as date)
    end
{%- endmacro %}
