with

-- Every line with a weight, an execution row printed beside the total too: it is scored like the others.
measured as (

    select
        evaluations.evaluation_key,
        count(*) filter (where scores.self_score_points = scores.weight_points) as numerator,
        count(scores.weight_points) as denominator,
        case
            when count(scores.weight_points) = 0 then 'no_weighted_line'
            when count(scores.self_score_points) < count(scores.weight_points) then 'score_blank'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    left join {{ ref('fct_indicator_scores') }} as scores
        on evaluations.evaluation_key = scores.evaluation_key and scores.weight_points > 0
    group by evaluations.evaluation_key

)

{{ indicator_rows() }}
