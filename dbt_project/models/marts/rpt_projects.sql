with

evaluations as (

    select * from {{ ref('fct_evaluations') }}

),

money as (

    select * from {{ ref('fct_budget_execution') }}

),

lines as (

    select * from {{ ref('fct_indicator_scores') }}

),

-- Lines that lose points and print no reason. The execution row has no place for one.
losses as (

    select
        lines.evaluation_key,
        count(*) filter (where lines.lost_points > 0) as lost_line_count,
        count(*) filter (
            where lines.lost_points > 0 and texts.deviation_text is null and texts.remark_text is null
        ) as unexplained_loss_count
    from lines
    inner join {{ ref('int_indicator_lines') }} as texts
        on lines.evaluation_key = texts.evaluation_key and lines.line_number = texts.line_number
    where not lines.is_execution_row
    group by lines.evaluation_key

),

-- One reviewer for each form: the one who scored most lines.
reviews as (

    select
        scores.evaluation_key,
        scores.assessor_role_key,
        count(*) as reviewed_line_count,
        sum(scores.score_gap_points) filter (where lines.is_in_total) as gap_points,
        row_number() over (
            partition by scores.evaluation_key order by count(*) desc, scores.assessor_role_key
        ) as row_num
    from {{ ref('fct_assessor_scores') }} as scores
    inner join lines on scores.evaluation_key = lines.evaluation_key and scores.line_number = lines.line_number
    group by scores.evaluation_key, scores.assessor_role_key

),

failures as (

    select
        evaluation_key,
        count(*) as failed_rule_count
    from {{ ref('fct_rule_results') }}
    where outcome = 'fail'
    group by evaluation_key

),

known as (

    select
        evaluations.evaluation_key,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.total_score_computed_points,
        money.execution_rate_computed,
        count(*) over (partition by evaluations.project_key, evaluations.fiscal_year) as year_count
    from evaluations
    inner join money on evaluations.evaluation_key = money.evaluation_key
    where evaluations.project_key <> -1 and evaluations.fiscal_year <> -1

),

-- The project's evaluation of the year before; that of the same office where several offices evaluate the project.
prior_years as (

    select
        known.evaluation_key,
        prior.total_score_computed_points,
        prior.execution_rate_computed
    from known
    inner join known as prior
        on
            known.project_key = prior.project_key
            and known.fiscal_year = prior.fiscal_year + 1
            and (known.department_key = prior.department_key or (known.year_count = 1 and prior.year_count = 1))

),

final as (

    select
        evaluations.evaluation_key,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.scheme_key,
        evaluations.fiscal_year,
        departments.supervising_department_name,
        departments.budget_unit_code,
        departments.budget_unit_name,
        departments.office_name,
        projects.project_code,
        projects.project_name,
        schemes.scheme_name_zh,
        evaluations.is_recurring,
        evaluations.self_evaluation_date,
        money.budget_yuan,
        money.executed_yuan,
        money.execution_rate_stated,
        money.execution_rate_computed,
        evaluations.total_weight_points,
        evaluations.total_score_stated_points,
        evaluations.total_score_computed_points,
        stated_grades.grade_name_zh as stated_grade_name_zh,
        grades.grade_name_zh,
        grades.grade_ordinal,
        roles.assessor_role_name_zh,
        cast(evaluations.total_score_computed_points + reviews.gap_points as decimal(10, 4)) as reviewer_score_points,
        reviews.reviewed_line_count,
        prior_years.total_score_computed_points as prior_year_score_points,
        prior_years.execution_rate_computed as prior_year_execution_rate,
        cast(evaluations.total_score_computed_points - prior_years.total_score_computed_points as decimal(10, 4))
            as score_change_points,
        evaluations.total_score_computed_points = evaluations.total_weight_points as is_full_score,
        losses.lost_line_count,
        losses.unexplained_loss_count,
        coalesce(failures.failed_rule_count, 0) as failed_rule_count,
        evaluations.is_corrected or money.is_corrected as is_corrected,
        evaluations.has_newer_quarantined_version
    from evaluations
    inner join money on evaluations.evaluation_key = money.evaluation_key
    inner join {{ ref('dim_department') }} as departments on evaluations.department_key = departments.department_key
    inner join {{ ref('dim_project') }} as projects on evaluations.project_key = projects.project_key
    inner join {{ ref('dim_scheme') }} as schemes on evaluations.scheme_key = schemes.scheme_key
    inner join {{ ref('dim_grade') }} as grades on evaluations.grade_key = grades.grade_key
    inner join {{ ref('dim_grade') }} as stated_grades on evaluations.stated_grade_key = stated_grades.grade_key
    left join reviews on evaluations.evaluation_key = reviews.evaluation_key and reviews.row_num = 1
    left join {{ ref('dim_assessor_role') }} as roles on reviews.assessor_role_key = roles.assessor_role_key
    left join prior_years on evaluations.evaluation_key = prior_years.evaluation_key
    left join losses on evaluations.evaluation_key = losses.evaluation_key
    left join failures on evaluations.evaluation_key = failures.evaluation_key

)

select * from final
