with

years as (

    select * from {{ ref('rpt_department_year') }}

),

final as (

    select
        fiscal_year,
        sum(evaluation_count) as evaluation_count,
        {{ sum_known('sum(budget_yuan) filter (where evaluation_count > 0)', 'sum(evaluation_count)') }} as budget_yuan,
        sum(budget_unknown_count) as budget_unknown_count,
        {{ sum_known('sum(executed_yuan) filter (where evaluation_count > 0)', 'sum(evaluation_count)') }} as executed_yuan,
        sum(executed_unknown_count) as executed_unknown_count,
        sum(rated_executed_yuan) as rated_executed_yuan,
        sum(rated_budget_yuan) as rated_budget_yuan,
        sum(total_score_points) as total_score_points,
        sum(total_weight_points) as total_weight_points,
        sum(quarantined_evaluation_count) as quarantined_evaluation_count,
        {{ sum_known(
            'sum(quarantined_budget_yuan) filter (where quarantined_evaluation_count > 0)', 'sum(quarantined_evaluation_count)'
        ) }} as quarantined_budget_yuan,
        sum(quarantined_budget_unknown_count) as quarantined_budget_unknown_count
    from years
    group by fiscal_year

)

select * from final
