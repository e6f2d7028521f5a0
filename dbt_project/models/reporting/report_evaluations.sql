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

final as (

    select
        lifecycle.evaluation_key,
        lifecycle.evaluation_state,
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
        quarantined.first_source_row
    from lifecycle
    left join schemes on lifecycle.scheme_key = schemes.scheme_key
    left join facts on lifecycle.evaluation_key = facts.evaluation_key
    left join execution on lifecycle.evaluation_key = execution.evaluation_key
    left join grades on facts.grade_key = grades.grade_key
    left join grades as stated on facts.stated_grade_key = stated.grade_key
    left join grades as corrected on facts.corrected_grade_key = corrected.grade_key
    left join narratives on lifecycle.evaluation_key = narratives.evaluation_key
    left join quarantined on lifecycle.evaluation_key = quarantined.evaluation_key

)

select * from final
