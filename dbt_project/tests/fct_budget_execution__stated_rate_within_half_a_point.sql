{{ config(meta={'dagster': {'ref': {'name': 'fct_budget_execution'}}}, severity='warn') }}
-- Rates are printed in whole percents, so half a point is rounding. More is the filer's, and a finding beside it.
select
    evaluation_key,
    execution_rate_stated,
    execution_rate_computed,
    execution_rate_gap
from {{ ref('fct_budget_execution') }}
where abs(execution_rate_stated * budget_yuan - executed_yuan) > 0.005 * budget_yuan
