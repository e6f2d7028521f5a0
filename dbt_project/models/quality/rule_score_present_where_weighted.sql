with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

lines as (

    select * from {{ ref('int_indicator_lines') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where line_count > 0

),

findings as (

    select
        evaluation_key,
        line_number,
        first_line as source_line,
        weight_normalised as observed,
        'a self-score' as expected,
        coalesce(indicator_name, '') || ' 有权重但无自评分' as message_zh,
        'the line has a weight and no self-score' as message_en
    from lines
    where not {{ is_blank('weight_normalised') }} and {{ is_blank('self_score_normalised') }}

)

{{ rule_rows() }}
