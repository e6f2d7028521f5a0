with

lifecycle as (

    select * from {{ ref('evaluation_lifecycle') }}

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

facts as (

    select * from {{ ref('fct_evaluations') }}

),

execution as (

    select * from {{ ref('fct_budget_execution') }}

),

grades as (

    select * from {{ ref('dim_grade') }}

),

narratives as (

    select * from {{ ref('evaluation_narratives') }}

),

quarantined as (

    select * from {{ ref('quarantined_evaluations') }}

),

recomputed as (

    select * from {{ ref('rpt_recomputed_scores') }}

),

history as (

    select * from {{ ref('rpt_project_history') }}

),

-- Admitted evaluations of the same year and scheme; the best score rate is the first.
rates as (

    select
        evaluation_key,
        fiscal_year,
        scheme_key,
        {{ safe_ratio('total_score_computed_points', 'total_weight_points') }} as score_rate
    from facts

),

ranked as (

    select
        evaluation_key,
        rank() over (partition by fiscal_year, scheme_key order by score_rate desc) as peer_rank,
        count(*) over (partition by fiscal_year, scheme_key) as peer_count
    from rates
    where fiscal_year > 0 and score_rate is not null

),

final as (

    select
        lifecycle.evaluation_key,
        lifecycle.evaluation_state,
        lifecycle.project_key,
        lifecycle.project_name,
        lifecycle.budget_unit_name,
        lifecycle.office_name,
        lifecycle.fiscal_year,
        lifecycle.self_evaluation_date,
        lifecycle.budget_yuan,
        lifecycle.executed_yuan,
        lifecycle.total_score_computed_points,
        lifecycle.withdrawal_reason,
        lifecycle.received_load_id,
        lifecycle.relative_path,
        lifecycle.document_hash,
        lifecycle.form_ordinal,
        lifecycle.first_line,
        schemes.scheme_code,
        schemes.scheme_name_zh,
        schemes.scheme_name_en,
        schemes.total_points,
        facts.evaluation_key is not null as is_admitted,
        facts.fiscal_year_basis,
        facts.is_recurring,
        facts.total_weight_points,
        facts.total_score_stated_points,
        facts.total_score_corrected_points,
        facts.line_count,
        facts.placeholder_count,
        coalesce(facts.has_newer_quarantined_version, false) as has_newer_quarantined_version,
        facts.grade_key,
        facts.stated_grade_key,
        facts.corrected_grade_key,
        grades.grade_name_zh,
        grades.grade_name_en,
        stated.grade_name_zh as stated_grade_name_zh,
        stated.grade_name_en as stated_grade_name_en,
        corrected.grade_name_zh as corrected_grade_name_zh,
        corrected.grade_name_en as corrected_grade_name_en,
        execution.unspent_yuan,
        execution.execution_rate_stated,
        execution.execution_rate_corrected,
        execution.execution_rate_computed,
        execution.execution_rate_gap,
        narratives.goal_text,
        narratives.achievements_text,
        narratives.problems_text,
        narratives.improvements_text,
        quarantined.budget_text,
        quarantined.executed_text,
        quarantined.last_line,
        quarantined.first_source_page,
        quarantined.first_source_row,
        recomputed.recomputed_coverage_rate,
        recomputed.compared_self_score_points,
        recomputed.recomputed_score_points,
        recomputed.recomputed_gap_points,
        recomputed.reason_zh as recomputed_reason_zh,
        recomputed.reason_en as recomputed_reason_en,
        history.total_score_points as prior_total_score_points,
        history.total_weight_points as prior_total_weight_points,
        history.score_rate as prior_score_rate,
        history.execution_rate as prior_execution_rate,
        history.evaluation_count as prior_evaluation_count,
        ranked.peer_rank,
        ranked.peer_count
    from lifecycle
    left join schemes on lifecycle.scheme_key = schemes.scheme_key
    left join facts on lifecycle.evaluation_key = facts.evaluation_key
    left join execution on lifecycle.evaluation_key = execution.evaluation_key
    left join grades on facts.grade_key = grades.grade_key
    left join grades as stated on facts.stated_grade_key = stated.grade_key
    left join grades as corrected on facts.corrected_grade_key = corrected.grade_key
    left join narratives on lifecycle.evaluation_key = narratives.evaluation_key
    left join quarantined on lifecycle.evaluation_key = quarantined.evaluation_key
    left join recomputed on lifecycle.evaluation_key = recomputed.evaluation_key
    left join ranked on lifecycle.evaluation_key = ranked.evaluation_key
    left join history
        on lifecycle.project_key = history.project_key and lifecycle.fiscal_year = history.fiscal_year + 1

)

select * from final
