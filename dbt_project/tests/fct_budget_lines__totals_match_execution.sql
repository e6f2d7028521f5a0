{{ config(meta={'dagster': {'ref': {'name': 'fct_budget_lines'}}}) }}
-- The total's lines are the money of fct_budget_execution, with no other lines and none missing.
with

totals as (

    select
        lines.evaluation_key,
        sum(lines.amount_yuan) filter (where phases.budget_phase_code = 'initial_budget') as initial_budget_yuan,
        sum(lines.amount_yuan) filter (where phases.budget_phase_code = 'budget') as budget_yuan,
        sum(lines.amount_yuan) filter (where phases.budget_phase_code = 'executed') as executed_yuan
    from {{ ref('fct_budget_lines') }} as lines
    inner join {{ ref('dim_budget_phase') }} as phases on lines.budget_phase_key = phases.budget_phase_key
    inner join {{ ref('dim_funding_source') }} as sources on lines.funding_source_key = sources.funding_source_key
    where sources.funding_source_code = 'total'
    group by lines.evaluation_key

)

select
    money.evaluation_key,
    money.budget_yuan,
    totals.budget_yuan as line_budget_yuan
from {{ ref('fct_budget_execution') }} as money
left join totals on money.evaluation_key = totals.evaluation_key
where
    money.initial_budget_yuan is distinct from totals.initial_budget_yuan
    or money.budget_yuan is distinct from totals.budget_yuan
    or money.executed_yuan is distinct from totals.executed_yuan
