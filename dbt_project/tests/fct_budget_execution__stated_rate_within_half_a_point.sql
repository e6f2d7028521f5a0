{{ config(meta={'dagster': {'ref': {'name': 'fct_budget_execution'}}}, severity='warn') }}
-- Rates are printed in whole percents, so half a point is rounding. A larger difference is an error of the filer and needs a finding.
select
    evaluation_key,
    execution_rate_stated,
    execution_rate_corrected,
    execution_rate_computed,
    execution_rate_gap
from {{ ref('fct_budget_execution') }}
where budget_yuan > 0 and {{ is_rate_off('coalesce(execution_rate_corrected, execution_rate_stated)', 'executed_yuan', 'budget_yuan') }}
