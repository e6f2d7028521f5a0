{{ config(meta={'dagster': {'ref': {'name': 'rule_severities'}}}) }}
-- A rule that the marts enforce as well cannot be lowered: the release would be refused instead of the form.
select
    severities.rule_code,
    severities.scheme_code,
    severities.severity,
    'the rule ' || severities.rule_code || ' is locked: the marts enforce it as well, so that a form that breaks it would '
    || 'stop the release; set its severity for ' || severities.scheme_code || ' back to blocking in rule_severities.csv'
        as message
from {{ ref('rule_severities') }} as severities
where severities.is_locked and severities.severity <> 'blocking'
