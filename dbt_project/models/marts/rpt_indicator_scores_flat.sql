with

scores as (

    select * from {{ ref('fct_indicator_scores') }}

),

final as (

    select
        scores.evaluation_key,
        scores.line_number,
        scores.fiscal_year,
        departments.budget_unit_code,
        departments.budget_unit_name,
        departments.supervising_department_name,
        departments.office_name,
        projects.project_name,
        evaluations.is_recurring,
        schemes.scheme_name_zh,
        categories.category_name,
        categories.category_ordinal,
        scores.subcategory_name,
        indicators.indicator_name,
        lines.explanation_text,
        scores.weight_points,
        scores.self_score_points,
        scores.lost_points,
        scores.score_rate,
        scores.is_placeholder,
        scores.is_in_total,
        scores.target_text,
        scores.actual_text,
        lines.deviation_text,
        lines.remark_text,
        grades.grade_name_zh,
        grades.grade_ordinal
    from scores
    inner join {{ ref('fct_evaluations') }} as evaluations on scores.evaluation_key = evaluations.evaluation_key
    inner join {{ ref('dim_department') }} as departments on scores.department_key = departments.department_key
    inner join {{ ref('dim_project') }} as projects on scores.project_key = projects.project_key
    inner join {{ ref('dim_scheme') }} as schemes on scores.scheme_key = schemes.scheme_key
    inner join {{ ref('dim_indicator_category') }} as categories on scores.category_key = categories.category_key
    inner join {{ ref('dim_indicator') }} as indicators on scores.indicator_key = indicators.indicator_key
    inner join {{ ref('dim_grade') }} as grades on evaluations.grade_key = grades.grade_key
    inner join {{ ref('int_indicator_lines') }} as lines
        on scores.evaluation_key = lines.evaluation_key and scores.line_number = lines.line_number

)

select * from final
