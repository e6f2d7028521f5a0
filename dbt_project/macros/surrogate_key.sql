{#
    BIGINT key over normalised parts: the first 15 hex digits of their md5. A separator is put between parts and a
    mark in place of NULL, so that ('a', 'bc') and ('ab', 'c'), and NULL and '', are different.
#}
{% macro surrogate_key(parts) -%}
    {{ return(adapter.dispatch('hex_to_bigint', 'jixiao')(jixiao._key_text(parts))) }}
{%- endmacro %}

{% macro _key_text(parts) -%}
    {%- for part in parts -%}
        coalesce(cast({{ part }} as varchar), '∅'){% if not loop.last %} || '␟' || {% endif %}
    {%- endfor -%}
{%- endmacro %}

{% macro duckdb__hex_to_bigint(text) -%}
    cast('0x' || left(md5({{ text }}), 15) as bigint)
{%- endmacro %}

{# A text as a key's part: without white space, in half width as names of forms are; NULL if nothing is left. #}
{% macro key_part(text) -%}
    nullif(
        translate(
            replace({{ text }}, ' ', ''),
            '！＃＄％＆（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［］＿ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ～',
            '!#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~'
        ), ''
    )
{%- endmacro %}

{# The key of a dimension's member, -1 (unknown) if the condition is true. #}
{% macro member_key(parts, unknown_when) -%}
    case when {{ unknown_when }} then -1 else {{ surrogate_key(parts) }} end
{%- endmacro %}

{# The code of a unit that departments.csv does not name: N and 15 hex digits of a hash of its identity. #}
{% macro inferred_unit_code(identity) -%}
    'N' || left(md5({{ identity }}), 15)
{%- endmacro %}
