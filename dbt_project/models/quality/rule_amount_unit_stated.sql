with

amounts as (

    select * from {{ ref('int_form_amounts') }}
    where number <> 0

),

applicable as (

    select distinct evaluation_key from amounts

),

findings as (

    select
        evaluation_key,
        field_code,
        source_line,
        observed,
        assumed_unit,
        field_name_zh as name_zh,
        field_name_en as name_en
    from amounts
    where {{ lacks_unit('number', 'stated_unit', 'observed') }}

)

{{ rule_rows() }}
