"""Queries of the evaluation pages, each ordered by evaluation. The models in dbt_project/models/reporting/ compute."""

EVALUATIONS = "select * from reporting.report_evaluations order by evaluation_key"
_FIELDS = """
    select
        evaluation_key, field_ordinal, part, line_number, field_code, funding_source_code, label_text, label_unit,
        value_text, corrected_value, first_line, last_line, source_page, source_row
    from marts.printed_fields
    order by evaluation_key, field_ordinal
"""
_LINES = """
    select
        evaluation_key, line_number, category_text, subcategory_text, indicator_name_text, explanation_text,
        target_operator_text, target_text, target_unit_text, actual_text, weight_text, self_score_text, deviation_text,
        remark_text, corrected_indicator_name, corrected_weight, corrected_self_score, is_execution_row, is_placeholder,
        first_line, last_line, completion_rate, recomputed_score_points, recomputed_gap_points, reason_zh, reason_en,
        peer_rank, peer_count
    from reporting.report_printed_lines
    order by evaluation_key, line_number
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
        evaluation_key, severity, rule_code, finding_name_zh, finding_name_en, message_zh, message_en, line_number,
        field_code, observed, expected, difference, source_line, source_page, source_row
    from reporting.report_findings
    order by evaluation_key, severity_ordinal, source_line, rule_code, message_zh
"""
_CORRECTION_ROWS = """
    select evaluation_key, line_number, field_code, first_line, last_line, correction_row
    from marts.correction_rows
    order by evaluation_key, first_line, line_number nulls first, field_code
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
    "fields": _FIELDS,
    "lines": _LINES,
    "money": _MONEY,
    "findings": _FINDINGS,
    "correction_rows": _CORRECTION_ROWS,
    "indicators": _INDICATORS,
    "corrections": _CORRECTIONS,
    "revisions": _REVISIONS,
    "versions": _VERSIONS,
}
