{#
    What a session of Spark needs before the models: the sources as views of their Parquet files, and functions that
    DuckDB has. A pattern is one of RE2, DuckDB's engine, in which a dot is any character but a line feed and $ is the end
    of the text only; Java's needs the flag d and \z for that.
#}
{% macro prepare_engine() -%}
    {{ return(adapter.dispatch('prepare_engine', 'jixiao')()) }}
{%- endmacro %}

{% macro duckdb__prepare_engine() -%}
    {{ limit_memory() }}
{%- endmacro %}

{% macro spark__prepare_engine() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'test') -%}
        {%- if run_query('set spark.sql.ansi.enabled').columns[1].values()[0] != 'true' -%}
            {{ exceptions.raise_compiler_error('Without ANSI mode Spark makes NULL of errors: run deploy/spark/dbt_on_spark.py instead of dbt.') }}
        {%- endif -%}
        {%- for source in graph.sources.values() -%}
            {%- set pattern = modules.re.search("'(.+?)'", source.source_meta.external_location).group(1).replace('{name}', source.name) -%}
            {%- do run_query('create schema if not exists ' ~ source.schema) -%}
            {%- do run_query('create or replace view ' ~ source.schema ~ '.' ~ source.identifier ~ ' as select * from parquet.`' ~ env_var('JIXIAO_HOME', '../.jixiao') ~ '/' ~ pattern ~ '`') -%}
        {%- endfor -%}
        {%- for signature, result, body in [
            ('java_pattern(pattern string)', 'string', "'(?d)' || regexp_replace(pattern, '(?<!\\\\\\\\)\\\\$', '\\\\\\\\z')"),
            ('text_matches(text string, pattern string)', 'boolean', "regexp_like(text, java_pattern(pattern))"),
            ('text_full_match(text string, pattern string)', 'boolean', "regexp_like(text, '^(?:' || java_pattern(pattern) || ')\\\\z')"),
            ('text_extract(text string, pattern string, part int default 0)', 'string', "regexp_extract(text, java_pattern(pattern), part)"),
            ('text_extract_all(text string, pattern string)', 'array<string>', "regexp_extract_all(text, java_pattern(pattern), 0)"),
            ("text_replace(text string, pattern string, replacement string, options string default '')", 'string',
                "case when options = 'g' or pattern like '^%' or pattern like '%$' then regexp_replace(text, java_pattern(pattern), regexp_replace(replacement, '\\\\\\\\([0-9])', '\\\\$$1')) else raise_error('regexp_replace without g needs a pattern with ^ or $') end"),
        ] -%}
            {%- do run_query('create or replace function ' ~ signature ~ ' returns ' ~ result ~ ' return ' ~ body) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
