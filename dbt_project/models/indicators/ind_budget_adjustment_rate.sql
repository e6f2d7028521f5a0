with

measured as (

    select
        evaluation_key,
        budget_yuan - initial_budget_yuan as numerator,
        initial_budget_yuan as denominator,
        case
            when not (is_initial_budget_on_form and is_budget_on_form) then 'phase_not_on_form'
            when budget_yuan is null or initial_budget_yuan is null then 'amount_blank'
            when initial_budget_yuan = 0 then 'initial_budget_zero'
        end as reason_code
    from {{ ref('printed_budgets') }}

)

{{ indicator_rows() }}
