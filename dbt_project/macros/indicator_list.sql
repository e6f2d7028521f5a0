{# Indicators that are withheld from this build, with the cause of each: {code: sentence}. Set by the orchestration. #}
{% macro withheld_indicators() -%}
    {{ return(fromjson(env_var('JIXIAO_WITHHELD_INDICATORS', '{}'))) }}
{%- endmacro %}

{# A text as an SQL literal, NULL where there is none. #}
{% macro literal(text) -%}
    {%- if text is none or text is undefined -%}cast(null as varchar)
    {%- else -%}'{{ text | string | replace("'", "''") }}'
    {%- endif -%}
{%- endmacro %}
