{{ config(meta={'dagster': {'ref': {'name': 'evaluation_lifecycle'}}}) }}
-- A circuit breaker: every evaluation of the last release still has a state, with its reason.
with

released as (

    select * from {{ source('ledger', 'released_evaluations') }}

),

last_release as (

    select max(last_release_id) as release_id from released

)

select
    released.evaluation_key,
    'the evaluation of ' || coalesce(released.project_name, '?') || ' in ' || coalesce(released.relative_path, '?')
    || ' was in release ' || released.last_release_id || ' and is gone without a reason' as message
from released
inner join last_release on released.last_release_id = last_release.release_id
left join {{ ref('evaluation_lifecycle') }} as lifecycle on released.evaluation_key = lifecycle.evaluation_key
where lifecycle.evaluation_key is null
order by released.relative_path
