with

totals as (

    select * from {{ ref('int_form_amounts') }}
    where part_count > 0

),

applicable as (

    select distinct evaluation_key from totals

),

findings as (

    select
        evaluation_key,
        field_code,
        source_line,
        part_count || ' sources' as observed,
        part_count,
        field_name_zh as name_zh,
        field_name_en as name_en
    from totals
    where basis is null

)

{{ rule_rows() }}
