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
        self_score_normalised as observed,
        '0 to ' || weight_normalised as expected,
        coalesce(indicator_name, '') || ' 自评分 ' || self_score_normalised || ' 不在 0 至权重 ' || weight_normalised || ' 之间' as message_zh,
        'self-score ' || self_score_normalised || ' is not between 0 and the weight ' || weight_normalised as message_en
    from lines
    where self_score_number < 0 or self_score_number > weight_number or weight_number < 0

)

{{ rule_rows() }}
