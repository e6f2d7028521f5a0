{# How alike two names are, 0..1 (Jaro-Winkler, the engine's own). #}
{% macro name_similarity(name, other) -%}
    {{ return(adapter.dispatch('name_similarity', 'jixiao')(name, other)) }}
{%- endmacro %}

{% macro duckdb__name_similarity(name, other) -%}
    jaro_winkler_similarity({{ name }}, {{ other }})
{%- endmacro %}
