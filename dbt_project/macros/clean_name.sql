{# An indicator's name without the template's numbering (指标1:培训人数); NULL where nothing of the filer's is left. #}
{% macro strip_template_number(text) -%}
    nullif(regexp_replace(regexp_replace({{ text }}, '^指标 ?(\d+ ?[:、.]? ?|: ?)', ''), '^[….。]+$', ''), '')
{%- endmacro %}

{# A name without the code that a system prints before it: [105]教育部, 51000021R000000019951-工资性支出. #}
{% macro strip_code(text) -%}
    regexp_replace({{ text }}, '^(?:\[[0-9A-Za-z]+\]|[0-9][0-9A-Z]{5,}[-_]) ?(.+)$', '\1')
{%- endmacro %}

{# The name of a unit or office without the code before it: 219-, 105_, 105., [105], (105), 105 and a space. A name that is
   nothing but a code stays. #}
{% macro strip_unit_code(text) -%}
    trim(regexp_replace(
        {{ text }}, '^(?:\[[0-9A-Za-z]+\]|\([0-9][0-9A-Za-z]*\)|[0-9][0-9A-Za-z]{2,} ?[-_.—] ?|(?:[0-9]{3}|[0-9]{6,}) ) ?(.+)$', '\1'
    ))
{%- endmacro %}

{# The code that a system prints before a project's name; NULL where there is none. #}
{% macro leading_code(text) -%}
    nullif(regexp_extract({{ text }}, '^\[?([0-9][0-9A-Za-z]{5,})(?:\]|[-_])', 1), '')
{%- endmacro %}

{# Of each key the spelling that stands most often, among equals the one without spaces, then the shortest. #}
{% macro most_frequent_name(relation, key, name, as_name) -%}
    select
        {{ key }},
        {{ name }} as {{ as_name }}
    from (
        select
            {{ key }},
            {{ name }},
            row_number() over (
                partition by {{ key }}
                order by count(*) desc, strpos({{ name }}, ' ') > 0, length({{ name }}), {{ name }}
            ) as place
        from {{ relation }}
        where {{ name }} is not null
        group by {{ key }}, {{ name }}
    ) as spellings
    where place = 1
{%- endmacro %}
