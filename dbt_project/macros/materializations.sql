{# The build file is written by one process and read by others only after a build. A relation is therefore created under
   its own name. dbt's own materializations create it under another name, rename it, and look for former relations to
   drop, which takes as long as most models of this project do. For the same reason a view and a test are one statement
   without a transaction around it: with few rows, the statements that begin and end one take as long as the model. #}

{% materialization table, adapter="duckdb" %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {{- drop_relation_if_exists(load_cached_relation(this)) -}}
    {%- call statement("main") -%} {{ create_table_as(False, target_relation, compiled_code) }} {%- endcall -%}
    {%- do adapter.commit() -%}
    {{- return({"relations": [target_relation]}) -}}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
    {%- set target_relation = this.incorporate(type="view") -%}
    {%- set former = load_cached_relation(this) -%}
    {%- if former is not none -%}
        {%- do drop_relation(former) -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
    {%- call statement("main", auto_begin=False) -%}
        {{ get_create_view_as_sql(target_relation, compiled_code) }}
    {%- endcall -%}
    {{- return({"relations": [target_relation]}) -}}
{% endmaterialization %}

{% materialization test, adapter="duckdb" %}
    {%- if should_store_failures() -%}
        {{- return(materialization_test_default()) -}}
    {%- endif -%}
    {%- call statement("main", fetch_result=True, auto_begin=False) -%}
        {{ get_test_sql(get_limit_subquery_sql(sql, config.get("limit")), config.get("fail_calc"), config.get("warn_if"), config.get("error_if"), limit=none) }}
    {%- endcall -%}
    {{- return({"relations": []}) -}}
{% endmaterialization %}

{# dbt describes the columns of a contract by a second query. That is not needed where YAML names the types as DuckDB
   does; elsewhere dbt compares them, and its error lists the differences. #}
{% macro duckdb__get_assert_columns_equivalent(sql) %}
    {%- set stated, found = [], [] -%}
    {%- for column in model["columns"].values() -%}
        {%- do stated.append(column["name"] ~ " " ~ (column["data_type"] or "") | upper | replace(", ", ",")) -%}
    {%- endfor -%}
    {%- for column in get_column_schema_from_query(sql, config.get("sql_header")) -%}
        {%- do found.append(column.name ~ " " ~ column.dtype) -%}
    {%- endfor -%}
    {%- if stated | sort != found | sort -%}
        {{- return(assert_columns_equivalent(sql)) -}}
    {%- endif -%}
{% endmacro %}
