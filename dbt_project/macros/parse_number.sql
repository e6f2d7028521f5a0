{#
    Numbers are read by ingestion/forms/values.py and landed with their units. These macros read what a steward writes into
    corrections.csv; they follow the same grammar, which tests/number_spellings.py checks.
#}
{%- macro _numeral_pattern() -%}
    (?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?: ?\. ?[0-9]{1,10})?
{%- endmacro %}

{% macro _number_pattern() -%}
    {%- set currency = '(?:¥|人民币|(?i:RMB|CNY)) ?:? ?' -%}
    {%- set sign = '[+\\-−] ?' -%}
    {%- set suffix = '(?:分|%|(?:[万亿]?[元圆][整正]?|[万亿])(?:人民币)?)?' -%}
    {%- set mark = '(?: ?(?:[²³¹⁰-₉①-⒛⓪-⓿❶-➓*※†‡]{1,3}|\\[[0-9]{1,2}\\]|〔[0-9]{1,2}〕|【[0-9]{1,2}】|\\(?注[0-9]{0,2}\\)?))?' -%}
    (?:{{ sign }}(?:{{ currency }})?|(?:{{ currency }})?(?:{{ sign }})?){{ _numeral_pattern() }} ?{{ suffix }}{{ mark }}
{%- endmacro %}

{#
    Exact decimal of a text, NULL if it is not exactly one plain number: an optional sign and yuan currency, up to
    18 digits (in well-formed groups of three or none) and 10 decimals, a unit, a note mark. A space is
    allowed next to the decimal point, nowhere else. A plain cast would round silently and accept 1e3 and 1_000.
#}
{% macro parse_number(text) -%}
    case
        when regexp_full_match({{ text }}, '{{ _number_pattern() }}')
            then cast(
                case when regexp_matches({{ text }}, '^[^0-9]*[-−]') then '-' else '' end
                || regexp_replace(regexp_extract({{ text }}, '{{ _numeral_pattern() }}'), '[, ]', '', 'g') as decimal(28, 10)
            )
    end
{%- endmacro %}

{# The unit printed with a number: 分, %, 元, 万元, 亿元; NULL if there is none, or no number. #}
{% macro parse_unit(text) -%}
    case
        when not regexp_full_match({{ text }}, '{{ _number_pattern() }}') then null
        when {{ text }} like '%亿%' then '亿元'
        when {{ text }} like '%万%' then '万元'
        when regexp_matches({{ text }}, '[元圆]') then '元'
        else nullif(regexp_extract({{ text }}, '[分%]'), '')
    end
{%- endmacro %}

{# A printed number as points; NULL if it has another unit. #}
{% macro as_points(number, unit) -%}
    case when coalesce({{ unit }}, '分') = '分' then {{ number }} end
{%- endmacro %}

{# A printed number as an amount in yuan, by the unit printed with it, else its label's, before any rounding; NULL where
   its unit is none of money. #}
{% macro as_amount(number, unit, label_unit) -%}
    case
        when coalesce({{ unit }}, '元') in ('分', '%') then null
        else cast({{ number }} as decimal(28, 10))
            * cast(
                case coalesce({{ unit }}, {{ label_unit }}) when '亿元' then 100000000 when '万元' then 10000 else 1 end
                as decimal(9, 0)
            )
    end
{%- endmacro %}

{# The unit of an amount: the one printed in the cell, else the label's, else 元. #}
{% macro amount_unit(text, label_unit) -%}
    case
        when {{ text }} like '%亿%' then '亿元'
        when {{ text }} like '%万%' then '万元'
        when regexp_matches({{ text }}, '[元圆]') then '元'
        else coalesce({{ label_unit }}, '元')
    end
{%- endmacro %}

{# Yuan to one of the unit of an amount. #}
{% macro amount_factor(text, label_unit) -%}
    case {{ amount_unit(text, label_unit) }} when '亿元' then 100000000 when '万元' then 10000 else 1 end
{%- endmacro %}

{#
    A printed number as a rate, a share of 1. Literally, a figure is percent where the cell or its label says so, and
    above 2. A figure of at most 2 can be either: it is read the other way where only that way is executed / budget, to
    half a point. NULL if it has another unit.
#}
{% macro as_rate(number, unit, label_unit, executed, budget) -%}
    {%- set number = 'cast(' ~ number ~ ' as decimal(28, 10))' -%}
    {%- set percent = number ~ ' * cast(0.01 as decimal(3, 2))' -%}
    {%- set says_percent = "'%' in (coalesce(" ~ unit ~ ", ''), coalesce(" ~ label_unit ~ ", ''))" -%}
    case
        when coalesce({{ unit }}, '%') <> '%' then null
        when abs({{ number }}) > 2 then {{ percent }}
        when
            {{ says_percent }}
            and (
                not {{ _agrees(number, executed, budget) }}
                or {{ _agrees(percent, executed, budget) }}
            )
            then {{ percent }}
        when
            not {{ says_percent }}
            and {{ _agrees(percent, executed, budget) }}
            and not {{ _agrees(number, executed, budget) }}
            then {{ percent }}
        else {{ number }}
    end
{%- endmacro %}

{% macro _agrees(rate, executed, budget) -%}
    coalesce({{ budget }} > 0 and not ({{ is_rate_off('try_cast(' ~ rate ~ ' as decimal(19, 6))', executed, budget) }}), false)
{%- endmacro %}

{# A printed cell that says nothing: NULL, blank, strokes, or a word that fills it in (ingestion/normalise.py, is_nothing). #}
{% macro is_blank(text) -%}
    regexp_full_match(
        replace(coalesce({{ text }}, ''), ' ', ''), '[-‐‑‒–—―−─_/\\]*|(?:无|暂无|没有|不适用|空|(?i:n/a|na))[.。]*'
    )
{%- endmacro %}

{# A text with the numerals of a date in Chinese (二〇二〇年十二月三十一日) as digits. #}
{% macro _date_digits(text) -%}
    translate(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace({{ text }}, '([二三])十([一二三四五六七八九])', '\1\2', 'g'), '([二三])十', '\1〇', 'g'
                ),
                '十([一二三四五六七八九])', '一\1', 'g'
            ),
            '十', '一〇', 'g'
        ),
        '〇○零一二三四五六七八九', '000123456789'
    )
{%- endmacro %}

{#
    A date of this century printed as 2020-05-14, 2020/5/14, 2020.5.14, 20200514, 2020年5月14日, 20.5.14 (years from 15 to
    39), in Chinese numerals or as the serial number of a spreadsheet, with a weekday or a time behind it or without;
    NULL where it is none.
#}
{% macro parse_date(text) -%}
    {%- set digits = _date_digits(text) -%}
    {%- set tail = '( ?\\(?(星期|周)[1-6日天]\\)?)?( ?T?\\d{1,2}:\\d{2}(:\\d{2}(\\.0+)?)?)?' -%}
    {%- set day = ' ?([-/.]|年) ?\\d{1,2} ?([-/.]|月) ?\\d{1,2} ?日?' -%}
    case
        when regexp_full_match({{ digits }}, '20\d{2}{{ day }}{{ tail }}')
            then try_cast(
                regexp_replace({{ digits }}, '^(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?:\D.*)?$', '\1-\2-\3') as date
            )
        when regexp_full_match({{ digits }}, '(1[5-9]|[23]\d){{ day }}{{ tail }}')
            then try_cast(
                regexp_replace({{ digits }}, '^(\d{2})\D+(\d{1,2})\D+(\d{1,2})(?:\D.*)?$', '20\1-\2-\3') as date
            )
        when regexp_full_match({{ text }}, '20\d{6}')
            then try_cast(regexp_replace({{ text }}, '^(\d{4})(\d{2})(\d{2})$', '\1-\2-\3') as date)
        when regexp_full_match({{ text }}, '[45]\d{4}(\.0+)?')
            then date '1899-12-30' + cast(left({{ text }}, 5) as integer)
    end
{%- endmacro %}
