with

evaluations as (

    select
        evaluations.*,
        states.reason_codes
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key
    where states.state = 'quarantined'

),

messages as (

    select
        evaluation_key,
        string_agg(
            message_zh || coalesce('（第 ' || source_line || ' 行）', ''), '；' order by rule_code, source_line, message_zh
        ) as reasons_zh,
        string_agg(
            message_en || coalesce(' (line ' || source_line || ')', ''), '; ' order by rule_code, source_line, message_en
        ) as reasons_en,
        min(source_line) as first_source_line
    from {{ ref('int_rule_rows') }}
    where is_finding and coalesce(severity, 'blocking') = 'blocking'
    group by evaluation_key

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
        messages.first_source_line
    from evaluations
    inner join messages on evaluations.evaluation_key = messages.evaluation_key

)

select * from final
