{# Indicators that are excluded from this build, with the cause of each: {code: sentence}. Set by the orchestration. #}
{% macro excluded_indicators() -%}
    {{ return(fromjson(env_var('JIXIAO_EXCLUDED_INDICATORS', '{}'))) }}
{%- endmacro %}

{# A text as an SQL literal, NULL if there is no text. #}
{% macro literal(text) -%}
    {%- if text is none or text is undefined -%}cast(null as varchar)
    {%- else -%}'{{ text | string | replace("'", "''") }}'
    {%- endif -%}
{%- endmacro %}
