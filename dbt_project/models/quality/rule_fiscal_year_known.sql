with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluation_key,
        first_line as source_line,
        null as observed
    from {{ ref('int_evaluations') }}
    where fiscal_year = -1

)

{{ rule_rows() }}
