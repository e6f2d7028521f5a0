with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where budget_yuan is not null and executed_yuan is not null

),

findings as (

    select
        evaluation_key,
        executed_line as source_line,
        executed_normalised as observed,
        budget_normalised as budget
    from applicable
    where executed_yuan > budget_yuan

)

{{ rule_rows() }}
