"""What scores are compared with (docs/scores.md): recomputed scores, score caps, reviewers; by hand."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from orchestration.publication.metrics import read_metrics
from tests.conftest import build_marts, copy_project_to, query
from tests.national_cases import NATIONAL_CASES
from tests.national_form import NationalForm
from tests.orchestration.pages import read_blocks
from tests.shanghai_form import Form
from tests.warehouse.test_metrics import compare, compute, read_manifest

CLEAN = NationalForm()
# 60 of 120 spent: the execution row scores 5 and the form 95.
UNDERSPENT = (
    CLEAN.with_head(项目名称="未执行")
    .with_money(1, 3, "60.00").with_money(1, 5, "50%").with_money(1, 6, "5").with_money(2, 3, "40.00")
    .changed(total=["总分", "", "", "", "", "", "100", "95", ""])
)  # fmt: skip
# 长效机制 scores 7.5 of 15, the form 91.12.
HALF = CLEAN.with_cell(6, 7, "7.5").changed(total=["总分", "", "", "", "", "", "100", "91.12", ""])
MISPRINTED = CLEAN.with_head(项目名称="错印").with_cell(1, 7, "51")
FORMS = {
    "clean": CLEAN.text(),
    # 25 of 50 people, self-scored in full: 15 × 25 / 50 = 7.5.
    "inflated": CLEAN.with_head(项目名称="虚高").with_cell(1, 5, "25人次").text(),
    "misprinted": MISPRINTED.text(),
    "underspent": UNDERSPENT.text(),
    "exceeded": CLEAN.with_head(项目名称="超额").with_cell(1, 5, "100人次").text(),
    "unexplained": HALF.with_head(项目名称="未说明").text(),
    "explained": HALF.with_head(项目名称="已说明").with_cell(6, 8, "推迟，下年补齐").text(),
    **{name: NATIONAL_CASES[f"mof_2020__{name}"].text for name in (
        "assessors", "execution_beside", "budget_0", "no_money_block", "template_left_in", "variant_with_operator_and_unit",
    )},
    "shanghai": Form().text(),
}  # fmt: skip
TOTALS = """line_count, recomputed_line_count, weight_points, recomputed_weight_points, recomputed_coverage_rate,
    compared_self_score_points, recomputed_score_points, recomputed_gap_points"""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recomputed")
    inbox = folder / "inbox" / "2022"
    inbox.mkdir(parents=True)
    for name, text in FORMS.items():
        (inbox / f"{name}.txt").write_text(text, encoding="utf-8")
    project = copy_project_to(folder / "project")
    with (project / "seeds" / "reference" / "corrections.csv").open("a", encoding="utf-8") as file:
        key = sha256(MISPRINTED.text().encode()).hexdigest()
        file.write(f"{key},1,13,self_score,培训人数,51,15,transposed digits,测试,{date(2026, 1, 5)}\n")
    return build_marts(folder / "home", folder / "inbox", project, "tested")


def fetch(build: Path, name: str, columns: str, table: str = "rpt_recomputed_scores") -> list[tuple[object, ...]]:
    """Return columns of a form's rows in a table, in the order of its lines."""
    return query(
        build,
        f"""
        select {columns} from marts.{table} join (
            select evaluation_key from marts.evaluation_lifecycle where relative_path = '2022/{name}.txt'
        ) using (evaluation_key) order by all
        """,
    )


def test_each_line_is_recomputed_or_has_a_reason(build: Path) -> None:
    columns = "line_number, method_code, recomputed_score_points, recomputed_gap_points, deviation_rate, reason_code"
    assert fetch(build, "inflated", columns, "fct_recomputed_scores") == [
        (1, "execution_rate", Decimal("8.62"), 0, None, None),
        (2, "actual_over_target", Decimal("7.5"), Decimal("7.5"), Decimal("-0.5"), None),
        (3, "actual_over_target", 10, 0, 0, None),
        (4, "all_or_nothing", Decimal("12.5"), 0, 0, None),
        (5, None, None, None, None, "target_not_a_number"),
        (6, None, None, None, None, "target_not_a_number"),
        (7, None, None, None, None, "target_not_a_number"),
        (8, "actual_over_target", 10, 0, Decimal("0.055555555556"), None),
    ]


