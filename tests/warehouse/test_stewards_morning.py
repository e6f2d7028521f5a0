"""A steward's work: find mistakes in the summary, print forms with `make form`, correct with rows copied from it."""

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

import pytest

from tests.conftest import build_marts, copy_project_to, fork, query, run_refresh
from tests.shanghai_form import Form

CLEAN = Form()
BUDGET, EXECUTED, RATE, PRIOR = "当年预算数（元）", "预算执行数（元）", "预算执行率（%）", "上年预算金额（元）"
FACTS = """
    select
        p.project_name, d.budget_unit_name, e.fiscal_year, e.total_weight_points, e.total_score_computed_points,
        g.grade_name_zh, b.budget_yuan, b.executed_yuan, b.execution_rate_computed, e.is_recurring,
        list((i.indicator_name, l.weight_points, l.self_score_points) order by l.line_number)
    from marts.fct_evaluations as e
    join marts.fct_budget_execution as b using (evaluation_key)
    join marts.dim_project as p on e.project_key = p.project_key
    join marts.dim_department as d on e.department_key = d.department_key
    join marts.dim_grade as g on e.grade_key = g.grade_key
    join marts.fct_indicator_scores as l on e.evaluation_key = l.evaluation_key
    join marts.dim_indicator as i on l.indicator_key = i.indicator_key
    where e.relative_path = '{}.txt'
    group by all
"""


class Mistake(NamedTuple):
    """A form with a mistake, the rule that finds it, and the corrections: field, printed value, correct value."""

    form: Form
    rule: str
    corrections: dict[str, tuple[str, str]]


def _title(text: str) -> Form:
    return CLEAN.changed(title=text)


def _total(weight: str, score: str) -> Form:
    return CLEAN.changed(total=["合计", "", "", weight, score, ""])


MISTAKES = {
    "weight_in_words": Mistake(CLEAN.with_cell(2, 3, "八"), "unreadable_number", {"weight": ("八", "8")}),
    "score_above_weight": Mistake(CLEAN.with_cell(2, 4, "80"), "score_within_weight", {"self_score": ("80", "8")}),
    "score_blank": Mistake(CLEAN.with_cell(3, 4, ""), "score_present_where_weighted", {"self_score": ("", "5")}),
    "total_swapped": Mistake(_total("100", "39"), "total_score_equals_sum", {"total_score": ("39", "93")}),
    "total_weight_short": Mistake(_total("10", "93"), "total_weight_equals_sum", {"total_weight": ("10", "100")}),
    "grade_too_low": Mistake(CLEAN.with_head(绩效等级="良好"), "grade_matches_bands", {"grade": ("良好", "优秀")}),
    "rate_swapped": Mistake(CLEAN.with_head(**{RATE: "89.00%"}), "execution_rate_matches", {"execution_rate": ("89.00%", "98.00%")}),
    "budget_in_words": Mistake(CLEAN.with_head(**{BUDGET: "约一百万"}), "unreadable_number", {"budget": ("约一百万", "1000000.00")}),
    "executed_negative": Mistake(CLEAN.with_head(**{EXECUTED: "-980,000.00"}), "amount_not_negative", {"executed": ("-980,000.00", "980,000.00")}),
    "wan_under_yuan": Mistake(
        CLEAN.with_head(**{BUDGET: "100.00", EXECUTED: "98.00", PRIOR: "1,000,000.00"}), "amount_unit_plausible",
        {"budget": ("100.00", "100.00万元"), "executed": ("98.00", "98.00万元")},
    ),
    "project_of_digits": Mistake(CLEAN.with_head(项目名称="20190001"), "identity_plausible", {"project_name": ("20190001", "project_of_digits")}),
    "year_of_the_future": Mistake(_title("2029年度项目绩效自我评价"), "fiscal_year_plausible", {"fiscal_year": ("2029", "2019")}),
    "both_boxes_ticked": Mistake(CLEAN.with_head(是否为经常性项目="☑是 ☑否"), "choice_readable", {"is_recurring": ("☑是 ☑否", "否")}),
    "indicator_not_named": Mistake(CLEAN.with_cell(2, 1, ""), "indicator_name_present", {"indicator_name": ("", "绩效目标合理性")}),
}  # fmt: skip


class Morning(NamedTuple):
    """The output of the first refresh, the output of `make form` for each form, and the releases before and after."""

    summary: str
    home: Path
    printed: dict[str, str]
    before: Path
    after: Path


def _print_form(home: Path, *arguments: str) -> str:
    done = fork(["-m", "orchestration.cli", "form", *arguments], home)
    done.check_returncode()
    return done.stdout


