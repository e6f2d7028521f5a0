{#
    Parts of a target or an actual value as printed, where the whole text is one quantity: an operator in signs or
    words, a number, a unit. NULL where it is words (效果明显), a date (9月前, 20220101, ≥20220101), a power (10⁴) or several figures:
    those stay text. The text is normalised and without white space (join_words).
#}
{% macro _quantity_pattern() -%}
    (>=|=>|≥|≧|<=|=<|≤|≦|>|<|=|不少于|不低于|不小于|不超过|不高于|不大于|不多于|至少|至多|大于等于|小于等于|大于|小于|高于|低于|超过|等于|达到)?((?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,6})?)((?:[^\d⁰¹²³⁴⁵⁶⁷⁸⁹年月日号点时以及,.;:、。…(][^\d以及,.;:、。…(]{0,9})?)((?:及?以上|及?以内|及?以下)?)
{%- endmacro %}

{# A text without white space; NULL if there is white space between two digits, which may be two figures (50 30). #}
{% macro join_words(text) -%}
    case when not regexp_matches({{ text }}, '\d +\d') then replace({{ text }}, ' ', '') end
{%- endmacro %}

{% macro _is_quantity(text) -%}
    regexp_full_match({{ text }}, '{{ _quantity_pattern() }}')
    and not (
        regexp_full_match(
            regexp_extract({{ text }}, '{{ _quantity_pattern() }}', 2), '(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])'
        )
        and regexp_full_match(regexp_extract({{ text }}, '{{ _quantity_pattern() }}', 3), '(?:之?[前后]|起|止)?')
    )
{%- endmacro %}

{% macro parse_quantity_number(text) -%}
    case
        when {{ _is_quantity(text) }}
            then cast(replace(regexp_extract({{ text }}, '{{ _quantity_pattern() }}', 2), ',', '') as decimal(18, 6))
    end
{%- endmacro %}

{% macro parse_quantity_unit(text) -%}
    case
        when {{ _is_quantity(text) }}
            then nullif(regexp_extract({{ text }}, '{{ _quantity_pattern() }}', 3), '')
    end
{%- endmacro %}

{# The operator as one of >=, <=, >, <, =; NULL where none is printed. #}
{% macro parse_quantity_operator(text) -%}
    case
        when not ({{ _is_quantity(text) }}) then null
        when regexp_extract({{ text }}, '{{ _quantity_pattern() }}', 4) like '%以上' then '>='
        when regexp_extract({{ text }}, '{{ _quantity_pattern() }}', 4) <> '' then '<='
        else {{ name_operator("regexp_extract(" ~ text ~ ", '" ~ _quantity_pattern() ~ "', 1)") }}
    end
{%- endmacro %}

{# An operator in signs or words as one of >=, <=, >, <, =, or qualitative (定性); NULL where it is none of them. #}
{% macro name_operator(text) -%}
    case
        when {{ text }} in ('>=', '=>', '≥', '≧', '不少于', '不低于', '不小于', '至少', '大于等于', '达到') then '>='
        when {{ text }} in ('<=', '=<', '≤', '≦', '不超过', '不高于', '不大于', '不多于', '至多', '小于等于') then '<='
        when {{ text }} in ('>', '大于', '高于', '超过') then '>'
        when {{ text }} in ('<', '小于', '低于') then '<'
        when {{ text }} in ('=', '等于') then '='
        when {{ text }} = '定性' then 'qualitative'
    end
{%- endmacro %}

{# A unit without the 万 or 亿 before it (万人次: 人次), '' if nothing is left or there is no unit. #}
{% macro base_unit(unit) -%}
    regexp_replace(coalesce({{ unit }}, ''), '^[万亿]', '')
{%- endmacro %}

{# A number in its base unit: 1.2 万人次 is 12000. #}
{% macro in_base_unit(number, unit) -%}
    {{ number }} * cast(
        case left(coalesce({{ unit }}, ''), 1) when '亿' then 100000000 when '万' then 10000 else 1 end as decimal(9, 0)
    )
{%- endmacro %}
