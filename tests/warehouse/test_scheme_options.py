"""Schemes added by the steps of docs/schemes.md, one for each combination of options; a form that breaks a rule is
quarantined if the scheme makes the rule binding, and never stops the release of the others."""

from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import build_marts, build_once, copy_project_to, query

_LABELS = (
    "head,项目,project_name", "head,填报单位,budget_unit_name", "head,预算金额,budget", "head,支出金额,executed",
    "head,自评等级,grade", "column,指标类别,category", "column,指标,indicator_name", "column,满分,weight", "column,自评,self_score",
    "category,预算执行,budget_execution", "category,绩效指标,targets", "grade,优,", "grade,差,", "total,合计,",
)  # fmt: skip
PROVINCES = "甲乙丙丁戊己庚辛"
COPIED_FROM = ("mof_2020", "shanghai_2019", "hubei_20_80", "sichuan_0013zp")


class Options(NamedTuple):
    """The options of a scheme."""

    is_total_required: bool
    cap_kind: str
    has_bands: bool


class Scheme(NamedTuple):
    """A scheme, and the project's scheme whose severities it copies."""

    code: str
    province: str
    options: Options
    copied_from: str


SCHEMES = [
    Scheme(f"example_{number}", PROVINCES[number], Options(*options), COPIED_FROM[number % 4])
    for number, options in enumerate(product((True, False), ("binding", "guideline"), (True, False)))
]
# The values of each form: weights and scores of its lines, weight and score of its total row, its grade.
FORMS = {
    "keeps": ("10 8;50 50;40 37", "100\t95", "优"),
    "no_total": ("10 8;50 50;40 37", None, "优"),
    "caps_off": ("20 18;50 50;30 27", "100\t95", "优"),
    "wrong_grade": ("10 8;50 50;40 37", "100\t95", "差"),
    "wrong_sum": ("10 8;50 50;40 37", "100\t96", "优"),
    "weights_short": ("10 8;50 50;30 27", "90\t85", "优"),
}


def add_scheme(
    project: Path, code: str, title: str, copied_from: str = "mof_2020", *, is_total_required: bool = True, cap_kind: str = "binding",
    has_bands: bool = False,
) -> None:  # fmt: skip
    """Add a scheme with the steps of docs/schemes.md: rows of seeds, severities copied from another scheme."""
    reference = project / "seeds" / "reference"
    caps = "90" if cap_kind == "binding" else ""
    rows = {
        "schemes": [f"{code},{title},Example self-evaluation,100,元,false,{str(is_total_required).lower()},false,true,printed on the form"],
        "categories": [f"{code},budget_execution,预算执行,Budget execution,1,10,{cap_kind}", f"{code},targets,绩效指标,Performance targets,2,{caps},{cap_kind}"],
        "form_labels": [f"{code},title,{title},", *(f"{code},{label}" for label in _LABELS)],
        "grade_bands": [f"{code},excellent,优,Excellent,1,60,100", f"{code},poor,差,Poor,2,0,60"] if has_bands else [],
    }  # fmt: skip
    severities = (reference / "rule_severities.csv").read_text("utf-8").splitlines()
    rows["rule_severities"] = [
        line.replace(f",{copied_from},", f",{code},") for line in severities if f",{copied_from}," in line
    ]
    for name, lines in rows.items():
        with (reference / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)


def write_form(scheme: Scheme, name: str) -> str:
    points, total, grade = FORMS[name]
    rows = [row.split() for row in points.split(";")]
    labels = ("预算执行\t预算执行率", "绩效指标\t造林面积", "\t成活率")
    return "\n".join(
        [
            f"{scheme.province}省项目绩效自评报告表（2023年度）",
            f"项目：\t{name}项目\t填报单位：\t{scheme.province}省林业局",
            f"预算金额（元）：\t500,000.00\t支出金额（元）：\t400,000.00\t自评等级：\t{grade}",
            "指标类别\t指标\t满分\t自评",
            *(f"{label}\t{weight}\t{score}" for label, (weight, score) in zip(labels, rows, strict=True)),
            *([f"合计\t\t{total}"] if total else []),
        ]
    )