@pytest.mark.parametrize(
    ("name", "totals"),
    [
        # Recomputed: execution row 8.62 of 10, then 15, 10, 12.5 and 10 in full; not the date and the two words.
        ("clean", (8, 5, 100, "57.5", "0.575", "56.12", "56.12", 0)),
        ("inflated", (8, 5, 100, "57.5", "0.575", "56.12", "48.62", "7.5")),
        ("misprinted", (8, 5, 100, "57.5", "0.575", "56.12", "56.12", 0)),
        # The execution row stands beside the 100 and does not count: 25 + 10 + 12.5 + 10 of 100.
        ("execution_beside", (7, 4, 100, "57.5", "0.575", "57.5", "57.5", 0)),
        ("budget_0", (8, 4, 100, "47.5", "0.475", "47.5", "47.5", 0)),
        ("no_money_block", (7, 4, 100, "57.5", "0.575", "57.5", "57.5", 0)),
        # Two placeholders are not line items in use.
        ("template_left_in", (8, 5, 100, "57.5", "0.575", "56.12", "56.12", 0)),
        # 63 and 95 are in the units of their column: 8.62 + 50 + 10 + 10 of 80.
        ("variant_with_operator_and_unit", (5, 4, 100, 80, "0.8", "78.62", "78.62", 0)),
    ],
)
def test_totals_with_their_coverage(build: Path, name: str, totals: tuple[object, ...]) -> None:
    assert fetch(build, name, TOTALS) == [tuple(Decimal(str(value)) for value in totals)]


def test_a_zero_budget_has_no_recomputed_execution_score(build: Path) -> None:
    columns = "line_number, recomputed_score_points, reason_code, reason_zh, reason_en"
    (first, *_) = fetch(build, "budget_0", columns, "fct_recomputed_scores")
    assert first == (1, None, "budget_zero", "预算为零", "The budget is 0")


def test_a_scheme_without_targets_is_not_applicable(build: Path) -> None:
    columns = "recomputed_line_count, recomputed_score_points, recomputed_gap_points, reason_code"
    assert fetch(build, "shanghai", columns) == [(0, None, None, "scheme_without_formula")]
    lines = fetch(build, "shanghai", "distinct recomputed_score_points, reason_code", "fct_recomputed_scores")
    assert lines == [(None, "scheme_without_formula")]


def test_the_four_published_forms_are_not_applicable(sample_home: Path) -> None:
    rows = query(
        sample_home / "current" / "warehouse.duckdb",
        "select count(*), count(recomputed_score_points), any_value(reason_zh) from marts.rpt_recomputed_scores",
    )
    assert rows == [(4, 0, "自评表样没有计分公式，或表上无年度指标值与实际值")]


def test_the_totals_are_the_sums_of_the_lines(build: Path) -> None:
    rows = query(
        build,
        """
        select evaluation_key from marts.rpt_recomputed_scores as totals
        join (
            select evaluation_key, sum(recomputed_score_points) as score, sum(recomputed_gap_points) as gap
            from marts.fct_recomputed_scores where is_in_total group by all
        ) as lines using (evaluation_key)
        where score is distinct from recomputed_score_points or gap is distinct from recomputed_gap_points
        """,
    )
    assert rows == []


CAPS = """score_before_points, deviation_lost_points, reason_lost_points, cap_lost_points, rules_lost_points,
    score_after_points, grade_before_name_zh, grade_after_name_zh, applied_rule_codes, unapplied_rule_codes"""
EXECUTION_CAPS = "; ".join(f"national_execution_{rate}" for rate in (50, 60, 70, 80))


