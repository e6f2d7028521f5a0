{{ config(meta={'dagster': {'ref': {'name': 'fct_budget_execution'}}}) }}
select
    money.evaluation_key,
    money.budget_yuan,
    money.prior_year_budget_yuan,
    money.executed_yuan,
    {{ unquarantined_form_message('an amount is negative', 'amount_not_negative') }} as message
from {{ ref('fct_budget_execution') }} as money
inner join {{ ref('fct_evaluations') }} as evaluations on money.evaluation_key = evaluations.evaluation_key
where money.budget_yuan < 0 or money.prior_year_budget_yuan < 0 or money.executed_yuan < 0
