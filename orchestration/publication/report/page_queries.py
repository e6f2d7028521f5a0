"""Rows that the evaluation pages show, by part of the page. The models in dbt_project/models/reporting/ compute."""

from typing import NamedTuple


class Stream(NamedTuple):
    """Rows of evaluations: a relation, its columns except the key, the order within an evaluation, a condition."""

    relation: str
    columns: str
    order: tuple[str, ...]
    condition: str = "true"

    def select(self, chosen: str) -> str:
        """Return the query of the evaluations in a table of keys, ordered by evaluation; the key comes first."""
        order = ", ".join(("evaluation_key", *self.order))
        return (
            f"select evaluation_key, {self.columns} from {self.relation} "
            f"where {self.condition} and evaluation_key in (select evaluation_key from {chosen}) order by {order}"
        )

    def select_texts(self) -> str:
        """Return the query of each row as its key and `row_text`, which differs if a value or the order differs."""
        names = [*self.columns.split(","), *(term.split()[0] for term in self.order)]
        values = ", ".join(f"cast({name.strip()} as varchar)" for name in names)
        return (
            f"select evaluation_key, cast(to_json([{values}]) as varchar) as row_text "
            f"from {self.relation} where {self.condition}"
        )


EVALUATIONS = "reporting.report_evaluations"  # one row for each page
STREAMS = {
    "fields": Stream(
        "marts.printed_fields",
        """
        field_ordinal, part, line_number, field_code, funding_source_code, label_text, label_unit, value_text,
        corrected_value, first_line, last_line, source_page, source_row
        """,
        ("field_ordinal",),
    ),
    "lines": Stream(
        "reporting.report_printed_lines",
        """
        line_number, category_text, subcategory_text, indicator_name_text, explanation_text, target_operator_text,
        target_text, target_unit_text, actual_text, weight_text, self_score_text, deviation_text, remark_text,
        corrected_indicator_name, corrected_weight, corrected_self_score, is_execution_row, is_placeholder, first_line,
        last_line, completion_rate, recomputed_score_points, recomputed_gap_points, reason_zh, reason_en, peer_rank,
        peer_count
        """,
        ("line_number",),
    ),
    "money": Stream(
        "reporting.report_budget_lines",
        """
        funding_line_number, funding_source_name_zh, funding_source_name_en, budget_phase_ordinal, budget_phase_name_zh,
        budget_phase_name_en, amount_text, amount_yuan
        """,
        ("funding_line_number", "budget_phase_ordinal"),
    ),
    "findings": Stream(
        "reporting.report_findings",
        """
        severity, rule_code, finding_name_zh, finding_name_en, message_zh, message_en, line_number, field_code,
        observed, expected_zh, expected, difference, source_line, source_page, source_row
        """,
        (
            "severity_ordinal", "source_line", "rule_code", "message_zh", "line_number", "field_code", "observed",
            "expected",
        ),
    ),
    "places": Stream(
        "marts.finding_places",
        """
        line_number, field_code, source_line, is_whole_line, page, left_permille, top_permille, width_permille,
        height_permille
        """,
        (
            "page", "top_permille", "left_permille", "width_permille", "height_permille", "is_whole_line",
            "source_line", "line_number", "field_code",
        ),
    ),
    "correction_rows": Stream(
        "marts.correction_rows",
        "line_number, field_code, first_line, last_line, correction_row",
        ("first_line", "line_number nulls first", "field_code", "correction_row"),
    ),
    "indicators": Stream(
        "reporting.report_indicator_values",
        "indicator_model_name_zh, indicator_model_name_en, unit, value, status, reason_code",
        ("indicator_model_ordinal",),
    ),
    "corrections": Stream(
        "marts.evaluation_corrections",
        """
        source_page, source_row, indicator_name, field_code, printed_value, corrected_value, correction_status, reason,
        corrected_by, corrected_date
        """,
        ("source_page", "source_row", "field_code", "indicator_name", "corrected_value"),
        "evaluation_key <> -1",
    ),
    "revisions": Stream(
        "marts.evaluation_revisions",
        "previous_evaluation_key, field_code, indicator_name, old_text, new_text",
        ("previous_evaluation_key", "indicator_name nulls first", "field_code", "old_text", "new_text"),
    ),
    "versions": Stream(
        "reporting.report_evaluation_versions",
        "relation, other_evaluation_key, evaluation_state, self_evaluation_date, relative_path",
        ("relation desc", "received_load_id", "other_evaluation_key"),
    ),
}  # fmt: skip
