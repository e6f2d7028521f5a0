"""The four forms in the release: every table looked at, with figures taken from the printed forms by hand."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import query

SHARES = (
    "政务外网通信服务费(运维)", "上海市数据共享交换平台", "需求侧用户服务项目", "数据运营服务",
)  # fmt: skip


@pytest.fixture(scope="session", params=["sample_home", "real_home"])
def release(request: pytest.FixtureRequest) -> Path:
    home: Path = request.getfixturevalue(request.param)
    return home / "current" / "warehouse.duckdb"


def test_lines_and_placeholders(release: Path) -> None:
    rows = query(
        release,
        """
        select evaluations.form_ordinal, count(*), count(*) filter (where scores.is_placeholder), sum(scores.weight_points)
        from marts.fct_indicator_scores as scores join marts.fct_evaluations as evaluations using (evaluation_key)
        group by all order by 1
        """,
    )
    assert rows == [(1, 15, 2, 100), (2, 11, 0, 100), (3, 21, 7, 100), (4, 19, 0, 100)]
    assert query(
        release, "select count(*) from marts.fct_indicator_scores where is_placeholder and weight_points is null"
    ) == [(9,)]


def test_totals_grades_years_flags(release: Path) -> None:
    rows = query(
        release,
        """
        select form_ordinal, total_score_computed_points, total_score_stated_points, grades.grade_name_zh, stated_grade_key = grade_key,
            fiscal_year, is_recurring, self_evaluation_date is null, fiscal_year_basis, first_line
        from marts.fct_evaluations join marts.dim_grade as grades using (grade_key) order by 1
        """,
    )
    assert rows == [
        (1, 91, 91, "优秀", True, 2019, False, True, "file_name", 3),
        (2, 95, 95, "优秀", True, 2019, False, False, "self_evaluation_date", 40),
        (3, 91, 91, "优秀", True, 2019, False, False, "self_evaluation_date", 74),
        (4, 99, 99, "优秀", True, 2019, True, False, "self_evaluation_date", 119),
    ]


def test_money_and_rates(release: Path) -> None:
    rows = query(
        release,
        """
        select project_name, budget_yuan, executed_yuan, prior_year_budget_yuan, execution_rate_stated, execution_rate_computed
        from marts.fct_budget_execution join marts.dim_project using (project_key) order by budget_yuan desc
        """,
    )
    assert rows == [
        (SHARES[0], Decimal("42281202.00"), Decimal("42163110.00"), 0, 1, Decimal("0.997206985743")),
        (SHARES[1], Decimal("30750000.00"), Decimal("30243000.00"), 0, Decimal("0.98"), Decimal("0.983512195122")),
        (SHARES[2], Decimal("29138800.00"), Decimal("29135800.00"), 0, 1, Decimal("0.999897044491")),
        (SHARES[3], Decimal("15000000.00"), Decimal("14996000.00"), 0, 1, Decimal("0.999733333333")),
    ]


def test_no_money_is_lost_when_grouped_by_unit(release: Path) -> None:
    rows = query(
        release,
        """
        select budget_unit_code, any_value(budget_unit_name), sum(budget_yuan), sum(executed_yuan)
        from marts.fct_budget_execution join marts.dim_department using (department_key) group by budget_unit_code
        """,
    )
    assert rows == [("SHBDC", "上海市大数据中心", Decimal("117170002.00"), Decimal("116537910.00"))]


def test_offices_and_the_unknown_one(release: Path) -> None:
    rows = query(
        release,
        """
        select form_ordinal, office_name, is_office_known
        from marts.fct_evaluations join marts.dim_department using (department_key) order by 1
        """,
    )
    assert rows == [(1, "数据资源部", True), (2, "基础设施部", True), (3, "数据资源部", True), (4, "未知", False)]


def test_category_sums_equal_caps(release: Path) -> None:
    rows = query(
        release,
        """
        select distinct category_name, cap_points, sum(weight_points)
        from marts.fct_indicator_scores join marts.dim_indicator_category using (category_key)
        group by evaluation_key, category_name, cap_points order by 2 desc, 1
        """,
    )
    assert rows == [("投入与管理", 36, 36), ("产出目标", 34, 34), ("影响力目标", 15, 15), ("效果目标", 15, 15)]


def test_a_row_split_by_a_page_is_joined(release: Path) -> None:
    rows = query(
        release,
        """
        select category_name, indicator_name, weight_points, self_score_points, score_rate, explanation_text
        from marts.rpt_indicator_scores_flat
        where project_name = '需求侧用户服务项目' and line_number in (1, 2) order by line_number
        """,
    )
    assert [row[:5] for row in rows] == [
        ("投入与管理", "资金使用的合规性", 6, 6, 1),
        ("投入与管理", "绩效目标合理性", 8, 8, 1),
    ]
    assert str(rows[1][5]).endswith("。")


def test_brackets_of_any_width_give_one_concept(release: Path) -> None:
    rows = query(
        release,
        """
        select indicator_name, count(*) from marts.fct_indicator_scores join marts.dim_indicator using (indicator_key)
        where indicator_name like '财务%' group by all
        """,
    )
    assert rows == [("财务(资产)管理制度的健全性和执行的有效性", 4)]


def test_narratives_are_plain_text(release: Path) -> None:
    rows = query(
        release,
        "select goal_text, achievements_text, problems_text, improvements_text from marts.evaluation_narratives",
    )
    texts = [str(text) for row in rows for text in row]
    assert len(texts) == 16
    assert all(text and "<p>" not in text for text in texts)


def test_blank_and_excessive_scores_are_found(release: Path) -> None:
    rows = query(
        release,
        """
        select form_ordinal, rule_code, severity, source_line
        from marts.rule_findings join marts.fct_evaluations using (evaluation_key) order by 1, 2
        """,
    )
    assert rows == [
        (1, "self_evaluation_date_present", "warning", 9),
        (4, "office_present", "info", 122),
        (4, "prior_year_budget_matches", "warning", 123),
    ]


def test_no_score_is_recomputed_where_the_scheme_has_no_formula(release: Path) -> None:
    """Forms of 2019 print no target beside an actual value, so the official formula applies to none of the 66 lines."""
    rows = query(
        release,
        "select reason_code, recomputed_score_points, count(*) from marts.fct_recomputed_scores group by all",
    )
    assert rows == [("scheme_without_formula", None, 66)]


def test_caps_change_nothing_where_98_percent_is_executed(release: Path) -> None:
    """The example caps the total below 80 % of execution; the four projects executed 98.35 % and more."""
    rows = query(
        release,
        """
        select form_ordinal, score_before_points, rules_lost_points, score_after_points, grade_before_name_zh, grade_after_name_zh,
            applied_rule_codes, unapplied_rule_codes
        from marts.rpt_score_cap_effect join marts.fct_evaluations using (evaluation_key) order by 1
        """,
    )
    assert rows == [
        (1, 91, 0, 91, "优秀", "优秀", None, None),
        (2, 95, 0, 95, "优秀", "优秀", None, None),
        (3, 91, 0, 91, "优秀", "优秀", None, None),
        (4, 99, 0, 99, "优秀", "优秀", None, None),
    ]


def test_the_worklist_ranks_equal_points_by_budget(release: Path) -> None:
    """Each budget is over 10 million yuan, which is 5 points; no other signal applies, so the larger budget comes first."""
    rows = query(
        release,
        """
        select year_rank, project_name, signal_points, signal_count, reasons_zh
        from marts.rpt_review_worklist order by year_rank
        """,
    )
    budgets = ("4228.12", "3075.00", "2913.88", "1500.00")
    assert rows == [
        (rank, name, 5, 1, f"预算金额较大（{budget}万元）")
        for rank, (name, budget) in enumerate(zip(SHARES, budgets, strict=True), start=1)
    ]


def test_release_info_covers_everything(release: Path) -> None:
    rows = query(
        release,
        """
        select release_id, document_count, evaluation_count, admitted_evaluation_count, quarantined_evaluation_count,
            rejection_count, admitted_budget_yuan, quarantined_budget_yuan, admitted_rate
        from marts.release_info
        """,
    )
    assert rows == [("00000001", 1, 4, 4, 0, 0, Decimal("117170002.00"), 0, 1)]


def test_dimensions_have_their_members(release: Path) -> None:
    assert query(release, "select fiscal_year, year_name_zh from marts.dim_year order by 1 desc") == [
        (2019, "2019年"), (-1, "未知"), (-2, "不适用"),
    ]  # fmt: skip
    assert query(release, "select count(*) from marts.dim_project") == [(6,)]
    assert query(release, "select count(*) from marts.dim_department") == [(5,)]
    assert query(
        release,
        """
        select scheme_code, string_agg(grade_name_zh, ' ' order by grade_ordinal), any_value(total_points), any_value(default_amount_unit)
        from marts.dim_grade join marts.dim_scheme using (scheme_key) where grade_key > 0 group by 1 order by 1
        """,
    ) == [("mof_2020", "优 良 中 差", 100, "万元"), ("shanghai_2019", "优秀 良好 合格 不合格", 100, "元")]
    assert query(
        release,
        "select count(*), sum(amount_yuan) from marts.fct_budget_lines where budget_phase_key in (select budget_phase_key from marts.dim_budget_phase where budget_phase_code = 'executed')",
    ) == [(4, Decimal("116537910.00"))]


def test_nothing_is_quarantined_or_rejected(release: Path) -> None:
    assert query(release, "select * from marts.quarantined_evaluations") == []
    assert query(release, "select * from marts.rejections") == []


def test_every_public_table_and_column_is_described_in_both_languages(release: Path) -> None:
    rows = query(
        release,
        """
        select table_name, '', comment from duckdb_tables() union all
        select table_name, column_name, comment from duckdb_columns() where schema_name = 'marts'
        """,
    )
    silent = [(table, column) for table, column, comment in rows if not _is_bilingual(str(comment or ""))]
    assert silent == []
    assert len(rows) > 150


def _is_bilingual(comment: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in comment) and any(
        sign.isascii() and sign.isalpha() for sign in comment
    )
