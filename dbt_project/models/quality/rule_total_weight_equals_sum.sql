with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where total_weight_stated_number is not null and line_count > 0

),

findings as (

    select
        evaluation_key,
        null as line_number,
        total_line as source_line,
        total_weight_normalised as observed,
        {{ show_number('coalesce(total_weight_number, 0)') }} as expected,
        '合计权重 ' || total_weight_normalised || '，各行之和为 ' || {{ show_number('coalesce(total_weight_number, 0)') }} as message_zh,
        'the printed total weight is ' || total_weight_normalised
        || ', the lines sum to ' || {{ show_number('coalesce(total_weight_number, 0)') }} as message_en
    from evaluations
    where line_count > 0 and total_weight_stated_number <> coalesce(total_weight_number, 0)

)

{{ rule_rows() }}
