"""Compare the figures of evaluations in a build with those of the current release, before anything is released.

A change of the parser, the labels or another seed affects forms that were released before. A mistake in it would change
many figures at once. So the changes are reported, and a build that changes too many is refused.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.durable import write_atomically
from ingestion.sql import connect, quote
from orchestration.run.current import read_current
from orchestration.run.run_record import StageError
from orchestration.settings import Settings

FEWEST = 20  # so many changed evaluations are never refused: corrections and new names change a few every night
_EXAMPLES = 50
_FIGURES = (
    "fiscal_year", "line_count", "total_weight_points", "total_score_stated_points", "total_score_computed_points",
    "grade_key", "stated_grade_key", "initial_budget_yuan", "budget_yuan", "prior_year_budget_yuan", "executed_yuan",
    "execution_rate_stated", "line_items",
)  # fmt: skip
_QUERY = """
    select evaluations.*, budgets.* exclude (evaluation_key), lines.line_items
    from {database}.marts.fct_evaluations as evaluations
    left join {database}.marts.fct_budget_execution as budgets using (evaluation_key)
    left join (
        select
            evaluation_key,
            string_agg(
                concat(line_number, ': ', self_score_points, '/', weight_points), ', ' order by line_number
            ) as line_items
        from {database}.marts.fct_indicator_scores
        group by evaluation_key
    ) as lines using (evaluation_key)
"""
_NAMES = """
    left join build.marts.dim_project as projects on build.project_key = projects.project_key
    left join build.marts.dim_department as departments on build.department_key = departments.department_key
"""


@dataclass(frozen=True)
class Changes:
    """Evaluations of the current release whose figures differ in the build, and those that are no longer admitted.

    `compared` counts the evaluations in both; `by_figure` the changed ones for each figure. Not counted as left:
    evaluations that were superseded, withdrawn or found to be duplicates. Examples have the key of the evaluation, its
    project and unit, the figure, old and new value.
    """

    compared: int = 0
    changed: int = 0
    left: int = 0
    by_figure: dict[str, int] | None = None
    examples: tuple[dict[str, Any], ...] = ()

    @property
    def share(self) -> float:
        """Share of the evaluations of the current release that changed or left."""
        return (self.changed + self.left) / max(self.compared + self.left, 1)


def check_changes(settings: Settings) -> Changes:
    """Write what would change to build/changes.json, and refuse a build that changes too many evaluations.

    Raises StageError if more than `FEWEST` evaluations and more than the share `max_changed_percent` of them change.
    """
    changes = find_changes(settings)
    report = settings.build / "changes.json"
    write_atomically(report, json.dumps(asdict(changes), ensure_ascii=False, indent=2, default=str) + "\n")
    count = changes.changed + changes.left
    if count > FEWEST and changes.share * 100 > settings.max_changed_percent:
        figures = ", ".join(f"{name} {number}" for name, number in (changes.by_figure or {}).items())
        raise StageError(
            f"{count} of {changes.compared + changes.left} released evaluations would change "
            f"({changes.left} are no longer admitted; {figures}), more than {settings.max_changed_percent} %: "
            f"see {report}; if that is right, run the refresh once with JIXIAO_MAX_CHANGED_PERCENT=100"
        )
    return changes


def find_changes(settings: Settings) -> Changes:
    """Compare the build with the current release; figures that only one of them has are not compared."""
    if not read_current(settings):
        return Changes()
    with connect(settings.build, settings.home, memory_mb=settings.memory_mb) as connection:
        _attach(connection, "former", settings.current / settings.build_file.name)
        _attach(connection, "build", settings.build_file)
        try:
            for database in ("former", "build"):
                connection.execute(f"create temp table {database}_figures as {_QUERY.format(database=database)}")
        except (duckdb.CatalogException, duckdb.BinderException):
            return Changes()  # the current release is of a version whose tables are not comparable
        return _compare(connection)


def _attach(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    connection.execute(f"attach {quote(str(path))} as {name} (read_only)")


def _compare(connection: duckdb.DuckDBPyConnection) -> Changes:
    columns = [
        {row[0] for row in connection.execute(f"describe {database}_figures").fetchall()}
        for database in ("former", "build")
    ]
    figures = [name for name in _FIGURES if name in columns[0] & columns[1]]
    differs = {name: f"former.{name} is distinct from build.{name}" for name in figures}
    counts = ", ".join(f"count(*) filter (where {condition})" for condition in differs.values())
    both = "from former_figures as former inner join build_figures as build using (evaluation_key)"
    any_differs = " or ".join(differs.values())
    ((compared, changed, *by_figure),) = connection.execute(
        f"select count(*), count(*) filter (where {any_differs}), {counts} {both}"
    ).fetchall()
    ((left,),) = connection.execute("""
        select count(*)
        from former_figures as former
        anti join build_figures as build using (evaluation_key)
        left join build.marts.evaluation_lifecycle as states using (evaluation_key)
        where coalesce(states.evaluation_state, 'quarantined') = 'quarantined'
    """).fetchall()
    examples = connection.execute(
        " union all ".join(
            "select former.evaluation_key, projects.project_name, departments.budget_unit_name, "
            f"'{name}', former.{name}::varchar, build.{name}::varchar {both} {_NAMES} where {condition}"
            for name, condition in differs.items()
        )
        + f" order by 1, 4 limit {_EXAMPLES}"
    ).fetchall()
    names = ("evaluation_key", "project_name", "budget_unit_name", "figure", "old", "new")
    return Changes(
        compared,
        changed,
        left,
        {name: number for name, number in zip(figures, by_figure, strict=True) if number},
        tuple(dict(zip(names, row, strict=True)) for row in examples),
    )
