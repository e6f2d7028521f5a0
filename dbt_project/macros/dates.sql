{#
    When a file was received, in China Standard Time: the earlier of its time of change and the time at which a load first
    saw it. A file that is copied with its time keeps the day on which it was filed, and a file that is touched later is not
    late. Times of change before 2000 are those of programs that set none. NULL if neither is known.
#}
{% macro received_at(modified_ns, seen_ns) -%}
    make_timestamp(least(case when {{ modified_ns }} >= 946684800000000000 then {{ modified_ns }} end, {{ seen_ns }}) // 1000)
        + interval 8 hour
{%- endmacro %}

{# The key of a date in dim_date, such as 20250331; -1 (unknown) for NULL. #}
{% macro date_key(day) -%}
    cast(coalesce(year({{ day }}) * 10000 + month({{ day }}) * 100 + day({{ day }}), -1) as integer)
{%- endmacro %}

{# The date of this build in China Standard Time: that of the release that is made of it. #}
{% macro build_date() -%}
    date '{{ (run_started_at + modules.datetime.timedelta(hours=8)).strftime("%Y-%m-%d") }}'
{%- endmacro %}
