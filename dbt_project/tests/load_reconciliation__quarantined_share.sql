{{ config(meta={'dagster': {'ref': {'name': 'load_reconciliation'}}}) }}
-- A circuit breaker: if most of a large load is quarantined, the cause is probably in this project and not in the forms.
-- Forms that were filed again since, at their path or admitted for their project and year, no longer count.
with

forms as (

    select * from {{ ref('evaluation_lifecycle') }}

),

answered as (

    select
        quarantined.received_load_id as load_id,
        count(distinct quarantined.evaluation_key) as answered_count
    from forms as quarantined
    left join forms as later
        on
            quarantined.project_key = later.project_key
            and quarantined.fiscal_year = later.fiscal_year
            and quarantined.project_key <> -1
            and quarantined.fiscal_year <> -1
            and quarantined.received_load_id < later.received_load_id
            and later.evaluation_state = 'admitted'
    where
        quarantined.evaluation_state = 'quarantined'
        and (quarantined.replaced_by_document_hash is not null or later.evaluation_key is not null)
    group by quarantined.received_load_id

),

waiting as (

    select
        loads.load_id,
        loads.form_count,
        loads.quarantined_count - coalesce(answered.answered_count, 0) as waiting_count
    from {{ ref('load_reconciliation') }} as loads
    left join answered on loads.load_id = answered.load_id
    where loads.load_id <> 'all'

)

select
    load_id,
    'of the ' || form_count || ' forms of load ' || load_id || ' ' || waiting_count
    || ' are quarantined, more than the share {{ var("max_quarantined_share") }} set in dbt_project.yml'
        as message
from waiting
where
    form_count >= {{ var('max_quarantined_share_from_forms') }}
    and waiting_count > {{ var('max_quarantined_share') }} * form_count
