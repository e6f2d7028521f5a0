"""National forms in the release: states, findings, and facts of each form."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.broken_forms import CASES, REJECTED
from tests.broken_home import OTHERS
from tests.conftest import query
from tests.national_cases import NATIONAL_CASES

# Numbers of a block of money with a blank column label, by line.
NAMELESS = "10, 100.00, 103.44, 120.00, 8.62, 100.00, 100.00, 83.44, 20.00, 20.00"


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
        from marts.rule_findings join marts.evaluation_lifecycle using (evaluation_key)
        """,
    )
    found: dict[str, dict[str, str]] = {name: {} for name in [*NATIONAL_CASES, "shanghai_75"]}
    for path, rule, severity in rows:
        if (name := str(path).removesuffix(".txt")) in found:
            found[name][str(rule)] = str(severity)
    return found


@pytest.mark.parametrize("name", NATIONAL_CASES)
def test_each_form_fails_the_expected_rules_and_no_others(name: str, findings: dict[str, dict[str, str]]) -> None:
    blocking = {rule for rule, severity in findings[name].items() if severity == "blocking"}
    assert blocking == NATIONAL_CASES[name].blocking
    assert set(findings[name]) - blocking == NATIONAL_CASES[name].flags


@pytest.mark.parametrize("name", NATIONAL_CASES)
def test_each_form_is_in_the_facts_or_quarantined_or_set_aside(name: str, release: Path) -> None:
    case = NATIONAL_CASES[name]
    states = query(
        release, f"select evaluation_state from marts.evaluation_lifecycle where relative_path = '2022/{name}.txt'"
    )
    assert states == [("quarantined" if case.blocking else "admitted",)] * case.forms
    kinds = query(
        release,
        f"select kind_code from marts.set_aside_forms where relative_path = '2022/{name}.txt' order by set_aside_ordinal",
    )
    assert tuple(kind for (kind,) in kinds) == case.set_aside


def fetch(release: Path, name: str, columns: str, table: str = "fct_evaluations") -> list[tuple[object, ...]]:
    """Return columns of the rows of a case in a table, in the order of its lines."""
    return query(
        release,
        f"""
        select {columns} from marts.{table} join (
            select evaluation_key from marts.evaluation_lifecycle where relative_path = '2022/mof_2020__{name}.txt'
        ) using (evaluation_key) order by all
        """,
    )


@pytest.mark.parametrize("name", ["in_wan", "in_yuan", "in_both_units"])
def test_money_is_in_yuan_for_every_printed_unit(release: Path, name: str) -> None:
    columns = "initial_budget_yuan, budget_yuan, executed_yuan, execution_rate_computed, execution_rate_stated"
    assert fetch(release, name, columns, "fct_budget_execution") == [
        (1_000_000, 1_200_000, 1_034_400, Decimal("0.862"), Decimal("0.862"))
    ]


def test_a_unit_of_the_whole_form_counts(release: Path) -> None:
    assert fetch(release, "unit_of_the_whole_form", "budget_yuan", "fct_budget_execution") == [(120,)]


def test_money_without_a_unit_is_kept_as_printed_and_is_not_summed(release: Path) -> None:
    columns = "reason_codes, budget_text, budget_yuan, executed_yuan"
    assert fetch(release, "unit_not_stated", columns, "quarantined_evaluations") == [
        ("amount_unit_stated", "120.00", None, None)
    ]
    of_its_unit = "select quarantined_evaluation_count, quarantined_budget_yuan, budget_coverage_rate from marts.rpt_department_year where budget_unit_name = '不明中心'"
    assert query(release, of_its_unit) == [(1, None, None)]


def test_money_by_source_and_phase(release: Path) -> None:
    rows = query(
        release,
        """
        select funding_line_number, funding_source_code, budget_phase_code, amount_text, lines.amount_unit, unit_factor, amount_yuan
        from marts.fct_budget_lines as lines
        join marts.dim_funding_source using (funding_source_key) join marts.dim_budget_phase using (budget_phase_key)
        join marts.fct_evaluations using (evaluation_key) where relative_path like '%__in_both_units.txt'
        union all
        select funding_line_number, funding_source_code, budget_phase_code, funding_source_text, lines.amount_unit, unit_factor, amount_yuan
        from marts.fct_budget_lines as lines
        join marts.dim_funding_source using (funding_source_key) join marts.dim_budget_phase using (budget_phase_key)
        join marts.fct_evaluations using (evaluation_key) where relative_path like '%__source_only_the_form_names.txt'
        order by all
        """,
    )
    assert rows == [
        (1, "unallocated", "budget", "120", "万元", 10_000, 1_200_000),
        (1, "unallocated", "executed", "1,034,400", "元", 1, 1_034_400),
        (1, "unallocated", "initial_budget", "100", "万元", 10_000, 1_000_000),
        (2, "unlisted", "budget", "区级配套", "万元", 10_000, 1_200_000),
        (2, "unlisted", "executed", "区级配套", "万元", 10_000, 1_034_400),
        (2, "unlisted", "initial_budget", "区级配套", "万元", 10_000, 1_000_000),
    ]


