"""Read a release: the facts of admitted forms, and the reasons of those held back."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import query


@dataclass
class Read:
    """An evaluation of the release, of any state; it has facts only if it is admitted."""

    path: str
    project: str
    state: str
    reasons: str
    ordinal: int
    facts: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    execution: dict[str, Any] | None = None


@dataclass
class Release:
    """Evaluations by document, and the documents with rejections or forms set aside."""

    evaluations: dict[str, list[Read]]
    refused: dict[str, list[str]]


_FACTS = """
select e.evaluation_key, p.project_name, s.scheme_code, e.fiscal_year, e.is_recurring, e.self_evaluation_date,
    b.initial_budget_yuan, b.budget_yuan, b.prior_year_budget_yuan, b.executed_yuan, b.execution_rate_stated,
    e.total_score_stated_points, g.grade_name_zh, n.goal_text, n.achievements_text, n.problems_text,
    n.improvements_text, {units}
from marts.fct_evaluations e
join marts.fct_budget_execution b using (evaluation_key)
left join marts.dim_project p on p.project_key = e.project_key
left join marts.dim_department d on d.department_key = e.department_key
left join marts.dim_scheme s on s.scheme_key = e.scheme_key
left join marts.dim_grade g on g.grade_key = e.stated_grade_key
left join marts.evaluation_narratives n on n.evaluation_key = e.evaluation_key
"""
_FACT_NAMES = (
    "project", "scheme", "fiscal_year", "is_recurring", "evaluation_date", "initial_budget", "budget", "prior_budget",
    "executed", "rate", "total", "grade", "goal", "achievements", "problems", "improvements", "supervising", "unit", "office",
)  # fmt: skip
_LINES = """
select l.evaluation_key, c.category_name, l.subcategory_name, i.indicator_name, l.weight_points, l.self_score_points,
    l.target_text, l.actual_text, l.is_execution_row
from marts.fct_indicator_scores l
left join marts.dim_indicator_category c on c.category_key = l.category_key
left join marts.dim_indicator i on i.indicator_key = l.indicator_key
order by l.evaluation_key, l.line_number
"""
_LINE_NAMES = ("category", "subcategory", "name", "weight", "score", "target", "actual", "is_execution")


def read_release(database: Path) -> Release:
    """Return everything that is compared, in a few queries."""
    facts = {
        row[0]: dict(zip(_FACT_NAMES, row[1:], strict=True))
        for row in query(database, _FACTS.format(units=_choose_units(database)))
    }
    lines: dict[object, list[dict[str, Any]]] = defaultdict(list)
    for row in query(database, _LINES):
        lines[row[0]].append(dict(zip(_LINE_NAMES, row[1:], strict=True)))
    evaluations: dict[str, list[Read]] = defaultdict(list)
    lifecycle = "select evaluation_key, relative_path, project_name, evaluation_state, reason_codes, form_ordinal from marts.evaluation_lifecycle order by 2, 6"
    for key, path, project, state, reasons, ordinal in query(database, lifecycle):
        read = Read(
            str(path), str(project or ""), str(state), str(reasons or ""), int(str(ordinal)), facts.get(key, {})
        )
        for line in lines[key]:
            if line.pop("is_execution"):
                read.execution = line
            else:
                read.lines.append(line)
        evaluations[_name_document(path)].append(read)
    refused: dict[str, list[str]] = defaultdict(list)
    sql = """
        select relative_path, reason_code from marts.rejections
        where rejection_scope <> 'lines' or last_line - first_line > 4 or reason_code in ('sheet_without_form', 'text_after_form')
        union all select relative_path, 'set aside: ' || kind_code from marts.set_aside_forms"""
    for path, code in query(database, sql):
        refused[_name_document(path)].append(str(code))
    return Release(evaluations, refused)


def _name_document(path: object) -> str:
    """Return the file of the inbox; entries of an archive belong to the archive."""
    return str(path).split("/")[0].split("!")[0]


def _choose_units(database: Path) -> str:
    """Return the three levels of units: supervising department, budget unit, office."""
    columns = {
        row[0]
        for row in query(
            database, "select column_name from information_schema.columns where table_name = 'dim_department'"
        )
    }
    if "supervising_department_name" in columns:
        return "d.supervising_department_name, d.budget_unit_name, d.office_name"
    # Before the three levels: in the national scheme the supervising department is the unit.
    is_national = "s.scheme_code = 'mof_2020'"
    return (
        f"case when {is_national} then d.budget_unit_name else '-' end, "
        f"case when {is_national} then coalesce(nullif(d.office_name, '未知'), d.budget_unit_name) else d.budget_unit_name end, "
        f"case when not {is_national} then d.office_name end"
    )
