{# An indicator's name without the template's numbering (指标1:培训人数); NULL if no text of the filer is left. #}
{% macro strip_template_number(text) -%}
    nullif(regexp_replace(regexp_replace({{ text }}, '^指标 ?(\d+ ?[:、.]? ?|: ?)', ''), '^[….。]+$', ''), '')
{%- endmacro %}

{# The code that systems print before a name: in brackets, or separated from the name by a dash or space. A project's
   code is long (51000021R000000019951-工资性支出), a unit's is short too (219-, 105_, 105., (105), 105 and a space). #}
{% macro _code_before_name(kind) -%}
    {%- if kind == 'project' -%}
        ^(?:\[([0-9A-Za-z]+)\]|\(([0-9][0-9A-Za-z]{5,})\)|([0-9][0-9A-Za-z]{5,}) ?[-_—]|([0-9][0-9A-Za-z]{8,}) ) ?(.+)$
    {%- else -%}
        ^(?:\[([0-9A-Za-z]+)\]|\(([0-9][0-9A-Za-z]*)\)|([0-9][0-9A-Za-z]{2,}) ?[-_.—]|([0-9]{3}|[0-9]{6,}) ) ?(.+)$
    {%- endif -%}
{%- endmacro %}

{# A name without the code before it. A name that is only a code is kept. #}
{% macro strip_code(text, kind) -%}
    regexp_replace({{ text }}, '{{ _code_before_name(kind) }}', '\5')
{%- endmacro %}

{# The code before a name; NULL if there is none. #}
{% macro leading_code(text, kind) -%}
    case
        when regexp_matches({{ text }}, '{{ _code_before_name(kind) }}')
            then regexp_replace({{ text }}, '{{ _code_before_name(kind) }}', '\1\2\3\4')
    end
{%- endmacro %}

{# The spelling to show for each key: one without spaces if there is one, then the most frequent, then the smallest. #}
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
                order by strpos({{ name }}, ' ') > 0, count(*) desc, {{ name }}
            ) as row_num
        from {{ relation }}
        where {{ name }} is not null
        group by {{ key }}, {{ name }}
    ) as spellings
    where row_num = 1
{%- endmacro %}
