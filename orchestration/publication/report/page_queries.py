"""What the pages of evaluations show, as queries on a release, each in the order of evaluations."""

EVALUATIONS = """
    select
        life.evaluation_key,
        life.evaluation_state,
        life.project_name,
        life.budget_unit_name,
        life.office_name,
        life.fiscal_year,
        life.self_evaluation_date,
        life.budget_yuan,
        life.executed_yuan,
        life.total_score_computed_points,
        life.withdrawal_reason,
        life.received_load_id,
        life.relative_path,
        life.document_hash,
        life.form_ordinal,
        life.first_line,
        schemes.scheme_name_zh,
        schemes.scheme_name_en,
        schemes.total_points,
        facts.evaluation_key is not null as is_admitted,
        facts.fiscal_year_basis,
        facts.is_recurring,
        facts.total_weight_points,
        facts.total_score_stated_points,
        facts.total_score_corrected_points,
        facts.line_count,
        facts.placeholder_count,
        coalesce(facts.has_newer_quarantined_version, false) as has_newer_quarantined_version,
        facts.grade_key as grade_key,
        facts.stated_grade_key as stated_grade_key,
        facts.corrected_grade_key as corrected_grade_key,
        grades.grade_name_zh,
        grades.grade_name_en,
        stated.grade_name_zh as stated_grade_name_zh,
        stated.grade_name_en as stated_grade_name_en,
        corrected.grade_name_zh as corrected_grade_name_zh,
        corrected.grade_name_en as corrected_grade_name_en,
        execution.unspent_yuan,
        execution.execution_rate_stated,
        execution.execution_rate_corrected,
        execution.execution_rate_computed,
        execution.execution_rate_gap,
        words.goal_text,
        words.achievements_text,
        words.problems_text,
        words.improvements_text,
        quarantined.budget_text,
        quarantined.executed_text,
        quarantined.last_line,
        quarantined.first_source_page,
        quarantined.first_source_row
    from marts.evaluation_lifecycle as life
    left join marts.dim_scheme as schemes on life.scheme_key = schemes.scheme_key
    left join marts.fct_evaluations as facts on life.evaluation_key = facts.evaluation_key
    left join marts.fct_budget_execution as execution on life.evaluation_key = execution.evaluation_key
    left join marts.dim_grade as grades on facts.grade_key = grades.grade_key
    left join marts.dim_grade as stated on facts.stated_grade_key = stated.grade_key
    left join marts.dim_grade as corrected on facts.corrected_grade_key = corrected.grade_key
    left join marts.evaluation_narratives as words on life.evaluation_key = words.evaluation_key
    left join marts.quarantined_evaluations as quarantined on life.evaluation_key = quarantined.evaluation_key
    order by life.evaluation_key
"""
_LINES = """
    select
        flat.evaluation_key,
        flat.line_number,
        categories.category_name,
        categories.category_name_en,
        flat.indicator_name,
        flat.subcategory_name,
        flat.explanation_text,
        flat.weight_points,
        flat.self_score_points,
        flat.target_text,
        flat.actual_text,
        flat.is_placeholder,
        lines.is_execution_row,
        flat.is_in_total,
        flat.deviation_text,
        flat.remark_text
    from marts.rpt_indicator_scores_flat as flat
    inner join marts.fct_indicator_scores as lines
        on flat.evaluation_key = lines.evaluation_key and flat.line_number = lines.line_number
    inner join marts.dim_indicator_category as categories on lines.category_key = categories.category_key
    order by flat.evaluation_key, flat.line_number
"""
_ASSESSORS = """
    select
        scores.evaluation_key,
        scores.line_number,
        scores.assessor_role_key,
        roles.assessor_role_name_zh,
        roles.assessor_role_name_en,
        scores.assessor_score_points
    from marts.fct_assessor_scores as scores
    inner join marts.dim_assessor_role as roles on scores.assessor_role_key = roles.assessor_role_key
    order by scores.evaluation_key, scores.line_number, scores.assessor_role_key
"""
_MONEY = """
    select
        lines.evaluation_key,
        lines.funding_line_number,
        coalesce(lines.funding_source_text, sources.funding_source_name_zh) as source_name_zh,
        if(sources.funding_source_code = 'unlisted', null, sources.funding_source_name_en) as source_name_en,
        phases.budget_phase_ordinal,
        phases.budget_phase_name_zh,
        phases.budget_phase_name_en,
        lines.amount_text
        || if(regexp_matches(lines.amount_text, '元'), '', ' ' || coalesce(lines.amount_unit, '')) as printed,
        lines.amount_yuan
    from marts.fct_budget_lines as lines
    inner join marts.dim_funding_source as sources on lines.funding_source_key = sources.funding_source_key
    inner join marts.dim_budget_phase as phases on lines.budget_phase_key = phases.budget_phase_key
    order by lines.evaluation_key, lines.funding_line_number, phases.budget_phase_ordinal
"""
_FINDINGS = """
    select
        findings.evaluation_key,
        findings.severity,
        rules.rule_name_zh,
        rules.rule_name_en,
        findings.message_zh,
        findings.message_en,
        findings.source_page,
        findings.source_row
    from marts.rule_findings as findings
    inner join marts.dim_quality_rule as rules on findings.rule_code = rules.rule_code
    order by
        findings.evaluation_key,
        case findings.severity when 'blocking' then 1 when 'warning' then 2 else 3 end,
        findings.source_line, findings.rule_code, findings.message_zh
"""
_INDICATORS = """
    select
        facts.evaluation_key,
        models.indicator_model_name_zh,
        models.indicator_model_name_en,
        models.unit,
        facts.value,
        facts.status,
        facts.reason_code
    from marts.fct_indicator_values as facts
    inner join marts.dim_indicator_model as models on facts.indicator_model_key = models.indicator_model_key
    order by facts.evaluation_key, models.indicator_model_ordinal
"""
_CORRECTIONS = """
    select
        evaluation_key, source_page, source_row, indicator_name, field_code, printed_value, corrected_value,
        correction_status, reason, corrected_by, corrected_date
    from marts.evaluation_corrections
    where evaluation_key <> -1
    order by evaluation_key, source_page, source_row, field_code
"""
_REVISIONS = """
    select evaluation_key, previous_evaluation_key, field_code, indicator_name, old_text, new_text
    from marts.evaluation_revisions
    order by evaluation_key, previous_evaluation_key, indicator_name nulls first, field_code
"""
# Earlier and later versions from both sides, and the form that a duplicate repeats.
_VERSIONS = """
    with pairs as (
        select evaluation_key as later_key, previous_evaluation_key as earlier_key from marts.evaluation_revisions
        union
        select superseded_by_evaluation_key, evaluation_key
        from marts.evaluation_lifecycle where superseded_by_evaluation_key is not null
    ),

    links as (
        select later_key as evaluation_key, 'previous' as relation, earlier_key as other_key from pairs
        union all
        select earlier_key, 'next', later_key from pairs
        union all
        select evaluation_key, 'original', duplicate_of_evaluation_key
        from marts.evaluation_lifecycle where duplicate_of_evaluation_key is not null
    )

    select
        links.evaluation_key,
        links.relation,
        links.other_key,
        others.evaluation_state,
        others.self_evaluation_date,
        others.relative_path
    from links
    inner join marts.evaluation_lifecycle as others on links.other_key = others.evaluation_key
    order by links.evaluation_key, links.relation desc, others.received_load_id, links.other_key
"""

STREAMS = {
    "lines": _LINES,
    "assessors": _ASSESSORS,
    "money": _MONEY,
    "findings": _FINDINGS,
    "indicators": _INDICATORS,
    "corrections": _CORRECTIONS,
    "revisions": _REVISIONS,
    "versions": _VERSIONS,
}
