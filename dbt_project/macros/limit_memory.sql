{# Limit DuckDB's memory to JIXIAO_MEMORY_MB if it is set. Beyond the limit DuckDB writes temporary files beside the build file. #}
{% macro limit_memory() %}
    {%- set megabytes = env_var('JIXIAO_MEMORY_MB', '') -%}
    {%- if execute and megabytes -%} set memory_limit = '{{ megabytes }}MB' {%- endif -%}
{% endmacro %}
