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
        {{ count_unknown('money.budget_yuan') }} as budget_unknown_count,
        sum(money.executed_yuan) as executed_yuan,
        {{ count_unknown('money.executed_yuan') }} as executed_unknown_count,
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
        {{ count_unknown('quarantined_evaluations.budget_yuan') }} as quarantined_budget_unknown_count
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
        {{ admitted_money_columns() }},
        {{ sum_known('admitted.total_score_points', 'admitted.evaluation_count', places=4) }} as total_score_points,
        {{ sum_known('admitted.total_weight_points', 'admitted.evaluation_count', places=4) }} as total_weight_points,
        {{ safe_ratio('admitted.total_score_points', 'admitted.total_weight_points') }} as score_rate,
        {{ quarantined_columns() }},
        {{ budget_coverage() }} as budget_coverage_rate
    from admitted
    full join quarantined
        on admitted.budget_unit_code = quarantined.budget_unit_code and admitted.fiscal_year = quarantined.fiscal_year

)

select * from final
