with

measured as (

    select
        evaluation_key,
        executed_yuan as numerator,
        budget_yuan as denominator,
        case
            when budget_yuan is null or executed_yuan is null then 'amount_blank'
            when budget_yuan = 0 then 'budget_zero'
        end as reason_code
    from {{ ref('fct_budget_execution') }}

)

{{ indicator_rows() }}
