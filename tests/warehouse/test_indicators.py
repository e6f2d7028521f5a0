"""The indicators in the release: every value of the four forms, computed by hand, and the reasons for missing values."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from orchestration.settings import PROJECT
from tests.conftest import build_marts, query
from tests.national_cases import NATIONAL_CASES, SHANGHAI_75
from tests.national_form import NationalForm
from tests.shanghai_form import Form

# Values in the order of the forms: 数据共享交换平台, 政务外网通信服务费, 数据运营服务, 需求侧用户服务. A word is the reason for a missing value.
# They weigh 100 and score 91, 95, 91, 99.
VALUES: dict[str, tuple[str, str, str, str]] = {
    # 30,243,000 / 30,750,000; 42,163,110 / 42,281,202; 14,996,000 / 15,000,000; 29,135,800 / 29,138,800
    "budget_execution_rate": ("0.983512", "0.997207", "0.999733", "0.999897"),
    "unspent_funds": ("507000", "118092", "4000", "3000"),
    "budget_growth": ("prior_year_budget_zero",) * 4,
    "budget_adjustment_rate": ("phase_not_on_form",) * 4,
    "total_score_rate": ("0.91", "0.95", "0.91", "0.99"),
    "score_rate_management": ("1", "1", "1", "1"),  # 36 of 36
    # 18+6+6, 11+11+9, 8+8+7+5 and 12+12+10 of 34
    "score_rate_output": ("0.882353", "0.911765", "0.823529", "1"),
    # 7+5, 14, 8+5 and 15 of 15
    "score_rate_outcome": ("0.8", "0.933333", "0.866667", "1"),
    # 5+8, 14, 9+5 and 8+6 of 15
    "score_rate_influence": ("0.866667", "0.933333", "0.933333", "0.933333"),
    # 6 of 7; 用户 11 and 社会 14 of 12 + 15; 8 of 10; 2 of 2
    "satisfaction_score_rate": ("0.857143", "0.925926", "0.8", "1"),
    # 6 of 7; 9 of 10; 5 of 6; 服务响应及时率 10 of 10
    "timeliness_score_rate": ("0.857143", "0.9", "0.833333", "1"),
    # the first form leaves 完成率 unused; 11 of 12; 完成率 8 and 达标率 7 of 10 + 8; 服务主题数量达标率 12 of 12
    "completion_score_rate": ("no_such_indicator", "0.916667", "0.833333", "1"),
    # six lines of management, and none, one, two and twelve others: 7/13, 6/11, 8/14, 18/19
    "full_marks_share": ("0.538462", "0.545455", "0.571429", "0.947368"),
    # 8 - 8 × the execution rate
    "execution_disconnect": ("0.131902", "0.022344", "0.002133", "0.000824"),
    # 2 of 15, 0 of 11, 7 of 21, 0 of 19
    "placeholder_share": ("0.133333", "0", "0.333333", "0"),
    # against (91 + 95 + 91 + 99) / 400 = 0.94
    "score_against_unit_mean": ("-0.03", "0.01", "-0.03", "0.05"),
    # 2 of 9 (2+1+1+1+2+2); 1 of 5; 2 of 9 (2+2+1+1+2+1); 1 of 1
    "largest_point_loss_share": ("0.222222", "0.2", "0.222222", "1"),
    # all four have the best grade
    "best_grade_execution_rate": ("0.983512", "0.997207", "0.999733", "0.999897"),
    "score_change": ("no_prior_year",) * 4,
    "repeated_text_count": ("0",) * 4,
    "recomputed_gap": ("not_recomputed",) * 4,
    "unit_reviewer_gap": ("not_reviewed",) * 4,
    "budget_amount": ("30750000", "42281202", "15000000", "29138800"),
    "unexplained_loss_count": ("no_column_for_reasons",) * 4,
}

# All four forms: value (blank if there is no rollup), numerator, denominator, number of forms with a value.
TOGETHER: dict[str, tuple[str | None, str | None, str | None, int]] = {
    "budget_execution_rate": ("0.994605", "116537910", "117170002", 4),
    "unspent_funds": ("632092", "632092", None, 4),  # 507,000 + 118,092 + 4,000 + 3,000
    "budget_growth": (None, None, None, 0),
    "budget_adjustment_rate": (None, None, None, 0),
    "total_score_rate": ("0.94", "376", "400", 4),
    "score_rate_management": ("1", "144", "144", 4),
    "score_rate_output": ("0.904412", "123", "136", 4),  # 30 + 31 + 28 + 34
    "score_rate_outcome": ("0.9", "54", "60", 4),  # 12 + 14 + 13 + 15
    "score_rate_influence": ("0.916667", "55", "60", 4),  # 13 + 14 + 14 + 14
    "satisfaction_score_rate": ("0.891304", "41", "46", 4),  # 6 + 25 + 8 + 2 of 7 + 27 + 10 + 2
    "timeliness_score_rate": ("0.909091", "30", "33", 4),  # 6 + 9 + 5 + 10 of 7 + 10 + 6 + 10
    "completion_score_rate": ("0.904762", "38", "42", 3),  # 11 + 15 + 12 of 12 + 18 + 12
    "full_marks_share": ("0.684211", "39", "57", 4),  # 7 + 6 + 8 + 18 of 13 + 11 + 14 + 19
    "execution_disconnect": (None, "0.157203", None, 4),
    "placeholder_share": ("0.136364", "9", "66", 4),
    "score_against_unit_mean": (None, "0", None, 4),
    "largest_point_loss_share": (None, "6", "24", 4),
    "best_grade_execution_rate": ("0.994605", "116537910", "117170002", 4),
    "score_change": (None, None, None, 0),
    "repeated_text_count": ("0", "0", None, 4),
    "recomputed_gap": (None, None, None, 0),
    "unit_reviewer_gap": (None, None, None, 0),
    "budget_amount": ("117170002", "117170002", None, 4),
    "unexplained_loss_count": (None, None, None, 0),
}

Values = dict[str, dict[str, str | None]]

SHANGHAI = Form()
NATIONAL = NationalForm()
# Forms that are in no other case, each of another unit, in no folder with a year.
OTHERS: dict[str, str] = {
    "grown": SHANGHAI.with_head(预算单位="甲局", **{"上年预算金额（元）": "800,000.00"}).text(),
    "prior_blank": SHANGHAI.with_head(预算单位="乙局", **{"上年预算金额（元）": ""}).text(),
    "prior_dashed": SHANGHAI.with_head(预算单位="丙局", **{"上年预算金额（元）": "—"}).text(),
    "prior_on_a_national_form": NATIONAL.with_head(主管部门="丁厅", **{"上年预算数（万元）": "160.00"}).text(),
    "initial_blank": NATIONAL.with_head(主管部门="戊厅")
    .changed(money=[["年度资金总额", "", "120.00", "103.44", "10", "86.20%", "8.62"]])
    .text(),
    "budget_blank": NATIONAL.with_head(主管部门="辛厅")
    .changed(money=[["年度资金总额", "100.00", "", "103.44", "10", "86.20%", "8.62"]])
    .text(),
    "initial_zero": NATIONAL.with_head(主管部门="己厅").with_money(1, 1, "0").text(),
    "one_phase": NATIONAL.with_head(主管部门="庚厅")
    .changed(
        money_columns=("预算数", "执行数", "分值", "执行率", "得分"),
        money=[["年度资金总额", "120.00", "103.44", "10", "86.20%", "8.62"]],
    )
    .text(),
    "unit_blank": SHANGHAI.with_head(预算单位="").text(),
    "year_unknown": SHANGHAI.with_head(预算单位="辛局", 自评时间="").text(),
    "cost_apart": NATIONAL.with_head(主管部门="壬厅")
    .with_cell(1, 1, "成本指标")
    .with_cell(1, 2, "经济成本指标")
    .with_cell(1, 7, "13.5")
    .with_cell(2, 1, "产出指标")
    .with_cell(2, 2, "数量指标")
    .changed(total=["总分", "", "", "", "", "", "100", "97.12", ""])
    .text(),
}


@pytest.fixture(scope="session", params=["sample_home", "real_home"])
def release(request: pytest.FixtureRequest) -> Path:
    home: Path = request.getfixturevalue(request.param)
    return home / "current" / "warehouse.duckdb"


@pytest.fixture(scope="module")
def variety(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of national forms, of one form of Shanghai alone in its unit, and of OTHERS."""
    folder = tmp_path_factory.mktemp("indicators")
    inbox = folder / "inbox"
    inbox.mkdir()
    texts = {name.removeprefix("mof_2020__"): case.text for name, case in NATIONAL_CASES.items() if not case.blocking}
    for name, text in (texts | OTHERS | {"alone": SHANGHAI_75.text()}).items():
        (inbox / f"{name}.txt").write_text(text, encoding="utf-8")
    return build_marts(folder / "home", inbox, target="tested")


