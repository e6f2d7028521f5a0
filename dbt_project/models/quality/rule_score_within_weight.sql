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
        self_score_normalised as observed,
        weight_normalised as weight,
        coalesce(indicator_name, '') as indicator
    from {{ ref('int_indicator_lines') }}
    where self_score_number < 0 or self_score_number > weight_number or weight_number < 0

)

{{ rule_rows(grain='line') }}
