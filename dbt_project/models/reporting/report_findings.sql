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
        rules.rule_name_zh,
        rules.rule_name_en,
        findings.message_zh,
        findings.message_en,
        findings.source_line,
        findings.source_page,
        findings.source_row
    from findings
    inner join rules on findings.rule_code = rules.rule_code

)

select * from final
