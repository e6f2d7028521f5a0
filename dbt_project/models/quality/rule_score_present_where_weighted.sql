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
        weight_normalised as observed,
        coalesce(indicator_name, '') as indicator
    from {{ ref('int_indicator_lines') }}
    where not {{ is_blank('weight_normalised') }} and {{ is_blank('self_score_normalised') }}

)

{{ rule_rows(grain='line') }}