@pytest.mark.parametrize(
    ("name", "basis", "inside", "total", "lines"),
    [
        ("in_wan", "weights", True, "98.62", 8),
        ("execution_beside", "weights", False, "100", 8),
        ("execution_without_points", "weights", False, "100", 8),
        ("no_money_block", "no_execution_row", False, "100", 7),
    ],
)
def test_the_execution_row_counts_as_the_form_has_it(
    release: Path, name: str, basis: str, inside: bool, total: str, lines: int
) -> None:
    columns = "execution_row_basis, is_execution_in_total, total_weight_points, total_score_computed_points, line_count"
    assert fetch(release, name, columns) == [(basis, inside, 100, Decimal(total), lines)]


def test_an_execution_row_outside_the_total_is_kept_and_not_counted(release: Path) -> None:
    columns = "line_number, weight_points, self_score_points, is_in_total"
    (first, *_) = fetch(release, "execution_beside", columns, "fct_indicator_scores")
    assert first == (1, 10, Decimal("8.62"), False)


def test_the_printed_and_the_computed_total_are_both_kept(release: Path) -> None:
    columns = "total_score_stated_points, total_score_computed_points"
    assert fetch(release, "total_in_the_head", columns) == [(Decimal("98.62"), Decimal("98.62"))]
    assert fetch(release, "total_nowhere", columns) == [(None, Decimal("98.62"))]


@pytest.mark.parametrize(
    ("name", "rule", "observed", "expected", "message"),
    [
        ("execution_beside_and_total_off", "total_score_equals_sum", "108.62", "100", "合计自评分 108.62，各行之和为 100（不含预算执行率行 8.62 分）"),
        ("sources_do_not_add_up", "budget_sources_add_up", "120.00", "1300000 元", "全年预算数总额为 1200000 元，各来源之和为 1300000 元"),
        ("budget_0", "budget_positive", "0", "大于 0", "当年预算数为 0"),
        ("column_of_money_without_a_label", "amount_label_known", NAMELESS, "每项金额都有栏名", f"预算数、执行数或上年预算数缺失，而有数字没有栏名：{NAMELESS}；请补填栏名"),
    ],
)  # fmt: skip
def test_a_finding_says_in_chinese_what_is_printed_and_expected(
    release: Path, name: str, rule: str, observed: str, expected: str, message: str
) -> None:
    found = query(
        release,
        f"""
        select observed, expected_zh, message_zh from marts.rule_findings join marts.evaluation_lifecycle using (evaluation_key)
        where relative_path = '2022/mof_2020__{name}.txt' and rule_code = '{rule}'
        """,
    )
    assert found == [(observed, expected, message)]


def test_budget_0_has_no_rate(release: Path) -> None:
    assert fetch(release, "budget_0", "budget_yuan, execution_rate_computed", "fct_budget_execution") == [(0, None)]
    assert fetch(release, "executed_above_budget", "execution_rate_computed", "fct_budget_execution") == [
        (Decimal("1.25"),)
    ]


