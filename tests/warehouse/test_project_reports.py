"""The tables of projects: every admitted evaluation once, with the figures of the facts in words."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import query


@pytest.fixture(scope="module", params=["sample_home", "broken_home"])
def release(request: pytest.FixtureRequest) -> Path:
    home: Path = request.getfixturevalue(request.param)
    return home / "current" / "warehouse.duckdb"


def test_every_admitted_evaluation_is_there_once_with_the_figures_of_the_facts(release: Path) -> None:
    figures = "evaluation_key, budget_yuan, executed_yuan, execution_rate_stated, execution_rate_computed, {} , {}"
    columns = figures.format("total_score_stated_points", "total_score_computed_points")
    facts = query(
        release,
        f"select {columns} from marts.fct_evaluations join marts.fct_budget_execution using (evaluation_key) order by 1",
    )
    assert query(release, f"select {columns} from marts.rpt_projects order by 1") == facts
    assert facts


def test_a_project_with_a_year_has_a_history(release: Path) -> None:
    known = query(
        release,
        "select coalesce(sum(budget_yuan), 0), count(*) from marts.fct_budget_execution where project_key <> -1 and fiscal_year <> -1",
    )
    history = "select coalesce(sum(budget_yuan), 0), sum(evaluation_count) from marts.rpt_project_history"
    assert query(release, history) == known


def test_the_real_forms_read_as_printed(sample_home: Path) -> None:
    rows = query(
        sample_home / "current" / "warehouse.duckdb",
        """
        select budget_unit_name, total_score_computed_points, grade_name_zh, grade_ordinal, assessor_role_name_zh,
            reviewer_score_points, prior_year_score_points, is_full_score
        from marts.rpt_projects order by total_score_computed_points desc, evaluation_key
        """,
    )
    assert [(row[0], row[1], row[2], row[3]) for row in rows] == [
        ("上海市大数据中心", Decimal(points), "优秀", 1) for points in (99, 95, 91, 91)
    ]
    assert {row[4:] for row in rows} == {(None, None, None, False)}
