{# The build file is written by one process and read by others only after a build. A relation is therefore created under
   its own name. dbt's own materializations create it under another name, rename it, and look for former relations to
   drop, which takes as long as most models of this project do. #}

{% materialization table, adapter="duckdb" %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {{- drop_relation_if_exists(load_cached_relation(this)) -}}
    {%- call statement("main") -%} {{ create_table_as(False, target_relation, compiled_code) }} {%- endcall -%}
    {%- do adapter.commit() -%}
    {{- return({"relations": [target_relation]}) -}}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
    {%- set target_relation = this.incorporate(type="view") -%}
    {{- drop_relation_if_exists(load_cached_relation(this)) -}}
    {%- call statement("main") -%} {{ get_create_view_as_sql(target_relation, compiled_code) }} {%- endcall -%}
    {%- do adapter.commit() -%}
    {{- return({"relations": [target_relation]}) -}}
{% endmaterialization %}