def test_three_levels_and_targets(release: Path) -> None:
    columns = """line_number, category_name, subcategory_name, indicator_name, scores.target_text, target_operator,
        target_number, target_unit, actual_number, actual_unit"""
    rows = query(
        release,
        f"""
        select {columns} from marts.fct_indicator_scores as scores
        join marts.dim_indicator using (indicator_key) join marts.dim_indicator_category using (category_key)
        join marts.fct_evaluations using (evaluation_key) where relative_path like '%__in_wan.txt' order by 1
        """,
    )
    assert rows == [
        (1, "预算执行率", None, "预算执行率", None, None, None, None, None, None),
        (2, "产出指标", "数量指标", "培训人数", "≥50人次", ">=", 50, "人次", 63, "人次"),
        (3, "产出指标", "数量指标", "编制标准数", "不少于12种", ">=", 12, "种", 12, "种"),
        (4, "产出指标", "质量指标", "验收合格率", "=100%", "=", 100, "%", 100, "%"),
        (5, "产出指标", "时效指标", "按期完成", "9月前", None, None, None, None, None),
        (6, "效益指标", "社会效益指标", "服务效率提高", "效果明显", None, None, None, None, None),
        (7, "效益指标", "可持续影响指标", "长效机制", "健全", None, None, None, None, None),
        (8, "满意度指标", "服务对象满意度指标", "学员满意度", ">=90%", ">=", 90, "%", 95, "%"),
    ]


def test_operator_and_unit_in_separate_columns(release: Path) -> None:
    columns = "line_number, target_text, target_operator, target_number, target_unit, actual_number"
    assert fetch(release, "variant_with_operator_and_unit", columns, "fct_indicator_scores")[1:] == [
        (2, "50", ">=", 50, "人次", 63),
        (3, "100", "=", 100, "%", 100),
        (4, "明显", "qualitative", None, None, None),
        (5, "90", ">=", 90, "%", 95),
    ]


def test_a_date_behind_an_operator_is_no_number(release: Path) -> None:
    columns = "line_number, target_text, target_operator, target_number"
    assert fetch(release, "targets_of_digits", columns, "fct_indicator_scores")[1:3] == [
        (2, "≥20220101", None, None),
        (3, "≥20221301", ">=", 20221301),
    ]


def test_names_without_template_numbers_and_codes(release: Path) -> None:
    rows = query(
        release,
        """
        select string_split(relative_path, '__')[-1], indicator_name, supervising_department_name, budget_unit_name
        from marts.rpt_indicator_scores_flat join marts.fct_evaluations using (evaluation_key)
        where line_number = 2 and (relative_path like '%numbered%' or relative_path like '%codes%') order by 1
        """,
    )
    assert rows == [
        ("names_with_codes.txt", "培训人数", "某省教育厅", "某省培训中心"),
        ("names_with_codes_of_units.txt", "培训人数", "某省教育厅", "某省培训中心"),
        ("numbered_names.txt", "培训人数", "某省教育厅", "某省培训中心"),
    ]
    codes = "select count(distinct supervising_department_code) from marts.dim_department where supervising_department_name = '某省教育厅'"
    assert query(release, codes) == [(1,)]


@pytest.mark.parametrize(
    ("name", "department", "unit", "office"),
    [
        ("in_wan", "某省教育厅", "某省培训中心", "未知"),
        ("three_levels", "某省教育厅", "某省培训中心", "培训科"),
        # If the unit is blank, the department is the unit.
        ("unit_in_its_own_cell", "某省教育厅", "某省教育厅", "未知"),
        ("names_with_codes_of_units", "某省教育厅", "某省培训中心", "未知"),
    ],
)
def test_department_unit_and_office(release: Path, name: str, department: str, unit: str, office: str) -> None:
    rows = query(
        release,
        f"""
        select d.supervising_department_name, d.budget_unit_name, d.office_name
        from marts.fct_evaluations join marts.dim_department as d using (department_key)
        where relative_path = '2022/mof_2020__{name}.txt'
        """,
    )
    assert rows == [(department, unit, office)]


def test_a_blank_total_is_the_sum_of_its_sources_and_says_so(release: Path) -> None:
    columns = "budget_yuan, budget_basis, executed_yuan, executed_basis, execution_rate_stated"
    assert fetch(release, "total_is_the_sum_of_its_sources", columns, "fct_budget_execution") == [
        (1_200_000, "sum_of_sources", 1_034_400, "sum_of_sources", Decimal("0.862"))
    ]
    assert fetch(release, "in_wan", columns, "fct_budget_execution") == [
        (1_200_000, "printed", 1_034_400, "printed", Decimal("0.862"))
    ]
    assert fetch(release, "no_money_block", columns, "fct_budget_execution") == [(None, None, None, None, None)]


def test_template_rows_left_unused_are_placeholders(release: Path) -> None:
    rows = fetch(release, "template_left_in", "line_number, is_placeholder, indicator_key = -1", "fct_indicator_scores")
    assert [row[0] for row in rows if row[1]] == [4, 5]
    assert all(row[1] == row[2] for row in rows)


