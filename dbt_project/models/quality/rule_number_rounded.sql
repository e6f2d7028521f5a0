with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluation_key,
        line_number,
        field_code,
        source_line,
        observed
    from {{ ref('int_open_issues') }}
    where issue_code = 'number_rounded'

)

{{ rule_rows(grain='line') }}
