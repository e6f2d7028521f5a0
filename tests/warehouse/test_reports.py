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
    facts = query(release, "select sum(lost_points), count(*) from marts.fct_indicator_scores where is_in_total")
    assert query(release, "select sum(lost_points), sum(line_count) from marts.rpt_category_year") == facts
    concepts = "select sum(lost_points), sum(line_count + placeholder_count) from marts.rpt_indicator_concept_year"
    assert query(release, concepts) == facts


def test_lost_points_tie_to_the_totals_where_an_execution_row_stands_beside_the_hundred(broken_home: Path) -> None:
    release = broken_home / "current" / "warehouse.duckdb"
    (beside,) = query(
        release,
        """
        select count(*), sum(lost_points) filter (where not is_in_total) from marts.fct_indicator_scores
        join marts.fct_evaluations using (evaluation_key)
        where execution_row_basis <> 'no_execution_row' and not is_execution_in_total and is_execution_row
        """,
    )
    assert isinstance(beside[0], int) and beside[0] > 0 and beside[1] != 0
    scheme = "join marts.dim_scheme using (scheme_key) where scheme_code = 'mof_2020'"
    totals = query(
        release, f"select sum(total_weight_points - total_score_computed_points) from marts.fct_evaluations {scheme}"
    )
    assert query(release, f"select sum(lost_points) from marts.rpt_category_year {scheme}") == totals
    board = "select sum(lost_points) from reporting.dashboard_line_items where scheme_name_zh like '全国%'"
    assert query(release, board) == totals


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
    assert sample == [(Decimal("0.994605342757"), Decimal("0.94"), Decimal("11717.0002"), 1)]
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


def test_the_report_reads_rates_that_are_not_rounded_before_they_are_printed(sample_home: Path) -> None:
    release = sample_home / "current" / "warehouse.duckdb"
    rows = query(
        release,
        """
        select count(*), count(*) filter (where abs(report.value - facts.numerator / facts.denominator) > 1e-11)
        from reporting.report_indicator_values as report
        join marts.dim_indicator_model as models using (indicator_model_ordinal)
        join marts.fct_indicator_values as facts using (evaluation_key, indicator_model_key)
        where report.status = 'value' and models.rollup = 'ratio_of_sums'
        """,
    )
    assert isinstance(rows[0][0], int) and rows[0][0] > 20 and rows[0][1] == 0


def test_budget_lines_sum_to_the_totals(broken_home: Path) -> None:
    release = broken_home / "current" / "warehouse.duckdb"
    lines = query(
        release,
        """
        select evaluation_key, budget_phase_code, sum(amount_yuan) from marts.fct_budget_lines
        join marts.dim_budget_phase using (budget_phase_key) group by all having sum(amount_yuan) is not null order by all
        """,
    )
    totals = query(
        release,
        """
        unpivot (
            select evaluation_key, initial_budget_yuan as initial_budget, budget_yuan as budget, executed_yuan as executed,
                prior_year_budget_yuan as prior_year_budget from marts.fct_budget_execution
        ) on columns(* exclude (evaluation_key)) into name budget_phase_code value amount_yuan order by all
        """,
    )
    assert len(totals) > 50 and set(totals) <= set(lines)
    assert query(release, "select count(*) from marts.dim_funding_source where funding_source_code = 'total'") == [(0,)]


def test_rule_results_have_the_keys_of_their_evaluation(broken_home: Path) -> None:
    release = broken_home / "current" / "warehouse.duckdb"
    for table in ("fct_rule_results", "rule_findings"):
        rows = query(
            release,
            f"""
            select count(*), count(*) filter (where (results.project_key, results.department_key, results.fiscal_year,
                results.scheme_key) is distinct from (life.project_key, life.department_key, life.fiscal_year, life.scheme_key))
            from marts.{table} as results join marts.evaluation_lifecycle as life using (evaluation_key)
            """,
        )
        assert isinstance(rows[0][0], int) and rows[0][0] > 0 and rows[0][1] == 0, table