def _copy_row(printed: str, field: str, value: str, meant: str) -> list[str]:
    """Return the row that `make form` prints for a field with a wrong value, completed by the steward."""
    rows = list(csv.reader(printed[printed.index("document_hash,") :].splitlines()))
    columns = rows[0]
    places = [columns.index(name) for name in ("field_code", "printed_value")]
    (row,) = (row for row in rows[1:] if [row[place] for place in places] == [field, value])
    return [*row[:-4], meant, "the unit confirmed it", "Li", "2020-06-01"]


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Morning:
    folder = tmp_path_factory.mktemp("morning")
    project, inbox, home = folder / "project", folder / "inbox", folder / "home"
    copy_project_to(project)
    inbox.mkdir()
    for name, mistake in MISTAKES.items():
        head = mistake.form.head | ({} if name == "project_of_digits" else {"项目名称": name})
        (inbox / f"{name}.txt").write_text(mistake.form.changed(head=head).text(), encoding="utf-8")
    done = run_refresh(home, inbox, project)
    assert done.returncode == 0, done.stdout + done.stderr
    before = (home / "current").resolve() / "warehouse.duckdb"
    rows = query(before, "select relative_path, evaluation_key from marts.evaluation_lifecycle")
    keys = {str(path): str(key) for path, key in rows}
    printed, seed_rows = {}, list[list[str]]()
    for name, mistake in MISTAKES.items():
        printed[name] = _print_form(home, keys[f"{name}.txt"])
        for field, (value, meant) in mistake.corrections.items():
            text = printed[name]
            if f",{field}," not in text:  # no finding is in that row
                row = next(line.split()[0] for line in text.splitlines() if mistake.form.head[EXECUTED] in line)
                text = _print_form(home, keys[f"{name}.txt"], "--row", row)
            seed_rows.append(_copy_row(text, field, value, meant))
    with (project / "seeds" / "reference" / "corrections.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(seed_rows)
    after = build_marts(home, inbox, project)
    return Morning(done.stdout, home, printed, before, after)


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_seen_in_the_summary(morning: Morning, name: str) -> None:
    """With place, reason and the command that prints the form; for findings that do not block, the rule."""
    rule = MISTAKES[name].rule
    ((severity, zh, en),) = query(
        morning.before,
        f"""
        select distinct f.severity, r.finding_name_zh, r.finding_name_en
        from marts.rule_findings as f join marts.dim_quality_rule as r using (rule_code)
        join marts.evaluation_lifecycle as l using (evaluation_key)
        where l.relative_path = '{name}.txt' and f.rule_code = '{rule}'
        """,
    )
    if severity == "blocking":
        command = f"JIXIAO_HOME={re.escape(str(morning.home))} make form EVALUATION="
        assert re.search(rf"^{name}\.txt:\d+.*\n(?:    .+\n)+?    {command}-?\d+$", morning.summary, re.M)
    else:
        assert str(zh) in "".join(morning.summary.split()).replace("\n", "") or str(en) in morning.summary


@pytest.mark.parametrize("name", MISTAKES)
def test_the_form_is_printed_with_its_findings(morning: Morning, name: str) -> None:
    findings = query(
        morning.before,
        f"select message_zh, message_en from marts.rule_findings join marts.evaluation_lifecycle using (evaluation_key) where relative_path = '{name}.txt'",
    )
    assert findings
    assert all(f"{zh}\n" in morning.printed[name] and f"{en}\n" in morning.printed[name] for zh, en in findings)


@pytest.mark.parametrize("name", MISTAKES)
def test_the_facts_have_the_correct_values(morning: Morning, name: str) -> None:
    facts = query(morning.after, FACTS.format(name))
    lines = [(normalize("NFKC", row[1]), Decimal(row[3]), Decimal(row[4])) for row in CLEAN.rows]
    expected = (
        name, "某市数据局", 2019, Decimal(100), Decimal(93), "优秀", Decimal(1_000_000), Decimal(980_000), Decimal("0.98"), False,
        lines,
    )  # fmt: skip
    assert facts == [expected]


@pytest.mark.parametrize("name", MISTAKES)
def test_every_correction_is_applied(morning: Morning, name: str) -> None:
    rows = query(
        morning.after,
        f"""
        select field_code, corrected_value, correction_status, corrected_date
        from marts.evaluation_corrections join marts.evaluation_lifecycle using (evaluation_key)
        where relative_path = '{name}.txt' order by field_code
        """,
    )
    corrections = sorted(MISTAKES[name].corrections.items())
    assert rows == [(field, meant, "applied", date(2020, 6, 1)) for field, (_, meant) in corrections]


def test_stated_values_stay_as_printed(morning: Morning) -> None:
    rows = query(
        morning.after,
        """
        select
            relative_path, total_score_stated_points, total_score_corrected_points, stated.grade_name_zh,
            corrected.grade_name_zh, execution_rate_stated, execution_rate_corrected, b.is_corrected
        from marts.fct_evaluations as e join marts.fct_budget_execution as b using (evaluation_key)
        join marts.dim_grade as stated on stated_grade_key = stated.grade_key
        join marts.dim_grade as corrected on corrected_grade_key = corrected.grade_key
        where relative_path in ('total_swapped.txt', 'grade_too_low.txt', 'rate_swapped.txt') order by 1
        """,
    )
    rate = Decimal("0.98")
    assert rows == [
        ("grade_too_low.txt", 93, None, "良好", "优秀", rate, None, False),
        ("rate_swapped.txt", 93, None, "优秀", "不适用", Decimal("0.89"), rate, True),
        ("total_swapped.txt", 39, 93, "优秀", "不适用", rate, None, False),
    ]


def test_facts_say_that_they_are_corrected(morning: Morning) -> None:
    assert query(morning.after, "select distinct is_corrected from marts.fct_evaluations") == [(True,)]
    lines = query(
        morning.after,
        """
        select relative_path, line_number from marts.fct_indicator_scores as s
        join marts.evaluation_lifecycle using (evaluation_key) where s.is_corrected order by 1
        """,
    )
    assert lines == [
        ("indicator_not_named.txt", 2), ("score_above_weight.txt", 2), ("score_blank.txt", 3), ("weight_in_words.txt", 2),
    ]  # fmt: skip