def say(value: object) -> str | None:
    """Return a number without the trailing zeros of a decimal type."""
    return value if value is None or isinstance(value, str) else f"{Decimal(str(value)).normalize():f}"


def fetch(release: Path) -> Values:
    """Return the value, or the reason for a missing value, by file or form and indicator."""
    rows = query(
        release,
        """
        select relative_path || ':' || form_ordinal, indicator_model_code, coalesce(cast(value as varchar), reason_code)
        from marts.fct_indicator_values join marts.dim_indicator_model using (indicator_model_key)
        join marts.fct_evaluations using (evaluation_key)
        """,
    )
    found: Values = {}
    for place, code, value in rows:
        number = re.fullmatch(r"-?\d+\.\d+", str(value))
        found.setdefault(str(place), {})[str(code)] = say(Decimal(str(value))) if number else str(value)
    return found


@pytest.fixture(scope="module")
def found(variety: Path) -> Values:
    """Value or reason by name of the case and indicator, of the first form of each."""
    return {place.removesuffix(".txt:1"): values for place, values in fetch(variety).items()}


def test_every_listed_indicator_has_expected_values_here(release: Path) -> None:
    project = yaml.safe_load((PROJECT / "dbt_project" / "dbt_project.yml").read_text("utf-8"))
    assert list(VALUES) == project["vars"]["indicators"] == list(TOGETHER)
    assert query(release, "select count(*) from marts.indicator_status where release_status = 'released'") == [
        (len(VALUES),)
    ]


