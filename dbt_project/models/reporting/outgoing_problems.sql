with

lifecycle as (

    select * from {{ ref('evaluation_lifecycle') }}

),

-- A quarantined form concerns nobody any more once its file is replaced, or its project has a later admitted form.
open_forms as (

    select
        quarantined.evaluation_key,
        quarantined.fiscal_year,
        quarantined.project_name,
        case when quarantined.department_key = -1 then '-1' else quarantined.budget_unit_code end as recipient_code,
        quarantined.relative_path,
        quarantined.document_hash,
        quarantined.form_ordinal
    from {{ ref('quarantined_evaluations') }} as quarantined
    inner join lifecycle on quarantined.evaluation_key = lifecycle.evaluation_key
    where
        lifecycle.replaced_by_document_hash is null
        and not exists (
            select 1
            from lifecycle as later
            where
                later.project_key = lifecycle.project_key
                and later.department_key = lifecycle.department_key
                and later.fiscal_year = lifecycle.fiscal_year
                and lifecycle.project_key <> -1
                and lifecycle.fiscal_year <> -1
                and later.evaluation_state = 'admitted'
                and later.received_load_id > lifecycle.received_load_id
        )

),

found as (

    select
        open_forms.recipient_code,
        'finding' as problem_kind,
        open_forms.evaluation_key,
        open_forms.fiscal_year,
        open_forms.project_name,
        open_forms.relative_path,
        open_forms.document_hash,
        open_forms.form_ordinal,
        findings.severity,
        findings.source_line,
        '第 ' || findings.source_page || ' 页第 ' || findings.source_row || ' 行' as place_zh,
        findings.observed,
        findings.expected_zh,
        findings.finding_name_zh,
        findings.message_zh,
        case findings.severity
            when 'blocking' then '强制性审核：请核对原件，更正后重新报送'
            else '核实性审核：请核实，有误的更正，无误的说明理由'
        end as action_zh,
        findings.rule_code as problem_code
    from open_forms
    inner join {{ ref('rule_findings') }} as findings on open_forms.evaluation_key = findings.evaluation_key
    where findings.severity in ('blocking', 'warning')

),

-- The unit of a file is known if all forms that were read from it are of one unit.
file_units as (

    select
        document_hash,
        min(budget_unit_code) as budget_unit_code
    from lifecycle
    group by document_hash
    having not bool_or(department_key = -1) and count(distinct budget_unit_code) = 1

),

unread as (

    select
        coalesce(file_units.budget_unit_code, '-1') as recipient_code,
        'rejection' as problem_kind,
        null as evaluation_key,
        null as fiscal_year,
        null as project_name,
        rejections.relative_path,
        rejections.document_hash,
        rejections.form_ordinal,
        'blocking' as severity,
        rejections.first_line as source_line,
        nullif(
            coalesce('第 ' || rejections.page || ' 页', '')
            || coalesce(
                '第 ' || rejections.first_line
                || coalesce('–' || nullif(rejections.last_line, rejections.first_line), '') || ' 行',
                ''
            ),
            ''
        ) as place_zh,
        rejections.excerpt as observed,
        null as expected_zh,
        '无法识别' as finding_name_zh,
        rejections.message_zh,
        -- What stewards have to do is no concern of a unit.
        case
            when file_units.budget_unit_code is null then rejections.action_zh
            else '请核对原件后重新报送；不属于自评表的内容，请说明'
        end as action_zh,
        rejections.reason_code as problem_code
    from {{ ref('rejections') }} as rejections
    left join file_units on rejections.document_hash = file_units.document_hash
    where
        not exists (
            select 1
            from lifecycle
            where lifecycle.document_hash = rejections.document_hash and lifecycle.evaluation_state = 'withdrawn'
        )
        and not exists (
            select 1
            from lifecycle
            where lifecycle.relative_path = rejections.relative_path and lifecycle.received_load_id > rejections.load_id
        )

),

problems as (

    select * from found
    union all
    select * from unread

),

final as (

    select
        recipient_code,
        row_number() over (
            partition by recipient_code
            order by
                problem_kind,
                fiscal_year,
                project_name,
                relative_path,
                document_hash,
                form_ordinal,
                severity,
                source_line,
                problem_code,
                message_zh,
                observed
        ) as problem_ordinal,
        problem_kind,
        evaluation_key,
        fiscal_year,
        project_name,
        relative_path,
        regexp_extract(relative_path, '[^/]+$') as file_name,
        document_hash,
        form_ordinal,
        severity,
        place_zh,
        observed,
        expected_zh,
        finding_name_zh,
        message_zh,
        action_zh
    from problems

)

select * from final