@pytest.mark.parametrize(
    ("name", "scores", "words"),
    [
        # 86.2 % executed, 63 of at least 50 people: no rule of the example holds.
        ("clean", ("98.62", 0, 0, 0, 0, "98.62"), ("优", "优", None, None)),
        # Exactly 50 % is not below 50 %: the cap at 69 holds, and takes 26 of 95.
        ("underspent", (95, 0, 0, 26, 26, 69), ("优", "中", "national_execution_60", None)),
        ("exceeded", ("98.62", 2, 0, 0, 2, "96.62"), ("优", "优", "national_deviation_30", None)),
        ("unexplained", ("91.12", 0, 1, 0, 1, "90.12"), ("优", "优", "national_reason_90", None)),
        ("explained", ("91.12", 0, 0, 0, 0, "91.12"), ("优", "优", None, None)),
        ("budget_0", (100, 0, 0, 0, 0, 100), ("优", "优", None, EXECUTION_CAPS)),
        ("no_money_block", (100, 0, 0, 0, 0, 100), ("优", "优", None, EXECUTION_CAPS)),
    ],
)
def test_what_score_caps_would_do(
    build: Path, name: str, scores: tuple[object, ...], words: tuple[object, ...]
) -> None:
    assert fetch(build, name, CAPS, "rpt_score_cap_effect") == [
        (*(Decimal(str(score)) for score in scores), *words),
    ]


def test_a_rule_that_is_not_applied_says_why(build: Path) -> None:
    (words,) = fetch(build, "budget_0", "unapplied_rules_zh, unapplied_rules_en", "rpt_score_cap_effect")
    assert str(words[0]).startswith("执行率低于50%，总分不超过59（预算为零）；")
    assert str(words[1]).startswith("Execution below 50 %: total at most 59 (The budget is 0); ")


def test_the_caps_change_nothing_else(build: Path) -> None:
    columns = "total_score_computed_points, total_score_stated_points"
    assert fetch(build, "underspent", columns, "fct_evaluations") == [(95, 95)]


def test_the_caps_of_the_four_published_forms(sample_home: Path) -> None:
    # They executed 98.35 % to 99.99 % of their budgets: the example caps of Shanghai (80 %, 60 %) do not hold.
    rows = query(
        sample_home / "current" / "warehouse.duckdb",
        """
        select score_before_points, rules_lost_points, score_after_points, grade_after_name_zh, unapplied_rule_codes
        from marts.rpt_score_cap_effect order by 1
        """,
    )
    assert len(rows) == 4
    assert {row[1:2] + row[3:] for row in rows} == {(0, "优秀", None)}
    assert all(row[0] == row[2] for row in rows)


def test_reviewers_are_compared_with_the_filer(build: Path) -> None:
    # One form with seven line items of 90 points: the reviewer agrees, the finance bureau gives 9 to each.
    rows = query(
        build,
        """
        select assessor_role_name_zh, sum(line_count), max(evaluation_count), sum(weight_points), sum(self_score_points),
            sum(assessor_score_points), sum(score_gap_points)
        from marts.rpt_reviewer_gap group by all order by all
        """,
    )
    assert rows == [("复核", 7, 1, 90, 90, 90, 0), ("财政部门", 7, 1, 90, 90, 63, -27)]
    rows = query(
        build,
        """
        select line_count, score_gap_points, leniency_per_100_points, median_gap_points from marts.rpt_reviewer_gap
        where indicator_name = '培训人数' and assessor_role_name_zh = '财政部门'
        """,
    )
    assert rows == [(1, -6, 40, -6)]


def test_the_metrics_of_reviewers_equal_what_is_published(build: Path) -> None:
    home = build.parent.parent
    manifest = read_manifest(home)
    places = [
        (metric, place) for metric in read_metrics(manifest) for place in metric.published if "reviewer_gap" in place
    ]
    assert len(places) == 7
    assert [line for metric, place in places for line in compare(home, manifest, metric, place)] == []
    assert sorted(compute(home, "reviewed_line_count", ("assessor_role",)).values()) == [7, 7]


def test_the_queries_of_the_page_run(build: Path) -> None:
    queries = [sql for block in read_blocks("docs/scores.md", "sql") for sql in block.split(";") if sql.strip()]
    by_unit, lines, grades, lenient = (query(build, sql) for sql in queries)
    # 13 national forms of 1300 points, of which 11 × 57.5 + 47.5 + 80 = 760 are recomputed; one is 7.5 too high.
    assert by_unit == [("某省培训中心", "全国项目支出绩效自评（2020年起）", 750 / 760, 760 / 1300, 13)]
    assert lines == [("虚高", "培训人数", "≥50人次", "25人次", 15, Decimal("7.5"))]
    assert ("全国项目支出绩效自评（2020年起）", "优", "中", 1, 26) in grades
    # No unit has 20 line items that a reviewer scored.
    assert lenient == []
