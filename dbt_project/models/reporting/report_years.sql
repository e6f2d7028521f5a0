with

years as (

    select * from {{ ref('rpt_department_year') }}

),

final as (

    select
        fiscal_year,
        sum(evaluation_count) as evaluation_count,
        sum(budget_yuan) as budget_yuan,
        sum(executed_yuan) as executed_yuan,
        sum(rated_executed_yuan) as rated_executed_yuan,
        sum(rated_budget_yuan) as rated_budget_yuan,
        sum(total_score_points) as total_score_points,
        sum(total_weight_points) as total_weight_points,
        sum(quarantined_evaluation_count) as quarantined_evaluation_count,
        sum(quarantined_budget_yuan) as quarantined_budget_yuan
    from years
    group by fiscal_year

)

select * from final
