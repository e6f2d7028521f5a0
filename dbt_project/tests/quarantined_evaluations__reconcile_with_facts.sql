{{ config(meta={'dagster': {'ref': {'name': 'quarantined_evaluations'}}}) }}
-- Every form that was read is in the facts or in quarantine, with its lines and its money.
with

parsed as (

    select
        count(*) as evaluation_count,
        coalesce(sum(budget_yuan), 0) as budget_yuan,
        coalesce(sum(line_count), 0) as line_count
    from {{ ref('int_evaluations') }}

),

admitted as (

    select
        count(*) as evaluation_count,
        coalesce(sum(budget_yuan), 0) as budget_yuan
    from {{ ref('fct_budget_execution') }}

),

admitted_lines as (

    select count(*) as line_count from {{ ref('fct_indicator_scores') }}

),

quarantined as (

    select
        count(*) as evaluation_count,
        coalesce(sum(budget_yuan), 0) as budget_yuan
    from {{ ref('quarantined_evaluations') }}

),

quarantined_lines as (

    select count(*) as line_count
    from {{ ref('int_indicator_lines') }} as lines
    inner join {{ ref('quarantined_evaluations') }} as quarantined on lines.evaluation_key = quarantined.evaluation_key

)

select *
from parsed
cross join admitted
cross join admitted_lines
cross join quarantined
cross join quarantined_lines
where
    parsed.evaluation_count <> admitted.evaluation_count + quarantined.evaluation_count
    or parsed.budget_yuan <> admitted.budget_yuan + quarantined.budget_yuan
    or parsed.line_count <> admitted_lines.line_count + quarantined_lines.line_count
