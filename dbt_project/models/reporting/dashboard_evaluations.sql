with

current_evaluations as (

    select * from {{ ref('report_current_evaluations') }}

),

evaluations as (

    select * from {{ ref('fct_evaluations') }}

),

grades as (

    select * from {{ ref('dim_grade') }}

),

levels as (

    select * from {{ ref('dashboard_grade_levels') }}

),

final as (

    select
        current_evaluations.evaluation_key,
        current_evaluations.evaluation_state,
        current_evaluations.fiscal_year,
        current_evaluations.budget_unit_code,
        current_evaluations.budget_unit_name,
        current_evaluations.scheme_name_zh,
        current_evaluations.project_name,
        coalesce(levels.grade_level, grades.grade_name_zh) as grade_ordinal,
        case when current_evaluations.evaluation_state = 'admitted' then current_evaluations.budget_yuan end as budget_yuan,
        case
            when current_evaluations.evaluation_state = 'admitted' then current_evaluations.executed_yuan
        end as executed_yuan,
        evaluations.total_score_computed_points,
        evaluations.total_weight_points,
        case when current_evaluations.evaluation_state = 'admitted' then 1 else 0 end as evaluation_count,
        case
            when current_evaluations.evaluation_state = 'quarantined' then 1 else 0
        end as quarantined_evaluation_count,
        case
            when current_evaluations.evaluation_state = 'quarantined' then current_evaluations.budget_yuan
        end as quarantined_budget_yuan,
        case
            when current_evaluations.evaluation_state = 'admitted' and current_evaluations.budget_yuan is null then 1 else 0
        end as budget_unknown_count,
        case
            when current_evaluations.evaluation_state = 'admitted' and current_evaluations.executed_yuan is null then 1 else 0
        end as executed_unknown_count,
        case
            when current_evaluations.evaluation_state = 'quarantined' and current_evaluations.budget_yuan is null then 1 else 0
        end as quarantined_budget_unknown_count
    from current_evaluations
    left join evaluations on current_evaluations.evaluation_key = evaluations.evaluation_key
    left join grades on evaluations.grade_key = grades.grade_key
    left join levels on grades.grade_ordinal = levels.grade_ordinal

)

select * from final
