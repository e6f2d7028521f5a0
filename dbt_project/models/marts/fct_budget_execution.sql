with

evaluations as (

    select evaluations.*
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key
    where states.state = 'admitted'

),

computed as (

    select
        *,
        {{ safe_ratio('executed_yuan', 'budget_yuan') }} as execution_rate_computed
    from evaluations

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
        execution_rate_stated,
        execution_rate_computed,
        try_cast(execution_rate_stated - execution_rate_computed as decimal(18, 6)) as execution_rate_gap,
        budget_basis,
        executed_basis
    from computed

)

select * from final
