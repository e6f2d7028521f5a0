with

evaluations as (

    select * from {{ ref('int_admitted_evaluations') }}

),

corrected as (

    select
        evaluation_key,
        bool_or(field_code = 'execution_rate') as is_rate_corrected
    from {{ ref('int_corrections') }}
    where
        not is_stale
        and field_code in ('initial_budget', 'budget', 'prior_year_budget', 'executed', 'execution_rate')
    group by evaluation_key

),

computed as (

    select
        evaluations.*,
        {{ safe_ratio('evaluations.executed_yuan', 'evaluations.budget_yuan') }} as execution_rate_computed,
        case when corrected.is_rate_corrected then evaluations.execution_rate_stated end as execution_rate_corrected,
        corrected.evaluation_key is not null as is_corrected
    from evaluations
    left join corrected on evaluations.evaluation_key = corrected.evaluation_key

),

final as (

    select
        evaluation_key,
        project_key,
        department_key,
        fiscal_year,
        scheme_key,
        initial_budget_yuan,
        budget_yuan,
        prior_year_budget_yuan,
        executed_yuan,
        cast(budget_yuan - executed_yuan as decimal(18, 2)) as unspent_yuan,
        execution_rate_printed as execution_rate_stated,
        execution_rate_corrected,
        execution_rate_computed,
        try_cast(
            coalesce(execution_rate_corrected, execution_rate_printed) - execution_rate_computed as decimal(18, 6)
        ) as execution_rate_gap,
        budget_basis,
        executed_basis,
        is_corrected
    from computed

)

select * from final
