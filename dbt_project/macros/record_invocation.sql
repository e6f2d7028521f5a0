{# Keeps this invocation's id in the build file, so that the release can tell whose results it holds. #}
{% macro record_invocation() %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed') %}
        create schema if not exists build;
        create or replace table build.invocation as
        select '{{ invocation_id }}' as invocation_id, '{{ flags.WHICH }}' as command;
    {% endif %}
{% endmacro %}
