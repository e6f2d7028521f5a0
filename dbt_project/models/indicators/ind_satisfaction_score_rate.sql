with

sums as (

    select
        evaluation_key,
        sum(self_score_points) as numerator,
        sum(weight_points) as denominator,
        count(*) filter (where self_score_points is null) as unscored_count
    from {{ ref('scored_lines') }}
    where theme = 'satisfaction'
    group by evaluation_key

),

measured as (

    select
        evaluations.evaluation_key,
        sums.numerator,
        sums.denominator,
        case
            when sums.evaluation_key is null then 'no_such_indicator'
            when sums.unscored_count > 0 then 'score_blank'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    left join sums on evaluations.evaluation_key = sums.evaluation_key

)

{{ indicator_rows() }}
