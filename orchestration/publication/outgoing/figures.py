"""Queries of the analysis report. Each is also the text of a footnote, so that a reader can run it on the release."""

from dataclasses import dataclass
from typing import Any

import duckdb

_YEAR = "from reporting.outgoing_years where fiscal_year = {year}"
EXTENT = f"select evaluation_count, unit_count, scheme_count {_YEAR}"
MONEY = (
    "select budget_yuan, budget_unknown_count, executed_yuan, executed_unknown_count, execution_rate, unspent_yuan, "
    f"unspent_unknown_count {_YEAR}"
)
RATES = (
    "select rate_100_count, rate_80_to_100_count, rate_below_80_count, rate_above_100_count, rate_unknown_count "
    f"{_YEAR}"
)
FILING = (
    f"select expected_count, filed_count, expected_quarantined_count, missing_count, dated_count, late_count {_YEAR}"
)
QUARANTINE = (
    "select quarantined_evaluation_count, quarantined_unit_count, quarantined_budget_yuan, "
    f"quarantined_budget_unknown_count {_YEAR}"
)
SCHEMES = (
    "select scheme_name_zh, evaluation_count, budget_yuan, budget_unknown_count, executed_yuan, "
    "executed_unknown_count, execution_rate from marts.rpt_execution_year where fiscal_year = {year} "
    "order by scheme_name_zh"
)
UNITS = (
    "select budget_unit_name, evaluation_count, budget_yuan, budget_unknown_count, executed_yuan, "
    "executed_unknown_count, execution_rate from marts.rpt_department_year "
    "where fiscal_year = {year} and execution_rate is not null order by execution_rate, budget_unit_code limit 10"
)
SCORES = (
    "select scheme_name_zh, total_points, evaluation_count, scored_count, mean_score_points, median_score_points, "
    "highest_score_points, lowest_score_points, full_score_count, other_grade_count from reporting.outgoing_scores "
    "where fiscal_year = {year} order by scheme_name_zh"
)
GRADES = (
    "select grade_name_zh, evaluation_count, evaluation_share from reporting.report_grades "
    "where fiscal_year = {year} and scheme_name_zh = {scheme} order by grade_ordinal nulls last, grade_name_zh"
)
REASONS = (
    "select finding_name_zh, evaluation_count from reporting.outgoing_quarantine_reasons where fiscal_year = {year} "
    "order by evaluation_count desc, rule_code limit 10"
)
SIGNALS = (
    "select scheme_name_zh, signal_name_zh, evaluation_count from reporting.outgoing_signals "
    "where fiscal_year = {year} order by scheme_name_zh, evaluation_count desc, signal_code"
)
WORKLIST = (
    "select year_rank, budget_unit_name, project_name, scheme_name_zh, reasons_zh from marts.rpt_review_worklist "
    "where fiscal_year = {year} and signal_count > 0 order by year_rank limit 10"
)


@dataclass(frozen=True)
class Answer:
    """The rows of a query, by column, and its SQL."""

    sql: str
    rows: list[dict[str, Any]]

    @property
    def first(self) -> dict[str, Any]:
        """Return the first row; without one, nothing."""
        return self.rows[0] if self.rows else {}


def ask(connection: duckdb.DuckDBPyConnection, query: str, **values: str | int) -> Answer:
    """Run a query with these values filled in."""
    sql = query.format(**values)
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return Answer(sql, [dict(zip(names, row, strict=True)) for row in result.fetchall()])
