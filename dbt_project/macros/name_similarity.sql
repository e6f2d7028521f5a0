{# Similarity of two names, 0..1 (Jaro-Winkler function of the database). #}
{% macro name_similarity(name, other) -%}
    {{ return(adapter.dispatch('name_similarity', 'jixiao')(name, other)) }}
{%- endmacro %}

{% macro duckdb__name_similarity(name, other) -%}
    jaro_winkler_similarity({{ name }}, {{ other }})
{%- endmacro %}
