"""Unknown amounts: beside each sum stands how many it leaves out, and a sum without a known amount is NULL, never 0."""

from pathlib import Path

import pytest

from tests.conftest import query
from tests.warehouse.test_conventions import read_models

MODELS = read_models()
# Sums over evaluations whose amounts are known by definition, differences of known sums, and amounts in another unit.
COMPLETE = {"budget_change_yuan", "rated_executed_yuan", "rated_budget_yuan", "budget_wan_yuan", "executed_wan_yuan"}
SUMMED = {
    name: [column for column in columns if column.endswith("_yuan") and column not in COMPLETE]
    for name, model in MODELS.items()
    if (columns := [column["name"] for column in model.get("columns", [])])
    and "evaluation_key" not in columns  # else the amount is one evaluation's, not a sum
    and any(column.endswith(("evaluation_count", "project_count", "form_count")) for column in columns)
}


@pytest.fixture(scope="module")
def release(broken_home: Path) -> Path:
    return broken_home / "current" / "warehouse.duckdb"


@pytest.mark.parametrize("name", sorted(name for name, sums in SUMMED.items() if sums))
def test_each_sum_has_its_unknown_count(name: str) -> None:
    columns = {column["name"] for column in MODELS[name]["columns"]}
    counts = {column.removesuffix("_yuan") + "_unknown_count" for column in SUMMED[name]}
    assert counts - columns == set(), f"{name}: add the counts with the macro count_unknown"


def test_reports_count_the_unknown_amounts_of_the_quarantine(release: Path) -> None:
    ((unknown,),) = query(release, "select count(*) from marts.quarantined_evaluations where budget_yuan is null")
    assert isinstance(unknown, int) and unknown > 1
    for table in (
        "marts.rpt_department_year",
        "marts.rpt_execution_year",
        "marts.quality_scorecard",
        "reporting.report_years",
    ):
        assert query(release, f"select sum(quarantined_budget_unknown_count) from {table}") == [(unknown,)], table
    assert query(release, "select quarantined_budget_unknown_count from marts.release_info") == [(unknown,)]
    assert query(
        release, "select quarantined_budget_unknown_count from marts.load_reconciliation where load_id = 'all'"
    ) == [(unknown,)]


def test_reports_count_the_unknown_amounts_of_the_facts(release: Path) -> None:
    facts = query(
        release,
        "select count(*) - count(budget_yuan), count(*) - count(executed_yuan) from marts.fct_budget_execution",
    )
    assert facts[0][1] == 3  # three forms print no executed amount
    for table in ("marts.rpt_department_year", "marts.rpt_execution_year", "reporting.report_totals"):
        sums = "sum(budget_unknown_count), sum(executed_unknown_count)"
        assert query(release, f"select {sums} from {table}") == facts, table


def test_a_sum_without_a_known_amount_is_null(release: Path) -> None:
    for table in (
        "marts.rpt_department_year",
        "marts.rpt_execution_year",
        "marts.quality_scorecard",
        "reporting.report_years",
    ):
        rows = query(
            release,
            f"""
            select count(*) filter (where quarantined_evaluation_count = quarantined_budget_unknown_count
                    and quarantined_evaluation_count > 0 and quarantined_budget_yuan is not null),
                count(*) filter (where quarantined_evaluation_count = 0 and quarantined_budget_yuan is distinct from 0)
            from {table}
            """,
        )
        assert rows == [(0, 0)], table
    name = "select quarantined_budget_yuan, quarantined_budget_unknown_count from marts.rpt_department_year where budget_unit_name = '不明中心'"
    assert query(release, name) == [(None, 1)]