def test_values_of_the_four_forms(release: Path) -> None:
    forms = fetch(release)
    assert len(forms) == 4
    for place, values in forms.items():
        ordinal = int(place.rsplit(":", 1)[1])
        assert values == {code: expected[ordinal - 1] for code, expected in VALUES.items()}


def test_statuses_follow_the_reasons(release: Path) -> None:
    rows = query(
        release,
        "select status, reason_code, count(*) from marts.fct_indicator_values group by all order by all nulls first",
    )
    assert rows == [
        ("not_applicable", "no_column_for_reasons", 4),
        ("not_applicable", "no_prior_year", 4),
        ("not_applicable", "no_such_indicator", 1),
        ("not_applicable", "not_recomputed", 4),
        ("not_applicable", "not_reviewed", 4),
        ("not_applicable", "phase_not_on_form", 4),
        ("not_applicable", "prior_year_budget_zero", 4),
        ("value", None, 4 * len(VALUES) - 25),
    ]


def read_examples() -> dict[str, str]:
    """The worked example of each indicator, from its YAML."""
    models = {
        path.stem.removeprefix("ind_"): yaml.safe_load(path.read_text("utf-8"))["models"][0]
        for path in (PROJECT / "dbt_project" / "models" / "indicators").glob("*.yml")
    }
    return {code: str(model["config"]["meta"]["example"]) for code, model in models.items()}


@pytest.mark.parametrize(("code", "example"), sorted(read_examples().items()))
def test_worked_examples_are_correct(code: str, example: str, sample_home: Path) -> None:
    named = query(
        sample_home / "current" / "warehouse.duckdb",
        f"""
        select value from marts.fct_indicator_values join marts.dim_indicator_model using (indicator_model_key)
        join marts.dim_project using (project_key)
        where indicator_model_code = '{code}' and starts_with('{example}', project_name)
        """,
    )
    plain = example.replace("−", "-").replace(",", "")
    if named and named[0][0] is not None:
        assert f"= {say(named[0][0])}" in plain
    else:
        assert "not applicable" in plain.lower()


