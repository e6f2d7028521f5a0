with

measured as (

    select
        evaluation_key,
        budget_yuan as numerator,
        cast(null as decimal(18, 4)) as denominator,
        case when budget_yuan is null then 'amount_blank' end as reason_code
    from {{ ref('fct_budget_execution') }}

)

{{ indicator_rows(value='numerator') }}
