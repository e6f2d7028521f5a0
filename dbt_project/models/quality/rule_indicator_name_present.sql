with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}
    where line_count > 0

),

findings as (

    select
        evaluation_key,
        line_number,
        first_line as source_line,
        null as observed
    from {{ ref('int_indicator_lines') }}
    where indicator_part is null and not is_placeholder

)

{{ rule_rows(grain='line') }}
