"""docs/five-traps.md: the wrong queries are wrong on a release where it matters, the right ones give the marts' totals."""

import re
from pathlib import Path

import pytest
from pglast import parse_sql

from orchestration.settings import PROJECT
from tests.conftest import query

SECTIONS = re.split(r"^## ", (PROJECT / "docs" / "five-traps.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
TRAPS = {
    section.splitlines()[0]: re.findall(r"^```sql\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    for section in SECTIONS
}
# What each right query must give, from other tables.
TOTALS = (
    "select quarantined_budget_yuan, quarantined_budget_unknown_count from marts.release_info",
    "select cast(100 * sum(rated_executed_yuan) / sum(rated_budget_yuan) as decimal(9, 2)) from marts.rpt_department_year",
    "select sum(total_weight_points - total_score_computed_points) from marts.fct_evaluations "
    "where total_weight_points is not null",
    "select sum(budget_yuan) from marts.fct_budget_execution",
    "select quarantined_evaluation_count from marts.release_info",
)


@pytest.mark.parametrize(("trap", "total"), list(zip(TRAPS, TOTALS, strict=True)))
def test_the_right_query_gives_the_total_and_the_wrong_one_does_not(trap: str, total: str, broken_home: Path) -> None:
    release = broken_home / "current" / "warehouse.duckdb"
    wrong, right = TRAPS[trap]
    expected = query(release, total)
    assert query(release, right) == expected
    assert query(release, wrong) != expected


@pytest.mark.parametrize("trap", TRAPS)
def test_the_sql_is_postgresql_too(trap: str) -> None:
    assert all(parse_sql(sql) for sql in TRAPS[trap])
