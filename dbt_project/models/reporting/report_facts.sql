with

lifecycle as (

    select
        *,
        max(last_release_id) over () as latest_release_id
    from {{ ref('evaluation_lifecycle') }}

),

evaluations as (

    select * from {{ ref('fct_evaluations') }}

),

departments as (

    select * from {{ ref('dim_department') }}

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

projects as (

    select * from {{ ref('rpt_projects') }}

),

quarantined as (

    select * from {{ ref('quarantined_evaluations') }}

),

recomputed as (

    select * from {{ ref('rpt_recomputed_scores') }}

),

-- The years of a project that have admitted evaluations.
project_years as (

    select
        project_key,
        fiscal_year
    from {{ ref('rpt_project_history') }}

),

-- Line items in the total that a reviewer has scored, summed over reviewers as in rpt_reviewer_gap.
reviews as (

    select
        reviewed.evaluation_key,
        count(*) as reviewed_line_count,
        case when bool_and(scores.weight_points is not null) then sum(scores.weight_points) end as reviewed_weight_points,
        sum(scores.self_score_points) as reviewed_self_score_points,
        sum(reviewed.assessor_score_points) as reviewer_score_points
    from {{ ref('fct_assessor_scores') }} as reviewed
    inner join {{ ref('fct_indicator_scores') }} as scores
        on reviewed.evaluation_key = scores.evaluation_key and reviewed.line_number = scores.line_number
    where reviewed.is_in_total and reviewed.score_gap_points is not null
    group by reviewed.evaluation_key

),

-- Versions of a project and year: the later one differs from the earlier one.
versions as (

    select
        evaluation_key,
        max(previous_evaluation_key) as previous_evaluation_key
    from {{ ref('evaluation_revisions') }}
    group by evaluation_key

),

final as (

    select
        lifecycle.evaluation_key,
        lifecycle.evaluation_state,
        lifecycle.project_key,
        lifecycle.project_name,
        departments.budget_unit_code,
        lifecycle.fiscal_year,
        schemes.scheme_code,
        evaluations.grade_key,
        lifecycle.budget_yuan,
        lifecycle.executed_yuan,
        lifecycle.total_score_computed_points,
        evaluations.total_weight_points,
        recomputed.recomputed_weight_points,
        recomputed.compared_self_score_points,
        recomputed.recomputed_score_points,
        reviews.reviewed_line_count,
        cast(reviews.reviewed_weight_points as decimal(38, 4)) as reviewed_weight_points,
        cast(reviews.reviewed_self_score_points as decimal(38, 4)) as reviewed_self_score_points,
        cast(reviews.reviewer_score_points as decimal(38, 4)) as reviewer_score_points,
        quarantined.reasons_zh,
        quarantined.reasons_en,
        years_before.project_key is not null as is_in_prior_year,
        years_after.project_key is not null as is_in_next_year,
        coalesce(projects.is_corrected, false) as is_corrected,
        versions.previous_evaluation_key,
        case
            when lifecycle.evaluation_state = 'admitted' and lifecycle.first_release_id is null
                then case when versions.evaluation_key is null then 'entered' else 'revised' end
            when lifecycle.evaluation_state <> 'admitted' and lifecycle.last_release_id = lifecycle.latest_release_id then 'left'
        end as release_change
    from lifecycle
    inner join departments on lifecycle.department_key = departments.department_key
    inner join schemes on lifecycle.scheme_key = schemes.scheme_key
    left join evaluations on lifecycle.evaluation_key = evaluations.evaluation_key
    left join projects on lifecycle.evaluation_key = projects.evaluation_key
    left join quarantined on lifecycle.evaluation_key = quarantined.evaluation_key
    left join recomputed on lifecycle.evaluation_key = recomputed.evaluation_key
    left join reviews on lifecycle.evaluation_key = reviews.evaluation_key
    left join versions on lifecycle.evaluation_key = versions.evaluation_key
    left join project_years as years_before
        on lifecycle.project_key = years_before.project_key and lifecycle.fiscal_year = years_before.fiscal_year + 1
    left join project_years as years_after
        on lifecycle.project_key = years_after.project_key and lifecycle.fiscal_year = years_after.fiscal_year - 1

)

select * from final
