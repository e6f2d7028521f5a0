with

-- Forms that print the label of the date, with or without a value. The national table has no such field.
applicable as (

    select distinct evaluation_key
    from {{ ref('int_form_cells') }}
    where field_code = 'self_evaluation_date'

),

findings as (

    select
        evaluations.evaluation_key,
        evaluations.self_evaluation_date_line as source_line,
        evaluations.self_evaluation_date_normalised as observed
    from {{ ref('int_evaluations') }} as evaluations
    inner join applicable on evaluations.evaluation_key = applicable.evaluation_key
    where evaluations.self_evaluation_date_normalised is null

)

{{ rule_rows() }}
