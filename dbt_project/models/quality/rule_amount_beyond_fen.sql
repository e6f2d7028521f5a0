with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluation_key,
        field_code,
        source_line,
        observed,
        field_name_zh as name_zh,
        field_name_en as name_en
    from {{ ref('int_form_amounts') }}
    where number <> round(number, 2)

)

{{ rule_rows() }}
