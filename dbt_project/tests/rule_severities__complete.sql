{{ config(meta={'dagster': {'ref': {'name': 'rule_severities'}}}) }}
-- Each rule has a severity for each scheme.
select
    rules.rule_code,
    schemes.scheme_code
from {{ ref('quality_rules') }} as rules
cross join {{ ref('schemes') }} as schemes
left join {{ ref('rule_severities') }} as severities
    on rules.rule_code = severities.rule_code and schemes.scheme_code = severities.scheme_code
where severities.rule_code is null
