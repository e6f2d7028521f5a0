with

-- A year of a project: several evaluations only where several offices evaluate it.
years as (

    select
        evaluations.project_key,
        evaluations.fiscal_year,
        min(evaluations.project_name) as printed_project_name,
        min(evaluations.budget_unit_name) as printed_unit_name,
        min(evaluations.project_part) as project_part,
        min(evaluations.unit_part) as unit_part,
        count(*) as evaluation_count,
        sum(money.budget_yuan) as budget_yuan,
        {{ count_unknown('money.budget_yuan') }} as budget_unknown_count,
        sum(money.executed_yuan) as executed_yuan,
        {{ count_unknown('money.executed_yuan') }} as executed_unknown_count,
        {{ safe_ratio(
            'sum(money.executed_yuan) filter (where money.budget_yuan is not null)',
            'sum(money.budget_yuan) filter (where money.executed_yuan is not null)'
        ) }} as execution_rate,
        sum(evaluations.total_score_computed_points) as total_score_points,
        sum(evaluations.total_weight_points) as total_weight_points,
        {{ safe_ratio('sum(evaluations.total_score_computed_points)', 'sum(evaluations.total_weight_points)') }}
            as score_rate
    from {{ ref('int_admitted_evaluations') }} as evaluations
    inner join {{ ref('fct_budget_execution') }} as money on evaluations.evaluation_key = money.evaluation_key
    where evaluations.project_key <> -1 and evaluations.fiscal_year <> -1
    group by evaluations.project_key, evaluations.fiscal_year

),

final as (

    select
        years.project_key,
        years.fiscal_year,
        projects.project_code,
        projects.project_name,
        projects.budget_unit_code,
        projects.budget_unit_name,
        years.printed_project_name,
        years.printed_unit_name,
        years.evaluation_count,
        cast(years.budget_yuan as decimal(38, 2)) as budget_yuan,
        years.budget_unknown_count,
        cast(years.executed_yuan as decimal(38, 2)) as executed_yuan,
        years.executed_unknown_count,
        years.execution_rate,
        cast(years.total_score_points as decimal(38, 4)) as total_score_points,
        cast(years.total_weight_points as decimal(38, 4)) as total_weight_points,
        years.score_rate,
        -- A sum in which an amount is unknown cannot be compared.
        case
            when years.budget_unknown_count + prior.budget_unknown_count = 0
                then cast(years.budget_yuan - prior.budget_yuan as decimal(38, 2))
        end as budget_change_yuan,
        cast(years.execution_rate - prior.execution_rate as decimal(24, 12)) as execution_rate_change,
        cast(years.score_rate - prior.score_rate as decimal(24, 12)) as score_rate_change,
        years.project_part <> prior.project_part as is_project_renamed,
        years.unit_part <> prior.unit_part as is_unit_renamed
    from years
    inner join {{ ref('dim_project') }} as projects on years.project_key = projects.project_key
    left join years as prior
        on years.project_key = prior.project_key and years.fiscal_year = prior.fiscal_year + 1

)

select * from final
