{#
    The reserved members of a dimension: -1 (unknown) and -2 (not applicable). Each argument lists columns that have the
    same value: keys -1 and -2, codes '-1' and '-2', names in Chinese and English, words 'unknown' and 'not_applicable'.
    `others` gives a value for each further column. A column that is not listed is NULL: add the rows with `union all by
    name`.
#}
{% macro reserved_members(keys, codes=[], names_zh=[], names_en=[], words=[], others={}) -%}
    {%- for key, name_zh, name_en, word in [
        (-1, '未知', 'Unknown', 'unknown'),
        (-2, '不适用', 'Not applicable', 'not_applicable'),
    ] %}
    {%- set columns = [] %}
    {%- for name in keys %}{% do columns.append(key ~ ' as ' ~ name) %}{% endfor %}
    {%- for name in codes %}{% do columns.append("'" ~ key ~ "' as " ~ name) %}{% endfor %}
    {%- for name in names_zh %}{% do columns.append("'" ~ name_zh ~ "' as " ~ name) %}{% endfor %}
    {%- for name in names_en %}{% do columns.append("'" ~ name_en ~ "' as " ~ name) %}{% endfor %}
    {%- for name in words %}{% do columns.append("'" ~ word ~ "' as " ~ name) %}{% endfor %}
    {%- for name, value in others.items() %}{% do columns.append(value ~ ' as ' ~ name) %}{% endfor %}
    select {{ columns | join(', ') }}
    {%- if not loop.last %}
    union all by name
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
