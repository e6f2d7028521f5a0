with

findings as (

    select * from {{ ref('rule_findings') }}

),

rules as (

    select * from {{ ref('dim_quality_rule') }}

),

final as (

    select
        findings.evaluation_key,
        findings.severity,
        case findings.severity when 'blocking' then 1 when 'warning' then 2 else 3 end as severity_ordinal,
        findings.rule_code,
        rules.finding_name_zh,
        rules.finding_name_en,
        findings.message_zh,
        findings.message_en,
        findings.line_number,
        findings.field_code,
        findings.observed,
        findings.expected,
        findings.expected_zh,
        -- Of two plain numbers, or two percentages.
        case
            when
                regexp_matches(findings.observed, '^-?[0-9.,]+%?$') and regexp_matches(findings.expected, '^-?[0-9.,]+%?$')
                and (right(findings.observed, 1) = '%') = (right(findings.expected, 1) = '%')
                then cast(
                    try_cast(regexp_replace(findings.observed, '[,%]', '', 'g') as decimal(28, 6))
                    - try_cast(regexp_replace(findings.expected, '[,%]', '', 'g') as decimal(28, 6)) as decimal(28, 6)
                )
        end as difference,
        findings.source_line,
        findings.source_page,
        findings.source_row
    from findings
    inner join rules on findings.rule_code = rules.rule_code

)

select * from final
