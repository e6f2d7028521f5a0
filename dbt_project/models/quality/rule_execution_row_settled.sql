with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where execution_row_basis <> 'no_execution_row'

),

findings as (

    select
        evaluation_key,
        coalesce(total_line, first_line) as source_line,
        coalesce(total_score_normalised, head_total_score_normalised) as observed
    from applicable
    where execution_row_basis = 'unsettled'

)

{{ rule_rows() }}
