with

-- Line items inside the total that the filer and the assessor have scored.
lines as (

    select
        reviews.fiscal_year,
        reviews.scheme_key,
        departments.budget_unit_code,
        departments.budget_unit_name,
        reviews.indicator_key,
        reviews.assessor_role_key,
        reviews.evaluation_key,
        reviews.weight_points,
        reviews.self_score_points,
        reviews.assessor_score_points,
        reviews.score_gap_points
    from {{ ref('fct_assessor_scores') }} as reviews
    inner join {{ ref('dim_department') }} as departments on reviews.department_key = departments.department_key
    where reviews.is_in_total and reviews.score_gap_points is not null

),

summed as (

    select
        fiscal_year,
        scheme_key,
        budget_unit_code,
        indicator_key,
        assessor_role_key,
        min(budget_unit_name) as budget_unit_name,
        count(*) as line_count,
        count(distinct evaluation_key) as evaluation_count,
        case when bool_and(weight_points is not null) then sum(weight_points) end as weight_points,
        sum(self_score_points) as self_score_points,
        sum(assessor_score_points) as assessor_score_points,
        sum(score_gap_points) as score_gap_points,
        percentile_disc(0.5) within group (order by score_gap_points) as median_gap_points
    from lines
    group by fiscal_year, scheme_key, budget_unit_code, indicator_key, assessor_role_key

),

final as (

    select
        summed.fiscal_year,
        summed.scheme_key,
        schemes.scheme_name_zh,
        summed.budget_unit_code,
        summed.budget_unit_name,
        summed.indicator_key,
        indicators.indicator_name,
        summed.assessor_role_key,
        roles.assessor_role_name_zh,
        roles.assessor_role_name_en,
        summed.line_count,
        summed.evaluation_count,
        cast(summed.weight_points as decimal(38, 4)) as weight_points,
        cast(summed.self_score_points as decimal(38, 4)) as self_score_points,
        cast(summed.assessor_score_points as decimal(38, 4)) as assessor_score_points,
        cast(summed.score_gap_points as decimal(38, 4)) as score_gap_points,
        {{ safe_ratio(
            '(summed.self_score_points - summed.assessor_score_points) * cast(100 as decimal(3, 0))', 'summed.weight_points'
        ) }} as leniency_per_100_points,
        summed.median_gap_points
    from summed
    inner join {{ ref('dim_scheme') }} as schemes on summed.scheme_key = schemes.scheme_key
    inner join {{ ref('dim_indicator') }} as indicators on summed.indicator_key = indicators.indicator_key
    inner join {{ ref('dim_assessor_role') }} as roles on summed.assessor_role_key = roles.assessor_role_key

)

select * from final
