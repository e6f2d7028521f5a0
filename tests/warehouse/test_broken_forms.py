"""Broken forms: the refresh continues, each form has its findings with places, and the facts contain only valid forms."""

from pathlib import Path

import pytest

from tests.broken_forms import CASES, REJECTED
from tests.conftest import fork, query
from tests.national_cases import NATIONAL_CASES

OTHER_YEARS = {"shanghai_2019__year_after_the_date", "shanghai_2019__year_far_from_the_folder"}


@pytest.fixture(scope="module")
def release(broken_home: Path) -> Path:
    return broken_home / "current" / "warehouse.duckdb"


@pytest.fixture(scope="module")
def findings(release: Path) -> dict[str, dict[str, str]]:
    """Return rule and severity of every finding, by document."""
    rows = query(
        release,
        """
        select string_split(relative_path, '/')[-1], rule_code, severity
        from marts.rule_findings join (
            select evaluation_key, relative_path from marts.fct_evaluations
            union all select evaluation_key, relative_path from marts.quarantined_evaluations
        ) using (evaluation_key)
        """,
    )
    found: dict[str, dict[str, str]] = {name: {} for name in CASES}
    for path, rule, severity in rows:
        if (name := str(path).removesuffix(".txt")) in found:
            found[name][str(rule)] = str(severity)
    return found


@pytest.mark.parametrize("name", CASES)
def test_each_form_fails_the_expected_rules_and_no_others(name: str, findings: dict[str, dict[str, str]]) -> None:
    blocking = {rule for rule, severity in findings[name].items() if severity == "blocking"}
    assert blocking == CASES[name].blocking
    assert set(findings[name]) - blocking == CASES[name].flags


@pytest.mark.parametrize("name", CASES)
def test_each_form_is_in_the_facts_or_in_quarantine(name: str, release: Path) -> None:
    admitted = query(release, f"select count(*) from marts.fct_evaluations where relative_path like '%/{name}.txt'")
    quarantined = query(
        release,
        f"select reason_codes, reasons_zh, reasons_en, first_source_line from marts.quarantined_evaluations where relative_path like '%/{name}.txt'",
    )
    forms = CASES[name].forms
    assert (admitted, len(quarantined)) == (([(0,)], forms) if CASES[name].blocking else ([(forms,)], 0))
    for codes, zh, en, line in quarantined:
        assert set(str(codes).split(", ")) == CASES[name].blocking
        assert zh
        assert en
        assert line


@pytest.mark.parametrize("name", REJECTED)
def test_each_unreadable_document_is_a_rejection(name: str, release: Path) -> None:
    rows = query(
        release,
        f"select reason_code, message_zh, message_en, action_zh, action_en from marts.rejections where relative_path = '2019/{name}.txt'",
    )
    assert [row[0] for row in rows] == [REJECTED[name][1]]
    assert all(all(row) for row in rows)


def test_rejections_have_messages_in_chinese(release: Path) -> None:
    assert (
        query(release, "select message_zh from marts.rejections where regexp_matches(message_zh, '[a-z]+ [a-z]+')")
        == []
    )
    counted = query(release, "select count(*) from marts.rejections where regexp_matches(message_zh, '（\\d+ 行）$')")
    assert counted != [(0,)]


def test_a_rejected_line_names_its_place(release: Path) -> None:
    rows = query(release, "select first_line, excerpt, rejection_scope from marts.rejections where form_ordinal = 1")
    assert rows == [(25, "多 出", "lines")]


def test_facts_contain_only_complete_evaluations(release: Path) -> None:
    rows = query(
        release,
        "select evaluation_key from marts.fct_indicator_scores where is_in_total group by 1 having sum(weight_points) <> 100 or sum(self_score_points) > 100",
    )
    assert rows == []


def test_money_in_quarantine_is_counted(release: Path) -> None:
    (row,) = query(
        release, "select quarantined_evaluation_count, quarantined_budget_yuan, admitted_rate from marts.release_info"
    )
    quarantined = sum(case.forms for case in CASES.values() if case.blocking)
    assert row[0] == quarantined + sum(case.forms for case in NATIONAL_CASES.values() if case.blocking)
    assert query(release, "select sum(budget_yuan) from marts.quarantined_evaluations") == [(row[1],)]
    assert query(
        release,
        "select max(quarantined_evaluation_count) from marts.rpt_department_year where budget_unit_code <> '-1' and fiscal_year = 2019",
    ) == [(quarantined - len(OTHER_YEARS),)]


def test_quarantined_amounts_keep_the_printed_text(release: Path) -> None:
    rows = query(
        release,
        "select budget_text from marts.quarantined_evaluations where project_name like 'third_decimal%' order by 1",
    )
    assert rows == [("123.456",), ("3075.1234567万元",)]


def test_amounts_with_units_are_yuan(release: Path) -> None:
    rows = query(
        release,
        "select budget_yuan, executed_yuan from marts.fct_budget_execution join marts.dim_project using (project_key) where project_name = 'amounts_with_units'",
    )
    assert rows == [(1_000_000, 980_000)]


