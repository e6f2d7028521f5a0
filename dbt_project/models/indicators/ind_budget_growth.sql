with

measured as (

    select
        evaluation_key,
        budget_yuan - prior_year_budget_yuan as numerator,
        prior_year_budget_yuan as denominator,
        case
            when not (is_prior_year_budget_on_form and is_budget_on_form) then 'phase_not_on_form'
            when budget_yuan is null or prior_year_budget_yuan is null then 'amount_blank'
            when prior_year_budget_yuan = 0 then 'prior_year_budget_zero'
        end as reason_code
    from {{ ref('printed_budgets') }}

)

{{ indicator_rows() }}
