{{ config(meta={'dagster': {'ref': {'name': 'fct_budget_lines'}}}) }}
-- The lines of a phase, over all its funding sources, sum to the money of fct_budget_execution; a total that is not known is
-- not compared.
with

totals as (

    select
        lines.evaluation_key,
        {%- for field in ['initial_budget', 'budget', 'prior_year_budget', 'executed'] %}
            sum(lines.amount_yuan) filter (where phases.budget_phase_code = '{{ field }}') as {{ field }}_yuan
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('fct_budget_lines') }} as lines
    inner join {{ ref('dim_budget_phase') }} as phases on lines.budget_phase_key = phases.budget_phase_key
    group by lines.evaluation_key

)

select
    money.evaluation_key,
    money.budget_yuan,
    totals.budget_yuan as line_budget_yuan
from {{ ref('fct_budget_execution') }} as money
left join totals on money.evaluation_key = totals.evaluation_key
where
    money.initial_budget_yuan <> coalesce(totals.initial_budget_yuan, -1)
    or money.budget_yuan <> coalesce(totals.budget_yuan, -1)
    or money.prior_year_budget_yuan <> coalesce(totals.prior_year_budget_yuan, -1)
    or money.executed_yuan <> coalesce(totals.executed_yuan, -1)
