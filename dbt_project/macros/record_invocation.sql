{#
    Write the id of the dbt invocation to the build file by stage (core, indicators), so that the release gate can check
    that the results belong to the build.
#}
{% macro record_invocation() -%}
    {{ return(adapter.dispatch('record_invocation', 'jixiao')()) }}
{%- endmacro %}

{% macro default__record_invocation() -%}
{%- endmacro %}

{% macro duckdb__record_invocation() %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed') %}
        {%- set stage = env_var('JIXIAO_BUILD_STAGE', 'core') %}
        create schema if not exists build;
        create table if not exists build.invocation (stage varchar, invocation_id varchar, command varchar);
        delete from build.invocation where stage = '{{ stage }}';
        insert into build.invocation values ('{{ stage }}', '{{ invocation_id }}', '{{ flags.WHICH }}');
    {% endif %}
{% endmacro %}
