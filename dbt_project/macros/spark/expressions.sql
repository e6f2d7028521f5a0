{#
    Macros whose SQL differs by engine: the versions for Spark, `spark__<name>`. The macro that dispatches to them is outside
    this folder, next to the version for DuckDB (`duckdb__<name>`), and says what they return.
#}

{% macro spark__hex_to_bigint(text) -%}
    cast(conv(left(md5({{ text }}), 15), 16, 10) as bigint)
{%- endmacro %}

{# The whole part of a quotient, exactly. Spark rounds quotients of decimals, and `div` has only 64 bits. If the remainder is
   subtracted first, the quotient is a whole number and nothing is rounded. #}
{% macro _spark_whole_quotient(numerator, denominator) -%}
    (({{ numerator }}) - ({{ numerator }}) % ({{ denominator }})) / ({{ denominator }})
{%- endmacro %}

{% macro spark__safe_ratio(numerator, denominator, places=12) -%}
    {%- set n = 'cast(cast(' ~ numerator ~ ' as decimal(28, 4)) * 10000 as decimal(32, 0))' -%}
    {%- set d = 'cast(cast(' ~ denominator ~ ' as decimal(28, 4)) * 10000 as decimal(32, 0))' -%}
    case
        when {{ d }} <> 0 and abs({{ n }}) < abs({{ d }}) * 100000000000
            then cast(
                cast(
                    {{ _spark_whole_quotient(
                        'cast(cast(' ~ n ~ ' as decimal(25, 0)) * cast(2' ~ '0' * places ~ ' as decimal(13, 0)) as decimal(38, 0)) * (case when ' ~ d ~ ' < 0 then -1 else 1 end)'
                        ~ ' + (case when ' ~ n ~ ' < 0 then -1 else 1 end) * abs(' ~ d ~ ')',
                        '2 * abs(' ~ d ~ ')'
                    ) }}
                    as decimal(24, 0)
                ) * cast(0.{{ '0' * (places - 1) }}1 as decimal({{ places }}, {{ places }})) as decimal({{ places + 12 }}, {{ places }})
            )
    end
{%- endmacro %}

{% macro spark__share_of_points(points, part, whole) -%}
    {%- set p = 'cast(' ~ points ~ ' * 10000 as decimal(12, 0))' -%}
    {%- set n = 'cast(cast(' ~ part ~ ' as decimal(30, 6)) * 1000000 as decimal(26, 0))' -%}
    {%- set d = 'cast(cast(' ~ whole ~ ' as decimal(30, 6)) * 1000000 as decimal(26, 0))' -%}
    case
        when {{ d }} <= 0 or {{ n }} < 0 then null
        when {{ n }} >= {{ d }} then cast({{ points }} as decimal(10, 4))
        else cast(
            cast(
                {{ _spark_whole_quotient('cast(2 * ' ~ p ~ ' * ' ~ n ~ ' as decimal(38, 0)) + ' ~ d, '2 * ' ~ d) }} as decimal(14, 0)
            ) * 0.0001 as decimal(10, 4)
        )
    end
{%- endmacro %}

{# The function is registered by deploy/spark/dbt_on_spark.py. #}
{% macro spark__name_similarity(name, other) -%}
    name_similarity({{ name }}, {{ other }})
{%- endmacro %}

{% macro spark__distinct_texts(text, separator, condition='true') -%}
    nullif(array_join(array_sort(collect_set({{ text }}) filter (where {{ condition }})), '{{ separator }}'), '')
{%- endmacro %}

{% macro spark__median_amount(amount, places=2) -%}
    {%- set sorted = 'array_sort(collect_list(' ~ amount ~ '))' -%}
    {%- set low = 'element_at(' ~ sorted ~ ', cast((count(' ~ amount ~ ') + 1) div 2 as int))' -%}
    {%- set high = 'element_at(' ~ sorted ~ ', cast(count(' ~ amount ~ ') div 2 + 1 as int))' -%}
    case
        when count({{ amount }}) > 0
            then {{ low }} + cast(floor(({{ high }} - {{ low }}) * {{ 10 ** places // 2 }}) as decimal(20, 0)) * cast(0.{{ '0' * (places - 1) }}1 as decimal({{ places }}, {{ places }}))
    end
{%- endmacro %}

{% macro spark__timestamp_of(microseconds) -%}
    timestamp_micros({{ microseconds }})
{%- endmacro %}

{% macro spark__show_date(day, pattern) -%}
    date_format({{ day }}, '{{ pattern.replace('%Y', 'yyyy').replace('%-m', 'M').replace('%-d', 'd').replace('%m', 'MM').replace('%d', 'dd') }}')
{%- endmacro %}

{% macro spark__days_between(first, last) -%}
    sequence({{ first }}, {{ last }}, interval 1 day)
{%- endmacro %}

{% macro spark__weekday_number(day) -%}
    (weekday({{ day }}) + 1)
{%- endmacro %}

{% macro spark__shingles(text) -%}
    case
        when length({{ text }}) < 2 then cast(array() as array<bigint>)
        else array_distinct(transform(
            sequence(1, length({{ text }}) - 1),
            place -> cast(ascii(substring({{ text }}, place, 1)) as bigint) * 2097152 + ascii(substring({{ text }}, place + 1, 1))
        ))
    end
{%- endmacro %}

{% macro spark__ring_of_hashes(least_hash, part) -%}
    transform(array_sort(collect_list(struct({{ part }} as part, {{ least_hash }} as least_hash))), hashed -> hashed.least_hash)
{%- endmacro %}

{% macro spark__paths_around(ring) -%}
    transform(sequence(1, size({{ ring }})), place -> slice(concat({{ ring }}, {{ ring }}), place, 12))
{%- endmacro %}

{% macro spark__path_beginning(path) -%}
    slice({{ path }}, 1, 5)
{%- endmacro %}

{# Spark has no `union all by name`: each select has every column of the model, in the order of its contract, as in
   to_spark_sql(). #}
{% macro spark__select_members(members) -%}
    {%- for member in members -%}
    select {% for column in model.columns.values() %}cast({{ member.get(column.name, 'null') }} as {{ to_spark_type(column.data_type) }}) as {{ column.name }}{{ ', ' if not loop.last }}{% endfor %}
    {{- ' union all ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro spark__split_text(text, separator) -%}
    split({{ text }}, '{{ modules.re.escape(separator) }}')
{%- endmacro %}
