{#
    Translate the SQL of a model from DuckDB's dialect to Spark's. Only spelling is translated: names of types and functions,
    literals, lists; comments are removed. What the engines compute differently is in macros with a version for each engine
    (dispatch). prepare_engine() creates the functions that Spark lacks. Anything else that Spark does not know is an error
    of its parser. `make spark-check` compares the results with DuckDB's.
#}
{% macro to_spark_sql(sql) -%}
    {%- set spellings = [
        ('\\bvarchar\\b(?! *\\()', 'string'),
        ('\\bhugeint\\b', 'decimal(38, 0)'),
        ('\\btimestamp with time zone\\b', 'timestamp'),
        ('\\* exclude \\(', '* except ('),
        ('\\bunnest\\(', 'explode('),
        ('\\bregexp_(matches|full_match|replace|extract|extract_all)\\(', 'text_\\1('),
        ('\\bstrpos\\(', 'instr('),
        ('\\b(starts|ends)_with\\(', '\\1with('),
        ('\\blen\\(', 'size('),
        ('\\blist_(filter|transform)\\(', '\\1('),
        ('\\blist_(distinct|intersect)\\(', 'array_\\1('),
        ('\\blist_concat\\(', 'concat('),
        ('\\blist_extract\\(', 'try_element_at('),
        ('\\blambda (\\w+):', '\\1 ->'),
        (' // ', ' div '),
        ('\\[', 'array('),
        ('\\]', ')'),
        ('^\\s+order by ([^()]+)\\)', ') within group (order by \\1)'),
        ('\\bselect \\* from (\\w+)\\s+union all by name\\b', 'select ' ~ (model.columns.keys() | join(', ')) ~ ' from \\1 union all'),
    ] -%}
    {%- set pieces = [] -%}
    {%- for piece in modules.re.split("(--[^\\n]*|'(?:[^']|'')*')", sql) -%}
        {%- if piece.startswith("'") -%}
            {%- do pieces.append("'" ~ piece[1:-1].replace('\\', '\\\\').replace("''", "\\'") ~ "'") -%}
        {%- elif not piece.startswith('--') -%}
            {%- if modules.re.search('\\w\\[|\\][\\[.]', piece) -%}
                {{ exceptions.raise_compiler_error("engines number the elements of a list differently: use list_extract(): " ~ piece) }}
            {%- endif -%}
            {%- if modules.re.search('\\b[lr]?trim\\([^()]*, *$', piece) -%}
                {{ exceptions.raise_compiler_error("trim() with two arguments takes them in another order on Spark: use regexp_replace(): " ~ piece) }}
            {%- endif -%}
            {%- set code = namespace(text=piece) -%}
            {%- for pattern, replacement in spellings -%}
                {%- set code.text = modules.re.sub(pattern, replacement, code.text) -%}
            {%- endfor -%}
            {%- do pieces.append(code.text) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(pieces | join('')) }}
{%- endmacro %}

{# Spark's name of a type of DuckDB. #}
{% macro to_spark_type(data_type) -%}
    {{ return({'varchar': 'string', 'hugeint': 'decimal(38, 0)', 'timestamp with time zone': 'timestamp', 'integer': 'int'}.get(data_type, data_type)) }}
{%- endmacro %}

{# A select of a model's columns in the types of its contract; of all columns if it has no contract. #}
{% macro spark_select(sql) -%}
    {%- if config.get('contract').enforced %}
select
    {%- for column in model.columns.values() %}
    cast({{ column.name }} as {{ to_spark_type(column.data_type) }}) as {{ column.name }}{{ ',' if not loop.last }}
    {%- endfor %}
from ({{ to_spark_sql(sql) }}) as model
    {%- else -%}
        {{ to_spark_sql(sql) }}
    {%- endif -%}
{%- endmacro %}