def test_every_evaluation_has_a_row_of_every_indicator(release: Path, variety: Path) -> None:
    for database in (release, variety):
        rows = query(
            database,
            """
            select evaluations.evaluation_key, count(facts.evaluation_key), count(distinct facts.indicator_model_key)
            from marts.fct_evaluations as evaluations left join marts.fct_indicator_values as facts using (evaluation_key)
            group by all
            """,
        )
        assert {row[1:] for row in rows} == {(len(VALUES), len(VALUES))}
    admitted = sum(case.forms for case in NATIONAL_CASES.values() if not case.blocking) + len(OTHERS) + 1
    assert len(rows) == admitted


def test_values_of_a_national_form(found: Values) -> None:
    assert found["in_wan"] | {"score_against_unit_mean": None, "unit_reviewer_gap": None} == {
        "budget_execution_rate": "0.862",  # 103.44 / 120
        "unspent_funds": "165600",  # (120 - 103.44) × 10,000
        "budget_growth": "phase_not_on_form",
        "budget_adjustment_rate": "0.2",  # (120 - 100) / 100
        "total_score_rate": "0.9862",
        "score_rate_management": "0.862",  # the execution row alone: 8.62 of 10
        "score_rate_output": "1",
        "score_rate_outcome": "1",
        "score_rate_influence": "category_not_in_scheme",
        "satisfaction_score_rate": "1",
        "timeliness_score_rate": "1",
        "completion_score_rate": "1",
        "full_marks_share": "0.875",  # 7 of 8 lines
        "execution_disconnect": "0",  # 8.62 - 10 × 0.862
        "placeholder_share": "0",
        "score_against_unit_mean": None,
        "largest_point_loss_share": "1",  # 1.38 points, all on the execution row
        "best_grade_execution_rate": "0.862",  # 98.62 is 优
        "score_change": "no_prior_year",
        "repeated_text_count": "0",
        "recomputed_gap": "0",
        "unit_reviewer_gap": None,
        "budget_amount": "1200000",
        "unexplained_loss_count": "0",  # the execution row has no place for a reason
    }


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("budget_0", "budget_execution_rate", "budget_zero"),
        ("budget_0", "execution_disconnect", "budget_zero"),
        ("budget_0", "budget_adjustment_rate", "initial_budget_zero"),
        ("no_money_block", "budget_execution_rate", "amount_blank"),
        ("no_money_block", "unspent_funds", "amount_blank"),
        ("no_money_block", "budget_adjustment_rate", "phase_not_on_form"),
        ("no_money_block", "execution_disconnect", "no_such_indicator"),
        ("no_money_block", "score_rate_management", "no_weighted_line"),
        ("execution_without_points", "execution_disconnect", "no_such_indicator"),
        ("execution_without_points", "score_rate_management", "no_weighted_line"),
        ("execution_without_points", "placeholder_share", "0.125"),  # the execution row, of 8
        ("executed_above_budget", "budget_execution_rate", "1.25"),
        ("executed_above_budget", "unspent_funds", "-300000"),
        ("executed_above_budget", "execution_disconnect", "-1.38"),  # 8.62 - 10 × 1
        # A scored row outside the total is a line like the others, but not a part of the total.
        ("execution_beside", "total_score_rate", "1"),
        ("execution_beside", "full_marks_share", "0.875"),
        ("execution_beside", "score_rate_management", "0.862"),
        ("execution_beside", "largest_point_loss_share", "nothing_lost"),
        ("template_left_in", "placeholder_share", "0.2"),  # 2 of 10
        ("cost_apart", "score_rate_output", "0.97"),  # 13.5 + 10 + 12.5 + 12.5 of 50
        ("cost_apart", "completion_score_rate", "1"),  # the line of cost, 13.5 of 15, is not a line of quantity
        ("grown", "budget_growth", "0.25"),
        ("grown", "budget_adjustment_rate", "phase_not_on_form"),
        ("prior_blank", "budget_growth", "amount_blank"),
        ("prior_dashed", "budget_growth", "amount_blank"),
        ("prior_on_a_national_form", "budget_growth", "-0.25"),  # (120 - 160) / 160
        ("initial_blank", "budget_adjustment_rate", "amount_blank"),
        ("initial_zero", "budget_adjustment_rate", "initial_budget_zero"),
        ("one_phase", "budget_adjustment_rate", "phase_not_on_form"),
        ("one_phase", "execution_disconnect", "0"),  # 8.62 - 10 × 0.862
        ("budget_blank", "execution_disconnect", "rate_not_computed"),
        ("alone", "score_against_unit_mean", "only_evaluation_of_unit"),
        ("unit_blank", "score_against_unit_mean", "unit_unknown"),
        ("year_unknown", "score_against_unit_mean", "year_unknown"),
    ],
)
def test_forms_of_other_kinds(found: Values, name: str, code: str, expected: str) -> None:
    assert found[name][code] == expected


