"""Queries of the evaluation pages, each ordered by evaluation. The models in dbt_project/models/reporting/ compute."""

EVALUATIONS = "select * from reporting.report_evaluations order by evaluation_key"
_LINES = """
    select
        evaluation_key, line_number, category_name, category_name_en, indicator_name, subcategory_name,
        explanation_text, weight_points, self_score_points, target_text, actual_text, is_placeholder, is_execution_row,
        is_in_total, deviation_text, remark_text
    from reporting.report_line_items
    order by evaluation_key, line_number
"""
_ASSESSORS = """
    select
        evaluation_key, line_number, assessor_role_key, assessor_role_name_zh, assessor_role_name_en,
        assessor_score_points
    from reporting.report_assessor_scores
    order by evaluation_key, line_number, assessor_role_key
"""
_MONEY = """
    select
        evaluation_key, funding_line_number, funding_source_name_zh, funding_source_name_en, budget_phase_ordinal,
        budget_phase_name_zh, budget_phase_name_en, amount_text, amount_yuan
    from reporting.report_budget_lines
    order by evaluation_key, funding_line_number, budget_phase_ordinal
"""
_FINDINGS = """
    select
        evaluation_key, severity, rule_name_zh, rule_name_en, message_zh, message_en, source_page, source_row
    from reporting.report_findings
    order by evaluation_key, severity_ordinal, source_line, rule_code, message_zh
"""
_INDICATORS = """
    select evaluation_key, indicator_model_name_zh, indicator_model_name_en, unit, value, status, reason_code
    from reporting.report_indicator_values
    order by evaluation_key, indicator_model_ordinal
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
_VERSIONS = """
    select
        evaluation_key, relation, other_evaluation_key, evaluation_state, self_evaluation_date, relative_path
    from reporting.report_evaluation_versions
    order by evaluation_key, relation desc, received_load_id, other_evaluation_key
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
