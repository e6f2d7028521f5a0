{#
    The reserved members of a dimension: -1 (unknown) and -2 (not applicable). Each argument lists columns that have the
    same value: keys -1 and -2, codes '-1' and '-2', names in Chinese and English, words 'unknown' and 'not_applicable'.
    `others` gives a value for each further column. A column that is not listed is NULL: add the rows with `union all by
    name`.
#}
{% macro reserved_members(keys, codes=[], names_zh=[], names_en=[], words=[], others={}) -%}
    {%- set members = [] -%}
    {%- for key, name_zh, name_en, word in [
        (-1, '未知', 'Unknown', 'unknown'),
        (-2, '不适用', 'Not applicable', 'not_applicable'),
    ] %}
    {%- set values = {} %}
    {%- for name in keys %}{% do values.update({name: key}) %}{% endfor %}
    {%- for name in codes %}{% do values.update({name: "'" ~ key ~ "'"}) %}{% endfor %}
    {%- for name in names_zh %}{% do values.update({name: "'" ~ name_zh ~ "'"}) %}{% endfor %}
    {%- for name in names_en %}{% do values.update({name: "'" ~ name_en ~ "'"}) %}{% endfor %}
    {%- for name in words %}{% do values.update({name: "'" ~ word ~ "'"}) %}{% endfor %}
    {%- do values.update(others) %}
    {%- do members.append(values) %}
    {%- endfor %}
    {{- return(adapter.dispatch('select_members', 'jixiao')(members)) -}}
{%- endmacro %}

{# A select for each member, a mapping of columns to SQL values. #}
{% macro duckdb__select_members(members) -%}
    {%- for member in members -%}
    select {% for name, value in member.items() %}{{ value }} as {{ name }}{{ ', ' if not loop.last }}{% endfor %}
    {%- if not loop.last %}
    union all by name
    {% endif %}
    {%- endfor %}
{%- endmacro %}
