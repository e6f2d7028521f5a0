{# A text as it is compared with others: lower case, letters and digits only. #}
{% macro comparison_text(text) -%}
    lower(regexp_replace({{ text }}, '[^\p{L}\p{N}]', '', 'g'))
{%- endmacro %}

{# The distinct pairs of neighbouring characters of a text, as a list of one integer for each: comparing integers takes a
   fraction of the time of comparing texts. #}
{% macro shingles(text) -%}
    {{ return(adapter.dispatch('shingles', 'jixiao')(text)) }}
{%- endmacro %}

{% macro duckdb__shingles(text) -%}
    list_distinct(list_transform(
        list_zip(string_split({{ text }}, '')[:-2], string_split({{ text }}, '')[2:]),
        lambda pair: cast(unicode(pair[1]) as bigint) * 2097152 + unicode(pair[2])
    ))
{%- endmacro %}

{# A hash of a shingle below 2^31, the same in every engine and version. #}
{% macro shingle_hash(shingle) -%}
    ({{ shingle }} % 2147483647) * 48271 % 2147483647
{%- endmacro %}

{# A sketch of a text, as a list: the smallest hash of each part, in the order of the parts. #}
{% macro ring_of_hashes(least_hash, part) -%}
    {{ return(adapter.dispatch('ring_of_hashes', 'jixiao')(least_hash, part)) }}
{%- endmacro %}

{# The part is put before the hash and the list sorted: `list(... order by ...)` needs several times the memory, and
   cannot write it to disk. #}
{% macro duckdb__ring_of_hashes(least_hash, part) -%}
    list_transform(list_sort(list({{ part }} * 2147483648 + {{ least_hash }})), lambda entry: entry % 2147483648)
{%- endmacro %}

{# The paths around a sketch, as a list of lists: from each hash on, twelve hashes. #}
{% macro paths_around(ring) -%}
    {{ return(adapter.dispatch('paths_around', 'jixiao')(ring)) }}
{%- endmacro %}

{% macro duckdb__paths_around(ring) -%}
    list_transform(range(1, len({{ ring }}) + 1), lambda place: list_concat({{ ring }}, {{ ring }})[place:place + 11])
{%- endmacro %}

{# What the paths of possibly similar texts have in common: their first five hashes. #}
{% macro path_beginning(path) -%}
    {{ return(adapter.dispatch('path_beginning', 'jixiao')(path)) }}
{%- endmacro %}

{% macro duckdb__path_beginning(path) -%}
    hash({{ path }}[1:5])
{%- endmacro %}
