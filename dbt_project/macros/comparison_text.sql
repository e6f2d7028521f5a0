{# A text as it is compared with others: lower case, letters and digits only. #}
{% macro comparison_text(text) -%}
    lower(regexp_replace({{ text }}, '[^\p{L}\p{N}]', '', 'g'))
{%- endmacro %}

{# The distinct pairs of neighbouring characters of a text, as a list of one integer for each: comparing integers takes a
   fraction of the time of comparing texts. #}
{% macro shingles(text) -%}
    list_distinct(list_transform(
        list_zip(string_split({{ text }}, '')[:-2], string_split({{ text }}, '')[2:]),
        lambda pair: cast(unicode(pair[1]) as bigint) * 2097152 + unicode(pair[2])
    ))
{%- endmacro %}

{# A hash of a shingle below 2^31, the same in every engine and version. #}
{% macro shingle_hash(shingle) -%}
    ({{ shingle }} % 2147483647) * 48271 % 2147483647
{%- endmacro %}