def find_rules(options: Options, name: str) -> set[str]:
    """Return the rules that quarantine a form under these options."""
    rules = {"wrong_sum": {"total_score_equals_sum"}, "weights_short": {"total_weight_complete"}}.get(name, set())
    if name == "no_total" and options.is_total_required:
        rules.add("total_row_present")
    if name in ("caps_off", "weights_short") and options.cap_kind == "binding":
        rules.add("category_weights_equal_cap")
    if options.has_bands and name == "wrong_grade":
        rules.add("grade_matches_bands")
    return rules


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One release of all schemes and forms."""

    def build(folder: Path) -> None:
        project, inbox = copy_project_to(folder / "project"), folder / "inbox"
        for scheme in SCHEMES:
            add_scheme(
                project, scheme.code, f"{scheme.province}省项目绩效自评报告表", scheme.copied_from,
                is_total_required=scheme.options.is_total_required, cap_kind=scheme.options.cap_kind,
                has_bands=scheme.options.has_bands,
            )  # fmt: skip
            for name in FORMS:
                path = inbox / scheme.code / f"{name}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(write_form(scheme, name), encoding="utf-8")
        build_marts(folder / "home", inbox, project, "tested")

    return build_once(tmp_path_factory, "scheme_options", build) / "home" / "build" / "warehouse.duckdb"


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: f"{scheme.code}-{'-'.join(map(str, scheme.options))}")
def test_a_form_is_quarantined_if_its_scheme_makes_the_rule_binding(release: Path, scheme: Scheme, name: str) -> None:
    path = f"{scheme.code}/{name}.txt"
    ((state, code),) = query(
        release,
        f"select evaluation_state, scheme_code from marts.evaluation_lifecycle join marts.dim_scheme using (scheme_key) where relative_path = '{path}'",
    )
    findings = query(
        release,
        f"""
        select distinct rule_code from marts.rule_findings join marts.evaluation_lifecycle using (evaluation_key)
        where relative_path = '{path}' and severity = 'blocking'
        """,
    )
    rules = find_rules(scheme.options, name)
    assert ({rule for (rule,) in findings}, state, code) == (
        rules, "quarantined" if rules else "admitted", scheme.code
    )  # fmt: skip


def test_rules_that_do_not_bind_are_findings(release: Path) -> None:
    """A form that misses a guideline, or has no total score, is admitted with a finding."""
    rows = query(
        release,
        """
        select distinct scheme_code, rule_code
        from marts.rule_findings join marts.fct_evaluations as e using (evaluation_key) join marts.dim_scheme on e.scheme_key = dim_scheme.scheme_key
        where rule_code in ('category_weights_follow_guideline', 'total_score_printed')
        """,
    )
    expected = {
        (scheme.code, "category_weights_follow_guideline")
        for scheme in SCHEMES
        if scheme.options.cap_kind == "guideline"
    }
    expected |= {(scheme.code, "total_score_printed") for scheme in SCHEMES if not scheme.options.is_total_required}
    assert set(rows) == expected


def test_each_scheme_has_its_forms_in_the_facts(release: Path) -> None:
    rows = query(
        release,
        "select scheme_code, count(*) from marts.fct_evaluations join marts.dim_scheme using (scheme_key) group by 1 order by 1",
    )
    expected = [(s.code, sum(not find_rules(s.options, name) for name in FORMS)) for s in SCHEMES]
    assert rows == expected


def test_a_scheme_s_form_is_read_by_its_rows_of_seeds(release: Path) -> None:
    rows = query(
        release,
        """
        select evaluations.fiscal_year, total_score_computed_points, grade_key = -2, budget_yuan, execution_rate_computed
        from marts.fct_evaluations as evaluations join marts.fct_budget_execution using (evaluation_key)
        where relative_path in ('example_0/keeps.txt', 'example_1/keeps.txt') order by relative_path
        """,
    )
    facts = (2023, 95, False, 500_000, Decimal("0.8"))
    assert rows == [facts, (*facts[:2], True, *facts[3:])]
    lines = query(
        release,
        """
        select category_name, indicator_name, weight_points
        from marts.rpt_indicator_scores_flat join marts.evaluation_lifecycle using (evaluation_key)
        where relative_path = 'example_0/keeps.txt' order by line_number
        """,
    )
    assert lines == [("预算执行", "预算执行率", 10), ("绩效指标", "造林面积", 50), ("绩效指标", "成活率", 40)]


def test_options_that_a_scheme_does_not_have_are_not_applicable(release: Path) -> None:
    rows = query(
        release,
        """
        select rule_code, outcome from marts.fct_rule_results join marts.evaluation_lifecycle using (evaluation_key)
        where relative_path = 'example_7/keeps.txt'
        """,
    )
    outcomes = {str(rule): outcome for rule, outcome in rows}
    for rule in ("grade_matches_bands", "category_weights_equal_cap", "total_row_present"):
        assert outcomes[rule] == "not_applicable"
    assert outcomes["total_score_equals_sum"] == "pass"
