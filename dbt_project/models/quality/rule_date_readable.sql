with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where self_evaluation_date_normalised is not null

),

findings as (

    select
        evaluation_key,
        self_evaluation_date_line as source_line,
        self_evaluation_date_normalised as observed
    from applicable
    where self_evaluation_date is null

)

{{ rule_rows() }}
