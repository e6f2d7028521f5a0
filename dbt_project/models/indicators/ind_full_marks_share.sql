with

-- Every line item with a weight counts, an execution row printed next to the total too.
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
    left join {{ ref('scored_lines') }} as scores on evaluations.evaluation_key = scores.evaluation_key
    group by evaluations.evaluation_key

)

{{ indicator_rows() }}
