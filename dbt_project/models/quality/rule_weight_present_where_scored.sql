with

evaluations as (

    select * from {{ ref('int_evaluations') }}
    where has_line_weights

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
        self_score_normalised as observed,
        'a weight' as expected,
        coalesce(indicator_name, '') || ' 有自评分但无权重' as message_zh,
        'the line has a self-score and no weight' as message_en
    from lines
    where
        evaluation_key in (select evaluation_key from evaluations)
        and not is_placeholder
        and {{ is_blank('weight_normalised') }}

)

{{ rule_rows() }}
