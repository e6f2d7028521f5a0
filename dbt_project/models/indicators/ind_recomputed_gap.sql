with

-- All or nothing is left out: many offices score a target of = 100 % in proportion.
measured as (

    select
        evaluations.evaluation_key,
        sum(scores.recomputed_gap_points) as numerator,
        cast(null as decimal(18, 4)) as denominator,
        case when sum(scores.recomputed_gap_points) is null then 'not_recomputed' end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    left join {{ ref('fct_recomputed_scores') }} as scores
        on
            evaluations.evaluation_key = scores.evaluation_key
            and scores.is_in_total
            and scores.method_code <> 'all_or_nothing'
    group by evaluations.evaluation_key

)

{{ indicator_rows(value='numerator') }}
