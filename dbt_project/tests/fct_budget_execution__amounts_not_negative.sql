{{ config(meta={'dagster': {'ref': {'name': 'fct_budget_execution'}}}) }}
select
    evaluation_key,
    budget_yuan,
    prior_year_budget_yuan,
    executed_yuan
from {{ ref('fct_budget_execution') }}
where budget_yuan < 0 or prior_year_budget_yuan < 0 or executed_yuan < 0
