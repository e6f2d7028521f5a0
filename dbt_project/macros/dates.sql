{#
    When a file was received, in China Standard Time: the earlier of its time of change and the time at which a load first
    saw it. A file that is copied with its time keeps the day on which it was filed, and a file that is touched later is not
    late. Times of change before 2000 are those of programs that set none. NULL if neither is known.
#}
{% macro received_at(modified_ns, seen_ns) -%}
    {{ timestamp_of('least(case when ' ~ modified_ns ~ ' >= 946684800000000000 then ' ~ modified_ns ~ ' end, ' ~ seen_ns ~ ') // 1000') }}
        + interval 8 hour
{%- endmacro %}

{# A time as a timestamp without a time zone, from microseconds since 1970 in UTC. #}
{% macro timestamp_of(microseconds) -%}
    {{ return(adapter.dispatch('timestamp_of', 'jixiao')(microseconds)) }}
{%- endmacro %}

{% macro duckdb__timestamp_of(microseconds) -%}
    make_timestamp({{ microseconds }})
{%- endmacro %}

{# A date as text, in the codes of strftime: %Y, %m, %d, and %-m and %-d without a leading zero. #}
{% macro show_date(day, pattern) -%}
    {{ return(adapter.dispatch('show_date', 'jixiao')(day, pattern)) }}
{%- endmacro %}

{% macro duckdb__show_date(day, pattern) -%}
    strftime({{ day }}, '{{ pattern }}')
{%- endmacro %}

{# The days from one date to another, both included, as a list. #}
{% macro days_between(first, last) -%}
    {{ return(adapter.dispatch('days_between', 'jixiao')(first, last)) }}
{%- endmacro %}

{% macro duckdb__days_between(first, last) -%}
    generate_series({{ first }}, {{ last }}, interval 1 day)
{%- endmacro %}

{# The number of the day in its week, 1 (Monday) to 7. #}
{% macro weekday_number(day) -%}
    {{ return(adapter.dispatch('weekday_number', 'jixiao')(day)) }}
{%- endmacro %}

{% macro duckdb__weekday_number(day) -%}
    isodow({{ day }})
{%- endmacro %}

{# The key of a date in dim_date, such as 20250331; -1 (unknown) for NULL. #}
{% macro date_key(day) -%}
    cast(coalesce(year({{ day }}) * 10000 + month({{ day }}) * 100 + day({{ day }}), -1) as integer)
{%- endmacro %}

{# The date of this build in China Standard Time: that of the release that is made of it. #}
{% macro build_date() -%}
    date '{{ (run_started_at + modules.datetime.timedelta(hours=8)).strftime("%Y-%m-%d") }}'
{%- endmacro %}
