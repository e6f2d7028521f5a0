with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where budget_yuan is not null

),

findings as (

    select
        evaluation_key,
        budget_line as source_line,
        budget_normalised as observed
    from applicable
    where budget_yuan = 0

)

{{ rule_rows() }}
