"""Write the list of evaluations, which the browser searches and pages, as a script with compact data.

A page opened from a folder may load a script but not read a file, so the data is a script. Its numbers are formatted
here, with the functions that all pages use.
"""

import json
from collections.abc import Hashable
from pathlib import Path
from typing import NamedTuple

import duckdb

from orchestration.publication.report.formats import STATES, points, rate, read_year, wan

PAGE_ROWS = 25
_QUERY = """
    select
        cast(evaluation_key as varchar), project_name, budget_unit_name, fiscal_year, budget_yuan, executed_yuan,
        execution_rate_computed, total_score_computed_points, grade_name_zh, grade_name_en, evaluation_state
    from reporting.report_evaluations
    order by budget_yuan desc nulls last, evaluation_key
"""


class ListRow(NamedTuple):
    """A row of the list."""

    key: str
    project: str | None
    unit: str | None
    year: tuple[str, str]
    budget: str
    executed: str
    rate: str
    score: str
    grade: tuple[str, str] | None
    state: str


def write_list(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[ListRow]:
    """Write `evaluations.js`; return the rows of the first page of the list, largest budget first."""
    rows = [
        ListRow(
            key, project, unit, read_year(year), wan(budget), wan(executed), rate(executed_rate), points(score),
            (grade_zh, grade_en) if grade_zh else None, state,
        )
        for key, project, unit, year, budget, executed, executed_rate, score, grade_zh, grade_en, state
        in connection.execute(_QUERY).fetchall()
    ]  # fmt: skip
    units, years, grades = _Members(), _Members(), _Members()
    packed = [
        [
            row.key, row.project, units.place(row.unit), years.place(row.year), row.budget, row.executed, row.rate,
            row.score, grades.place(row.grade), row.state,
        ]
        for row in rows
    ]  # fmt: skip
    data = {"units": units.all, "years": years.all, "grades": grades.all, "states": STATES, "rows": packed}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    (folder / "evaluations.js").write_text(f"window.EVALUATIONS={text};\n", encoding="utf-8")
    return rows[:PAGE_ROWS]


class _Members:
    """Distinct values, numbered in order of appearance."""

    def __init__(self) -> None:
        self._places: dict[Hashable, int] = {}

    def place(self, value: Hashable) -> int:
        return self._places.setdefault(value, len(self._places))

    @property
    def all(self) -> list[Hashable]:
        return list(self._places)
