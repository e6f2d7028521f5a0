select
    evaluation_key,
    rule_code,
    coalesce(severity, 'blocking') as severity,
    line_number,
    source_line,
    observed,
    expected,
    message_zh,
    message_en
from {{ ref('int_rule_rows') }}
where is_finding
