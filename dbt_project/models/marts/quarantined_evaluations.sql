with

evaluations as (

    select
        evaluations.*,
        documents.page_starts,
        states.reason_codes
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_documents') }} as documents on evaluations.document_hash = documents.document_hash
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key
    where states.state = 'quarantined'

),

messages as (

    select
        findings.evaluation_key,
        string_agg(
            findings.message_zh
            || coalesce('（' || {{ show_place_zh('evaluations.page_starts', 'findings.source_line') }} || '）', ''),
            '；' order by findings.rule_code, findings.source_line, findings.message_zh
        ) as reasons_zh,
        string_agg(
            findings.message_en
            || coalesce(' (' || {{ show_place_en('evaluations.page_starts', 'findings.source_line') }} || ')', ''),
            '; ' order by findings.rule_code, findings.source_line, findings.message_en
        ) as reasons_en,
        min(findings.source_line) as first_source_line
    from {{ ref('int_rule_rows') }} as findings
    inner join evaluations on findings.evaluation_key = evaluations.evaluation_key
    where findings.outcome = 'fail' and findings.severity = 'blocking'
    group by findings.evaluation_key

),

final as (

    select
        evaluations.evaluation_key,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        evaluations.project_name,
        evaluations.budget_unit_code,
        evaluations.budget_unit_name,
        evaluations.office_name,
        evaluations.budget_yuan,
        evaluations.prior_year_budget_yuan,
        evaluations.executed_yuan,
        evaluations.budget_text,
        evaluations.executed_text,
        evaluations.reason_codes,
        messages.reasons_zh,
        messages.reasons_en,
        evaluations.relative_path,
        evaluations.document_hash,
        evaluations.form_ordinal,
        evaluations.first_line,
        evaluations.last_line,
        messages.first_source_line,
        {{ page_of('evaluations.page_starts', 'messages.first_source_line') }} as first_source_page,
        {{ row_on_page('evaluations.page_starts', 'messages.first_source_line') }} as first_source_row
    from evaluations
    inner join messages on evaluations.evaluation_key = messages.evaluation_key

)

select * from final
