with

-- A total over a line item without a score would be too low. An execution row printed next to the total is not part of it.
unscored as (

    select distinct evaluation_key
    from {{ ref('scored_lines') }}
    where is_in_total and self_score_points is null

),

measured as (

    select
        evaluations.evaluation_key,
        evaluations.total_score_computed_points as numerator,
        evaluations.total_weight_points as denominator,
        case
            when coalesce(evaluations.total_weight_points, 0) = 0 then 'no_weighted_line'
            when evaluations.total_score_computed_points is null or unscored.evaluation_key is not null then 'score_blank'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    left join unscored on evaluations.evaluation_key = unscored.evaluation_key

)

{{ indicator_rows() }}