def test_a_rate_that_overflows_is_null_and_others_are_kept(release: Path) -> None:
    rows = query(
        release,
        """
        select project_name, execution_rate_computed from marts.fct_budget_execution join marts.dim_project using (project_key)
        where project_name in ('rate_computed_without_room', 'executed_above_budget', 'budget_0') and fiscal_year = 2019
        order by 1
        """,
    )
    assert [(name, None if rate is None else float(str(rate))) for name, rate in rows] == [
        ("budget_0", None), ("executed_above_budget", 1.2), ("rate_computed_without_room", None),
    ]  # fmt: skip


def test_a_nameless_unit_is_the_unknown_member(release: Path) -> None:
    rows = query(
        release, "select department_key, project_key from marts.fct_evaluations where relative_path like '%unit_blank%'"
    )
    assert rows == [(-1, -1)]


def test_an_unlisted_unit_is_inferred(release: Path) -> None:
    (row,) = query(
        release,
        "select budget_unit_code, is_inferred from marts.dim_department where office_name = '综合处' and budget_unit_name = '某市数据局'",
    )
    assert str(row[0]).startswith("N")
    assert row[1] is True


def test_placeholders_have_no_weight(release: Path) -> None:
    rows = query(
        release,
        """
        select indicator_name, weight_points, self_score_points, is_placeholder from marts.rpt_indicator_scores_flat
        where project_name = 'placeholders' and line_number > 12 order by line_number
        """,
    )
    assert rows == [("生态效益", None, 0, True), ("人员到位率", None, None, True), ("用户满意度", None, 0, True)]


def test_every_rule_has_a_form_that_fails_it_and_one_that_passes(release: Path) -> None:
    rules = {str(row[0]) for row in query(release, "select rule_code from marts.dim_quality_rule where rule_key > 0")}
    broken = {rule for case in CASES.values() for rule in case.blocking | case.flags}
    broken |= {rule for case in NATIONAL_CASES.values() for rule in case.blocking | case.flags}
    # tests/warehouse/test_story.py has a correction that is stale.
    rules -= {"ocr_unproven", "ocr_read"}  # of pictures: test_scans.py
    assert rules - broken == {"stale_correction"}, "add a form to tests/broken_forms.py that fails the rule"
    passed = {
        str(row[0])
        for row in query(release, "select distinct rule_code from marts.fct_rule_results where outcome = 'pass'")
    }
    assert rules - passed == {"stale_correction"}
    assert len(rules) >= 18


def test_a_clean_form_fails_nothing(release: Path) -> None:
    rows = query(
        release,
        """
        select outcome, string_agg(rule_code, ', ' order by rule_code)
        from marts.fct_rule_results join marts.fct_evaluations using (evaluation_key)
        where relative_path like '%__clean.txt' and outcome <> 'pass' group by 1
        """,
    )
    assert rows == [
        (
            "not_applicable",
            "amount_label_known, amount_total_settled, budget_sources_add_up, category_weights_follow_guideline, "
            "execution_row_settled, fiscal_year_plausible, ocr_read, ocr_unproven, prior_year_budget_matches, "
            "stale_correction, total_score_printed",
        )
    ]


def test_the_scorecard_adds_up(release: Path) -> None:
    (row,) = query(
        release,
        """
        select sum(admitted_evaluation_count), sum(quarantined_evaluation_count), sum(quarantined_budget_yuan),
            sum(blocking_finding_count + warning_finding_count + info_finding_count), max(completeness_rate) <= 1
        from marts.quality_scorecard
        """,
    )
    (info,) = query(
        release,
        """
        select admitted_evaluation_count, quarantined_evaluation_count, quarantined_budget_yuan,
            (select count(*) from marts.rule_findings), true
        from marts.release_info
        """,
    )
    assert row == info


def test_unmapped_names_are_listed_with_the_nearest_known_one(release: Path) -> None:
    names = "select found_name, suggested_code from marts.unmapped_names where name_kind = '{}' and found_name = '{}'"
    assert query(release, names.format("indicator", "用户满意程度")) == [("用户满意程度", "user_satisfaction")]
    assert query(release, names.format("budget_unit", "某市数据局")) == [("某市数据局", None)]


def test_only_corrections_that_resolve_a_finding_are_offered(broken_home: Path) -> None:
    """A category cannot be corrected, and name and score of its row would not help."""

    def print_form(name: str) -> str:
        ((key,),) = query(
            broken_home / "current" / "warehouse.duckdb",
            f"select evaluation_key from marts.evaluation_lifecycle where relative_path like '%{name}.txt'",
        )
        return fork(["-m", "orchestration.cli", "form", str(key)], broken_home).stdout

    assert "以上问题不能以更正登记处理" in print_form("shanghai_2019__category_unknown")
    offered = print_form("shanghai_2019__score_above_weight").split("document_hash,")[1].splitlines()[1:]
    assert {row.split(",")[3] for row in offered} == {"self_score"}
