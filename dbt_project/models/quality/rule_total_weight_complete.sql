with

evaluations as (

    select
        evaluations.*,
        schemes.total_points
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code
    where evaluations.has_line_weights

),

applicable as (

    select evaluation_key
    from evaluations
    where line_count > 0

),

findings as (

    select
        evaluation_key,
        null as line_number,
        total_line as source_line,
        {{ show_number('coalesce(total_weight_number, 0)') }} as observed,
        {{ show_number('total_points') }} as expected,
        '各行权重之和为 ' || {{ show_number('coalesce(total_weight_number, 0)') }} || '，应为 ' || {{ show_number('total_points') }} as message_zh,
        'the weights of the lines sum to ' || {{ show_number('coalesce(total_weight_number, 0)') }}
        || ', not ' || {{ show_number('total_points') }} as message_en
    from evaluations
    where line_count > 0 and coalesce(total_weight_number, 0) <> total_points

)

{{ rule_rows() }}
