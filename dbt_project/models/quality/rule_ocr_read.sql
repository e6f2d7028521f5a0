with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where reading_basis = 'ocr'

),

findings as (

    select
        evaluation_key,
        first_line as source_line,
        prior_year_budget_normalised as observed
    from applicable

)

{{ rule_rows() }}
