"""Report tables: they contain all facts and quarantined forms, and rates are quotients of sums."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import query


@pytest.fixture(scope="module", params=["sample_home", "broken_home"])
def release(request: pytest.FixtureRequest) -> Path:
    home: Path = request.getfixturevalue(request.param)
    return home / "current" / "warehouse.duckdb"


def test_money_and_counts_by_unit_and_by_scheme_are_those_of_the_facts(release: Path) -> None:
    facts = query(
        release,
        """
        select count(*), coalesce(sum(budget_yuan), 0), coalesce(sum(executed_yuan), 0),
            (select count(*) from marts.quarantined_evaluations),
            (select coalesce(sum(budget_yuan), 0) from marts.quarantined_evaluations)
        from marts.fct_budget_execution
        """,
    )
    for report in ("rpt_department_year", "rpt_execution_year"):
        columns = "evaluation_count, budget_yuan, executed_yuan, quarantined_evaluation_count, quarantined_budget_yuan"
        sums = ", ".join(f"sum({column})" for column in columns.split(", "))
        assert query(release, f"select {sums} from marts.{report}") == facts


def test_points_by_category_and_by_concept_are_those_of_the_facts(release: Path) -> None:
    facts = query(release, "select sum(lost_points), count(*) from marts.fct_indicator_scores")
    assert query(release, "select sum(lost_points), sum(line_count) from marts.rpt_category_year") == facts
    concepts = "select sum(lost_points), sum(line_count + placeholder_count) from marts.rpt_indicator_concept_year"
    assert query(release, concepts) == facts


def test_every_evaluation_has_a_grade_and_unused_grades_have_0(release: Path) -> None:
    rows = query(
        release,
        """
        select sum(evaluation_count), (select count(*) from marts.fct_evaluations), min(evaluation_count),
            round(sum(evaluation_share), 4) = count(distinct (fiscal_year, scheme_key))
        from marts.rpt_grade_distribution
        """,
    )
    assert rows[0][0] == rows[0][1]
    assert rows[0][2:] == (0, True)


def test_rates_are_quotients_of_sums_over_what_is_known(sample_home: Path, broken_home: Path) -> None:
    sample = query(
        sample_home / "current" / "warehouse.duckdb",
        "select execution_rate, score_rate, budget_wan_yuan, budget_coverage_rate from marts.rpt_department_year",
    )
    # 116,537,910 / 117,170,002; (91 + 95 + 91 + 99) / 400
    assert sample == [(Decimal("0.994605"), Decimal("0.94"), Decimal("11717.0002"), 1)]
    (row,) = query(
        broken_home / "current" / "warehouse.duckdb",
        """
        select sum(budget_yuan) - sum(rated_budget_yuan), (
            select sum(budget_yuan) from marts.fct_budget_execution where executed_yuan is null
        ) from marts.rpt_department_year
        """,
    )
    assert row[0] == row[1] == 2_000_000  # the two forms without an executed amount count in neither part of the rate


def test_a_unit_whose_forms_are_all_quarantined_has_a_row(broken_home: Path) -> None:
    rows = query(
        broken_home / "current" / "warehouse.duckdb",
        """
        select count(*) from (
            select distinct budget_unit_code, fiscal_year from marts.quarantined_evaluations
        ) left join marts.rpt_department_year using (budget_unit_code, fiscal_year)
        where evaluation_count is null
        """,
    )
    assert rows == [(0,)]
