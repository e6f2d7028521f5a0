with

projects as (

    select * from {{ ref('rpt_projects') }}

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

scored as (

    select
        fiscal_year,
        scheme_key,
        count(*) as evaluation_count,
        count(total_score_computed_points) as scored_count,
        sum(total_score_computed_points) filter (where total_weight_points > 0) as score_points,
        sum(total_weight_points) filter (where total_score_computed_points is not null) as weight_points,
        {{ median_amount('total_score_computed_points', places=4) }} as median_score_points,
        min(total_score_computed_points) as lowest_score_points,
        max(total_score_computed_points) as highest_score_points,
        count(*) filter (where is_full_score) as full_score_count,
        count(*) filter (where stated_grade_name_zh not in (grade_name_zh, '未知') and grade_name_zh not in ('未知', '不适用'))
            as other_grade_count
    from projects
    group by fiscal_year, scheme_key

),

final as (

    select
        scored.fiscal_year,
        scored.scheme_key,
        schemes.scheme_name_zh,
        schemes.total_points,
        scored.evaluation_count,
        scored.scored_count,
        cast(schemes.total_points * {{ safe_ratio('scored.score_points', 'scored.weight_points') }} as decimal(10, 4))
            as mean_score_points,
        cast(scored.median_score_points as decimal(10, 4)) as median_score_points,
        scored.lowest_score_points,
        scored.highest_score_points,
        scored.full_score_count,
        scored.other_grade_count
    from scored
    inner join schemes on scored.scheme_key = schemes.scheme_key

)

select * from final
