{# The distinct values of a group, sorted, as one text; NULL if there is none. `condition` selects the rows. #}
{% macro distinct_texts(text, separator, condition='true') -%}
    {{ return(adapter.dispatch('distinct_texts', 'jixiao')(text, separator, condition)) }}
{%- endmacro %}

{% macro duckdb__distinct_texts(text, separator, condition='true') -%}
    string_agg(distinct {{ text }}, '{{ separator }}' order by {{ text }}){{ ' filter (where ' ~ condition ~ ')' if condition != 'true' }}
{%- endmacro %}

{# The median of a decimal column as a decimal. Of an even number of values it is the mean of the middle two, whose digits
   beyond the column's places are cut off. #}
{% macro median_amount(amount, places=2) -%}
    {{ return(adapter.dispatch('median_amount', 'jixiao')(amount, places)) }}
{%- endmacro %}

{% macro duckdb__median_amount(amount, places=2) -%}
    median({{ amount }})
{%- endmacro %}

{# The parts of a text between separators, as a list. #}
{% macro split_text(text, separator) -%}
    {{ return(adapter.dispatch('split_text', 'jixiao')(text, separator)) }}
{%- endmacro %}

{% macro duckdb__split_text(text, separator) -%}
    string_split({{ text }}, '{{ separator }}')
{%- endmacro %}
