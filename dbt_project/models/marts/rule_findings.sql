with

findings as (

    select * from {{ ref('int_rule_rows') }}
    where outcome = 'fail'

),

places as (

    select
        evaluations.evaluation_key,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        documents.page_starts
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_documents') }} as documents on evaluations.document_hash = documents.document_hash

),

final as (

    select
        findings.evaluation_key,
        findings.rule_code,
        rules.finding_name_zh,
        rules.finding_name_en,
        places.project_key,
        places.department_key,
        places.fiscal_year,
        places.scheme_key,
        findings.severity,
        findings.line_number,
        findings.field_code,
        findings.source_line,
        {{ page_of('places.page_starts', 'findings.source_line') }} as source_page,
        {{ row_on_page('places.page_starts', 'findings.source_line') }} as source_row,
        findings.observed,
        findings.expected,
        findings.expected_zh,
        findings.message_zh,
        findings.message_en
    from findings
    inner join places on findings.evaluation_key = places.evaluation_key
    inner join {{ ref('dim_quality_rule') }} as rules on findings.rule_code = rules.rule_code

)

select * from final
