with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluation_key,
        source_line,
        observed,
        name_zh,
        name_en
    from {{ ref('int_form_amounts') }}
    where number < 0

)

{{ rule_rows() }}
