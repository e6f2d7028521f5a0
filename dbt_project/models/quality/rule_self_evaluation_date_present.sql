with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluation_key,
        self_evaluation_date_line as source_line,
        self_evaluation_date_normalised as observed
    from {{ ref('int_evaluations') }}
    where self_evaluation_date_normalised is null

)

{{ rule_rows() }}
