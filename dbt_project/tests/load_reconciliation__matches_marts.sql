{{ config(meta={'dagster': {'ref': {'name': 'load_reconciliation'}}}) }}
-- The admitted and quarantined forms of the reconciliation are those of the facts and the quarantine.
with

admitted as (

    select
        count(*) as evaluation_count,
        {{ sum_known('sum(budget_yuan)', 'count(*)') }} as budget_yuan,
        {{ count_unknown('budget_yuan') }} as budget_unknown_count
    from {{ ref('fct_budget_execution') }}

),

scored as (

    select count(*) as line_count from {{ ref('fct_indicator_scores') }}

),

quarantined as (

    select
        count(*) as evaluation_count,
        {{ sum_known('sum(budget_yuan)', 'count(*)') }} as budget_yuan,
        {{ count_unknown('budget_yuan') }} as budget_unknown_count
    from {{ ref('quarantined_evaluations') }}

)

select
    loads.admitted_count,
    admitted.evaluation_count
from {{ ref('load_reconciliation') }} as loads
cross join admitted
cross join scored
cross join quarantined
where
    loads.load_id = 'all'
    and (
        loads.admitted_count <> admitted.evaluation_count
        or loads.admitted_budget_yuan is distinct from admitted.budget_yuan
        or loads.admitted_budget_unknown_count <> admitted.budget_unknown_count
        or loads.admitted_indicator_line_count <> scored.line_count
        or loads.quarantined_count <> quarantined.evaluation_count
        or loads.quarantined_budget_yuan is distinct from quarantined.budget_yuan
        or loads.quarantined_budget_unknown_count <> quarantined.budget_unknown_count
    )