@pytest.mark.parametrize("table", ["rpt_indicator_by_department_year", "rpt_indicator_by_year"])
def test_rolled_up_over_the_four_forms(release: Path, table: str) -> None:
    rows = query(
        release,
        f"""
        select indicator_model_code, value, numerator, denominator, value_count, evaluation_count, fiscal_year
        from marts.{table}
        """,
    )
    assert {str(code): (say(value), say(top), say(bottom), count) for code, value, top, bottom, count, *_ in rows} == TOGETHER  # fmt: skip
    assert {row[5:] for row in rows} == {(4, 2019)}


def test_a_rolled_up_rate_is_not_the_mean_of_the_rates(release: Path) -> None:
    rows = query(
        release,
        """
        select indicator_model_code, cast(round(avg(facts.value), 4) as varchar), cast(any_value(reported.value) as varchar)
        from marts.fct_indicator_values as facts
        join marts.rpt_indicator_by_year as reported using (indicator_model_key, fiscal_year)
        where indicator_model_code in ('budget_execution_rate', 'full_marks_share') group by all order by all
        """,
    )
    # The larger projects executed less; the form with the most lines gave itself the most full marks.
    assert rows == [
        ("budget_execution_rate", "0.9951", "0.994605"),  # (0.983512 + 0.997207 + 0.999733 + 0.999897) / 4
        ("full_marks_share", "0.6507", "0.684211"),  # (7/13 + 6/11 + 8/14 + 18/19) / 4
    ]


def test_sums_of_units_add_up_to_the_year(variety: Path) -> None:
    parts = "sum(numerator), sum(denominator), sum(evaluation_count), sum(value_count), sum(not_applicable_count), sum(insufficient_data_count)"
    units, years = (
        query(
            variety,
            f"select fiscal_year, indicator_model_code, {parts} from marts.{table} group by all order by all",
        )
        for table in ("rpt_indicator_by_department_year", "rpt_indicator_by_year")
    )
    assert units == years
    assert len({row[0] for row in years}) > 2
    assert all(int(str(row[4])) == sum(int(str(count)) for count in row[5:]) for row in years)
    assert query(variety, "select count(distinct budget_unit_code) > 5 from marts.rpt_indicator_by_department_year") == [(True,)]  # fmt: skip


def test_an_indicator_without_rollup_has_no_total(variety: Path) -> None:
    for table in ("rpt_indicator_by_department_year", "rpt_indicator_by_year"):
        rows = query(
            variety,
            f"select distinct indicator_model_code from marts.{table} where rollup = 'none' and value_count > 0",
        )
        assert [code for (code,) in sorted(rows)] == [
            "execution_disconnect", "largest_point_loss_share", "recomputed_gap", "score_against_unit_mean",
            "unit_reviewer_gap",
        ]  # fmt: skip
        assert query(variety, f"select count(value) from marts.{table} where rollup = 'none'") == [(0,)]
        assert query(
            variety, f"select count(*) from marts.{table} where rollup <> 'none' and value_count > 0 and value is null"
        ) == [(0,)]
