with

-- A blank amount is NULL whether or not the form has a cell for it; only the printed text distinguishes the two.
printed as (

    select
        evaluation_key,
        budget_text is not null as is_budget_on_form,
        prior_year_budget_text is not null as is_prior_year_budget_on_form,
        initial_budget_text is not null as is_initial_budget_on_form
    from {{ ref('int_admitted_evaluations') }}

),

final as (

    select
        execution.evaluation_key,
        execution.budget_yuan,
        execution.prior_year_budget_yuan,
        execution.initial_budget_yuan,
        printed.is_budget_on_form,
        printed.is_prior_year_budget_on_form,
        printed.is_initial_budget_on_form
    from {{ ref('fct_budget_execution') }} as execution
    inner join printed on execution.evaluation_key = printed.evaluation_key

)

select * from final