def test_scores_of_assessors_are_separate(release: Path) -> None:
    rows = query(
        release,
        """
        select assessor_role_name_zh, count(*), sum(assessor_score_points), sum(score_gap_points)
        from marts.fct_assessor_scores join marts.dim_assessor_role using (assessor_role_key) group by all order by 1
        """,
    )
    assert rows == [("复核", 7, 90, 0), ("财政部门", 7, 63, -27)]


def test_explanations_of_deviations(release: Path) -> None:
    rows = query(release, "select deviation_text from marts.rpt_indicator_scores_flat where deviation_text is not null")
    assert rows == [("因疫情推迟，下年补齐。",)]


@pytest.mark.parametrize(
    ("path", "grade"),
    [
        ("2022/mof_2020__grade_ticked_below_the_table", "excellent"),
        ("2022/mof_2020__grade_not_ticked", "-1"),
        ("2019/shanghai_2019__grade_ticked_in_the_total_row", "excellent"),
    ],
)
def test_a_ticked_grade_is_the_stated_grade(release: Path, path: str, grade: str) -> None:
    rows = query(
        release,
        f"""
        select dim_grade.grade_code from marts.fct_evaluations
        join marts.dim_grade on stated_grade_key = dim_grade.grade_key where relative_path like '{path}.%'
        """,
    )
    assert rows == [(grade,)]


def test_75_points_are_good_in_shanghai_and_fair_nationally(release: Path) -> None:
    rows = query(
        release,
        """
        select scheme_code, grade_name_zh, grade_ordinal, stated_grade_key = grade_key
        from marts.fct_evaluations join marts.dim_grade using (grade_key)
        join marts.dim_scheme on fct_evaluations.scheme_key = dim_scheme.scheme_key
        where total_score_computed_points = 75 order by 1
        """,
    )
    assert rows == [("mof_2020", "中", 3, True), ("shanghai_2019", "良好", 2, True)]
    best = query(
        release,
        """
        select scheme_code, count(*) from marts.fct_evaluations join marts.dim_grade using (grade_key)
        join marts.dim_scheme on fct_evaluations.scheme_key = dim_scheme.scheme_key
        where grade_ordinal <= 2 and total_score_computed_points < 90 group by all order by 1
        """,
    )
    # 75 points, and two forms of 89.
    assert best == [("shanghai_2019", 3)]


def test_a_rule_without_a_cap_or_band_is_not_applicable(release: Path) -> None:
    rows = query(
        release,
        """
        select distinct rule_code, outcome from marts.fct_rule_results join marts.fct_evaluations using (evaluation_key)
        where relative_path like '%__in_wan.txt' and rule_code in (
            'grade_matches_bands', 'printed_cap_matches', 'indicator_in_catalogue', 'budget_sources_add_up', 'execution_row_settled'
        )
        order by 1
        """,
    )
    assert rows == [
        ("budget_sources_add_up", "pass"),
        ("execution_row_settled", "pass"),
        ("grade_matches_bands", "not_applicable"),
        ("indicator_in_catalogue", "not_applicable"),
        ("printed_cap_matches", "not_applicable"),
    ]


def test_forms_set_aside_are_listed_separately(release: Path) -> None:
    rows = query(
        release,
        """
        select files_seen_count, files_set_aside_count, set_aside_form_count, form_count from marts.load_reconciliation
        where load_id = 'all'
        """,
    )
    others = len(OTHERS) + 1  # shanghai_75.txt
    forms = sum(case.forms for case in CASES.values()) + sum(case.forms for case in NATIONAL_CASES.values()) + others
    aside = sum(len(case.set_aside) for case in NATIONAL_CASES.values())
    assert rows == [(len(CASES) + len(NATIONAL_CASES) + len(REJECTED) + others, 2, aside, forms)]
    titles = query(release, "select kind_name_zh, title, first_line, line_count from marts.set_aside_forms order by relative_path, 3")  # fmt: skip
    assert titles[0] == ("绩效目标申报表", "项目支出绩效目标申报表", 1, 6)


def test_the_middle_of_a_form_is_rejected_and_the_form_below_is_read(release: Path) -> None:
    rows = query(
        release, "select relative_path, reason_code, first_line from marts.rejections where relative_path like '2022/%'"
    )
    assert rows == [("2022/mof_2020__starts_in_the_middle.txt", "text_outside_form", 1)]
