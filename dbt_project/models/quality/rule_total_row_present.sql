with

evaluations as (

    select evaluations.*
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code
    where schemes.is_total_required

),

applicable as (

    select evaluation_key
    from evaluations

),

findings as (

    select
        evaluation_key,
        null as line_number,
        last_line as source_line,
        cast(null as varchar) as observed,
        'a total row (合计) with weight and score' as expected,
        '缺少合计行，或合计行的权重、自评分为空' as message_zh,
        'the total row, its weight or its score is missing' as message_en
    from evaluations
    where {{ is_blank('total_score_normalised') }} or {{ is_blank('total_weight_normalised') }}

)

{{ rule_rows() }}
