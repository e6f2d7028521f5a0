with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where total_score_number is not null and total_weight_number > 0

),

findings as (

    select
        evaluation_key,
        null as line_number,
        total_line as source_line,
        {{ show_number('total_score_number') }} as observed,
        'a point lost somewhere' as expected,
        '所有指标均为满分' as message_zh,
        'every line scores full marks' as message_en
    from evaluations
    where total_weight_number > 0 and total_score_number = total_weight_number

)

{{ rule_rows() }}
