{{ config(meta={'dagster': {'ref': {'name': 'rule_severities'}}}) }}
-- Where no cap of a scheme binds, a form cannot be quarantined for its caps: a guideline can only warn.
with

binding as (

    select distinct scheme_code
    from {{ ref('categories') }}
    where cap_kind = 'binding' and cap_points is not null

)

select
    severities.rule_code,
    severities.scheme_code,
    'the caps of ' || severities.scheme_code || ' are a guideline: set the severity of ' || severities.rule_code
    || ' to warning or info in rule_severities.csv' as message
from {{ ref('rule_severities') }} as severities
left join binding on severities.scheme_code = binding.scheme_code
where
    severities.rule_code in ('category_weights_equal_cap', 'printed_cap_matches')
    and severities.severity = 'blocking'
    and binding.scheme_code is null
