with

years as (

    select * from {{ ref('rpt_department_year') }}

),

final as (

    select
        {{ sum_known('sum(budget_yuan) filter (where evaluation_count > 0)', 'sum(evaluation_count)') }} as budget_yuan,
        coalesce(sum(budget_unknown_count), 0) as budget_unknown_count,
        {{ sum_known('sum(executed_yuan) filter (where evaluation_count > 0)', 'sum(evaluation_count)') }} as executed_yuan,
        coalesce(sum(executed_unknown_count), 0) as executed_unknown_count,
        sum(rated_executed_yuan) as rated_executed_yuan,
        sum(rated_budget_yuan) as rated_budget_yuan,
        sum(total_score_points) as total_score_points,
        sum(total_weight_points) as total_weight_points,
        count(distinct budget_unit_code) filter (where evaluation_count > 0) as unit_count
    from years

)

select * from final
