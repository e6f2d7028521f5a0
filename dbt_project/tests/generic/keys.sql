{#
    The keys of a table, in one test, for a test of its own for each column costs more than the table:
    unique      lists of columns; no two rows share the values of a list. The first list is the grain (primary key).
    not_null    columns without NULL.
    references  {column, to, field}: each value of the column is a value of that field of that table, or NULL.
    Each failing row is a sentence.
#}
{% test keys(model, unique=[], not_null=[], references=[]) %}
{%- set parts = [] %}
{%- for columns in unique %}
    {%- set part %}
select
    count(*) || ' rows have the same {{ columns | join(', ') }}: ' || {% for column in columns -%}
    coalesce(cast({{ column }} as varchar), 'NULL'){{ " || ', ' || " if not loop.last }}
    {%- endfor %} as message
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
    {%- endset %}
    {%- do parts.append(part) %}
{%- endfor %}
{%- if not_null %}
    {%- set part %}
select concat_ws(', ', {% for column in not_null -%}
    case when {{ column }} is null then '{{ column }} is NULL' end{{ ', ' if not loop.last }}
    {%- endfor %}) {% if unique and not_null | reject('in', unique[0]) | list %}|| ' where {{ unique[0] | join(', ') }} is ' || {% for key in unique[0] -%}
    coalesce(cast({{ key }} as varchar), 'NULL'){{ " || ', ' || " if not loop.last }}
    {%- endfor %}{% endif %} as message
from {{ model }}
where {{ not_null | join(' is null or ') }} is null
    {%- endset %}
    {%- do parts.append(part) %}
{%- endif %}
{%- for reference in references %}
    {%- set part %}
select '{{ reference.column }} ' || {{ reference.column }} || ' is not in {{ reference.field }} of {{ reference.to.identifier }}' as message
from {{ model }}
where {{ reference.column }} is not null and {{ reference.column }} not in (select {{ reference.field }} from {{ reference.to }} where {{ reference.field }} is not null)
    {%- endset %}
    {%- do parts.append(part) %}
{%- endfor %}
{{ parts | join('\nunion all') }}
{% endtest %}
