with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where budget_yuan > 0 and executed_yuan is not null

),

findings as (

    select
        evaluation_key,
        executed_line as source_line,
        executed_normalised || ' / ' || budget_normalised as observed
    from applicable
    where {{ safe_ratio('executed_yuan', 'budget_yuan') }} is null

)

{{ rule_rows() }}
