with

lines as (

    select
        recomputed.*,
        scores.is_placeholder,
        scores.weight_points,
        scores.self_score_points,
        recomputed.recomputed_gap_points is not null as is_compared
    from {{ ref('fct_recomputed_scores') }} as recomputed
    inner join {{ ref('fct_indicator_scores') }} as scores
        on recomputed.evaluation_key = scores.evaluation_key and recomputed.line_number = scores.line_number
    where recomputed.is_in_total

),

-- A line is compared if it is recomputed and has a self-score. A weight that is missing makes the sum unknown.
summed as (

    select
        evaluation_key,
        count(*) filter (where not is_placeholder) as line_count,
        count(*) filter (where is_compared) as recomputed_line_count,
        case when bool_and(is_placeholder or weight_points is not null) then sum(weight_points) end as weight_points,
        coalesce(sum(weight_points) filter (where is_compared), 0) as recomputed_weight_points,
        sum(self_score_points) filter (where is_compared) as compared_self_score_points,
        sum(recomputed_score_points) filter (where is_compared) as recomputed_score_points,
        sum(recomputed_gap_points) as recomputed_gap_points,
        case
            when bool_or(is_compared) then null
            when bool_and(reason_code is not distinct from 'scheme_without_formula') then 'scheme_without_formula'
            else 'no_line_recomputed'
        end as reason_code
    from lines
    group by evaluation_key

),

final as (

    select
        evaluations.evaluation_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        schemes.scheme_name_zh,
        departments.budget_unit_code,
        departments.budget_unit_name,
        evaluations.project_key,
        projects.project_name,
        coalesce(summed.line_count, 0) as line_count,
        coalesce(summed.recomputed_line_count, 0) as recomputed_line_count,
        cast(summed.weight_points as decimal(10, 4)) as weight_points,
        cast(coalesce(summed.recomputed_weight_points, 0) as decimal(10, 4)) as recomputed_weight_points,
        {{ safe_ratio('summed.recomputed_weight_points', 'summed.weight_points') }} as recomputed_coverage_rate,
        cast(summed.compared_self_score_points as decimal(10, 4)) as compared_self_score_points,
        cast(summed.recomputed_score_points as decimal(10, 4)) as recomputed_score_points,
        cast(summed.recomputed_gap_points as decimal(10, 4)) as recomputed_gap_points,
        evaluations.total_score_computed_points,
        summed.reason_code,
        reasons.reason_zh,
        reasons.reason_en
    from {{ ref('fct_evaluations') }} as evaluations
    inner join {{ ref('dim_scheme') }} as schemes on evaluations.scheme_key = schemes.scheme_key
    inner join {{ ref('dim_department') }} as departments on evaluations.department_key = departments.department_key
    inner join {{ ref('dim_project') }} as projects on evaluations.project_key = projects.project_key
    left join summed on evaluations.evaluation_key = summed.evaluation_key
    left join {{ ref('recomputation_reasons') }} as reasons on summed.reason_code = reasons.reason_code

)

select * from final
