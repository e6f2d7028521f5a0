with

years as (

    select * from {{ ref('rpt_department_year') }}

),

quarantined as (

    select * from {{ ref('quarantined_evaluations') }}

),

totals as (

    select
        coalesce(sum(budget_yuan), 0) as budget_yuan,
        coalesce(sum(executed_yuan), 0) as executed_yuan,
        sum(rated_executed_yuan) as rated_executed_yuan,
        sum(rated_budget_yuan) as rated_budget_yuan,
        sum(total_score_points) as total_score_points,
        sum(total_weight_points) as total_weight_points,
        count(distinct budget_unit_code) filter (where evaluation_count > 0) as unit_count
    from years

),

unknown_budgets as (

    select count(*) as unknown_budget_count
    from quarantined
    where budget_yuan is null

),

final as (

    select
        totals.*,
        unknown_budgets.unknown_budget_count
    from totals
    cross join unknown_budgets

)

select * from final
