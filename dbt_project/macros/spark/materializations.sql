{# Relations are created anew under their own names, as on DuckDB. #}

{% materialization table, adapter="spark" %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- call statement("drop") -%} drop table if exists {{ target_relation }} {%- endcall -%}
    {%- call statement("main") -%} create table {{ target_relation }} using parquet as {{ spark_select(compiled_code) }} {%- endcall -%}
    {{- return({"relations": [target_relation]}) -}}
{% endmaterialization %}

{% materialization view, adapter="spark" %}
    {%- set target_relation = this.incorporate(type="view") -%}
    {%- call statement("main") -%} create or replace view {{ target_relation }} as {{ spark_select(compiled_code) }} {%- endcall -%}
    {{- return({"relations": [target_relation]}) -}}
{% endmaterialization %}

{# Spark reads the CSV file itself. dbt's own way inserts literals, which breaks texts with quotes or backslashes. #}
{% materialization seed, adapter="spark" %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- set rows = load_agate_table() -%}
    {%- do store_result('agate_table', response='OK', agate_table=rows) -%}
    {%- set types = model.config.column_types -%}
    {%- call statement("drop") -%} drop table if exists {{ target_relation }} {%- endcall -%}
    {%- call statement("file") %}
        create or replace temporary view seed_{{ model.name }} using csv options (
            path '{{ model.root_path }}/{{ model.original_file_path }}', header 'true', multiLine 'true', quote '"', escape '"'
        )
    {%- endcall -%}
    {%- call statement("main") %}
        create table {{ target_relation }} using parquet as
        select
            {%- for name in rows.column_names %}
            cast({{ name }} as {{ to_spark_type(types.get(name) or adapter.convert_type(rows, loop.index0)) }}) as {{ name }}{{ ',' if not loop.last }}
            {%- endfor %}
        from seed_{{ model.name }}
    {%- endcall -%}
    {{- return({"relations": [target_relation]}) -}}
{% endmaterialization %}

{% macro spark__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    {{ dbt.default__get_test_sql(to_spark_sql(main_sql), fail_calc, warn_if, error_if, limit) }}
{%- endmacro %}
