{{ config(meta={'dagster': {'ref': {'name': 'load_reconciliation'}}}) }}
-- A breaker: when most of a large load is quarantined, the fault is rather ours than the filers'.
select
    load_id,
    'of the ' || form_count || ' forms of load ' || load_id || ' ' || quarantined_count
    || ' are quarantined, more than the share {{ var("max_quarantined_share") }} set in dbt_project.yml'
        as message
from {{ ref('load_reconciliation') }}
where
    load_id <> 'all'
    and form_count >= {{ var('max_quarantined_share_from_forms') }}
    and quarantined_count > {{ var('max_quarantined_share') }} * form_count
