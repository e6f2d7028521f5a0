with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}
    where has_line_weights and line_count > 0

),

findings as (

    select
        evaluation_key,
        line_number,
        first_line as source_line,
        self_score_normalised as observed,
        coalesce(indicator_name, '') as indicator
    from {{ ref('int_indicator_lines') }}
    where not is_placeholder and {{ is_blank('weight_normalised') }}

)

{{ rule_rows(grain='line') }}
