with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where category_basis <> 'none'

),

findings as (

    select
        evaluation_key,
        first_line as source_line,
        category_basis as observed
    from applicable
    where category_basis = 'unsettled'

)

{{ rule_rows() }}
