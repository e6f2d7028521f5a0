with

evaluations as (

    select * from {{ ref('fct_evaluations') }}

),

money as (

    select * from {{ ref('fct_budget_execution') }}

),

departments as (

    select * from {{ ref('dim_department') }}

),

admitted as (

    select
        departments.budget_unit_code,
        evaluations.fiscal_year,
        min(departments.budget_unit_name) as budget_unit_name,
        count(*) as evaluation_count,
        sum(money.budget_yuan) as budget_yuan,
        sum(money.executed_yuan) as executed_yuan,
        sum(money.executed_yuan) filter (where money.budget_yuan is not null) as rated_executed_yuan,
        sum(money.budget_yuan) filter (where money.executed_yuan is not null) as rated_budget_yuan,
        sum(evaluations.total_score_computed_points) as total_score_points,
        sum(evaluations.total_weight_points) as total_weight_points
    from evaluations
    inner join money on evaluations.evaluation_key = money.evaluation_key
    inner join departments on evaluations.department_key = departments.department_key
    group by departments.budget_unit_code, evaluations.fiscal_year

),

quarantined as (

    select
        departments.budget_unit_code,
        quarantined_evaluations.fiscal_year,
        min(departments.budget_unit_name) as budget_unit_name,
        count(*) as quarantined_evaluation_count,
        sum(quarantined_evaluations.budget_yuan) as quarantined_budget_yuan,
        count(*) - count(quarantined_evaluations.budget_yuan) as unknown_budget_count
    from {{ ref('quarantined_evaluations') }} as quarantined_evaluations
    inner join departments on quarantined_evaluations.department_key = departments.department_key
    group by departments.budget_unit_code, quarantined_evaluations.fiscal_year

),

-- A unit whose forms are all quarantined has a row too.
final as (

    select
        coalesce(admitted.budget_unit_code, quarantined.budget_unit_code) as budget_unit_code,
        coalesce(admitted.budget_unit_name, quarantined.budget_unit_name) as budget_unit_name,
        coalesce(admitted.fiscal_year, quarantined.fiscal_year) as fiscal_year,
        coalesce(admitted.evaluation_count, 0) as evaluation_count,
        cast(coalesce(admitted.budget_yuan, 0) as decimal(38, 2)) as budget_yuan,
        cast(coalesce(admitted.executed_yuan, 0) as decimal(38, 2)) as executed_yuan,
        cast(coalesce(admitted.budget_yuan, 0) * cast(0.0001 as decimal(5, 4)) as decimal(38, 6)) as budget_wan_yuan,
        cast(coalesce(admitted.executed_yuan, 0) * cast(0.0001 as decimal(5, 4)) as decimal(38, 6)) as executed_wan_yuan,
        cast(coalesce(admitted.rated_executed_yuan, 0) as decimal(38, 2)) as rated_executed_yuan,
        cast(coalesce(admitted.rated_budget_yuan, 0) as decimal(38, 2)) as rated_budget_yuan,
        {{ safe_ratio('admitted.rated_executed_yuan', 'admitted.rated_budget_yuan') }} as execution_rate,
        cast(coalesce(admitted.total_score_points, 0) as decimal(38, 4)) as total_score_points,
        cast(coalesce(admitted.total_weight_points, 0) as decimal(38, 4)) as total_weight_points,
        {{ safe_ratio('admitted.total_score_points', 'admitted.total_weight_points') }} as score_rate,
        cast(coalesce(quarantined.quarantined_evaluation_count, 0) as bigint) as quarantined_evaluation_count,
        {{ quarantined_budget() }} as quarantined_budget_yuan,
        {{ safe_ratio(
            'coalesce(admitted.budget_yuan, 0)',
            'coalesce(admitted.budget_yuan, 0)
            + case when quarantined.unknown_budget_count > 0 then null else coalesce(quarantined.quarantined_budget_yuan, 0) end'
        ) }} as budget_coverage_rate
    from admitted
    full join quarantined
        on admitted.budget_unit_code = quarantined.budget_unit_code and admitted.fiscal_year = quarantined.fiscal_year

)

select * from final
