{#
    What every indicator model promises: one row for every admitted evaluation and none else, a status that is known, a
    value where the status says so and only there, else a reason. Each failing row is a sentence.
#}
{% test indicator_contract(model) %}
with

counted as (

    select
        evaluations.evaluation_key,
        found.evaluation_key as row_key,
        count(found.evaluation_key) as row_count
    from {{ ref('fct_evaluations') }} as evaluations
    full join {{ model }} as found on evaluations.evaluation_key = found.evaluation_key
    group by evaluations.evaluation_key, found.evaluation_key

)

select 'it has no row for evaluation ' || evaluation_key || ': every admitted evaluation has one, end the model with indicator_rows()' as message
from counted
where row_count = 0
union all
select 'it has ' || row_count || ' rows for evaluation ' || evaluation_key || ': its grain is one row per evaluation, group by evaluation_key'
from counted
where row_count > 1 and evaluation_key is not null
union all
select 'it has a row for evaluation ' || coalesce(cast(row_key as varchar), 'NULL') || ', which is not admitted: take evaluations from fct_evaluations'
from counted
where evaluation_key is null
union all
select 'its status is ' || coalesce(status, 'NULL') || ' at evaluation ' || evaluation_key || ': use value, not_applicable or insufficient_data'
from {{ model }}
where status is null or status not in ('value', 'not_applicable', 'insufficient_data')
union all
select 'it has status ' || status || ' and ' || case when value is null then 'no value' else 'a value' end || ' at evaluation ' || evaluation_key || ': a value stands where the status is value, and only there'
from {{ model }}
where (status = 'value') <> (value is not null)
union all
select 'its denominator is 0 at evaluation ' || evaluation_key || ', and it has a value: say not_applicable with a reason of indicator_reasons.csv'
from {{ model }}
where status = 'value' and denominator = 0
union all
select 'it has status ' || status || ' and reason ' || coalesce(found.reason_code, 'NULL') || ' at evaluation ' || found.evaluation_key || ': a reason of indicator_reasons.csv stands where there is no value, and only there'
from {{ model }} as found
left join {{ ref('indicator_reasons') }} as reasons using (reason_code, status)
where (status = 'value') <> (found.reason_code is null) or (found.reason_code is not null and reasons.reason_code is null)
{% endtest %}
