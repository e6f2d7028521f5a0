with

-- Points lost to the total: an execution row printed next to it loses none of them.
concepts as (

    select
        evaluation_key,
        indicator_key,
        -- A line without a name is no concept that it could share with another.
        case when indicator_key = -1 then line_number end as unnamed_line_number,
        sum(lost_points) as lost_points,
        count(*) filter (where self_score_points is null) as unscored_count
    from {{ ref('scored_lines') }}
    where is_in_total
    group by evaluation_key, indicator_key, unnamed_line_number

),

losses as (

    select
        evaluation_key,
        max(lost_points) as numerator,
        sum(lost_points) as denominator,
        sum(unscored_count) as unscored_count
    from concepts
    group by evaluation_key

),

measured as (

    select
        evaluations.evaluation_key,
        losses.numerator,
        losses.denominator,
        case
            when losses.evaluation_key is null then 'no_weighted_line'
            when losses.unscored_count > 0 then 'score_blank'
            when losses.denominator = 0 then 'nothing_lost'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    left join losses on evaluations.evaluation_key = losses.evaluation_key

)

{{ indicator_rows() }}
