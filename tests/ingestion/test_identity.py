"""Names of projects, units and offices: an implausible name is an issue and stays as printed."""

import pytest

from ingestion.forms.layouts import Layouts
from tests.ingestion.forms_made import (
    ANY_WAY,
    HUBEI,
    NATIONAL,
    SHANGHAI,
    SICHUAN,
    draw,
    find_pair,
    get_issues,
    get_values,
    read,
)

CODES = {
    "project": "project_name",
    "supervising": "supervising_department_name",
    "unit": "budget_unit_name",
    "office": "office_name",
}
NO_NAMES = [
    "2022", "1,234,000.00", "98.35%", "2023年3月1日", "13800001234", "优", "优秀", "优秀（99分）", "数", "合计", "一级指标",
    "☑部门预算项目", "项目甲；项目乙", "已按期完成。", "实施单位：某中心", "某局，实施单位：某中心",
    "#N/A", "######", "（请填写项目名称）", "'某市数据局", "某市\ufffd据局",
]  # fmt: skip
FORM_TEXTS = [
    (SHANGHAI, "产出目标"),
    (NATIONAL, "产出指标"),
    (SICHUAN, "财政专户管理资金"),
    (HUBEI, "年度财政资金总额"),
]
LABELS = {NATIONAL: "项目名称：", SICHUAN: "主管部门（盖章）", HUBEI: "项目名称"}
SCHEMES = (SHANGHAI, NATIONAL, SICHUAN, HUBEI)


@pytest.mark.parametrize("way", ["text_utf8", "docx_table"])
@pytest.mark.parametrize(
    ("scheme", "role"),
    [(SHANGHAI, "office"), (NATIONAL, "project"), (NATIONAL, "unit"), (SICHUAN, "supervising"), (HUBEI, "unit")],
)
@pytest.mark.parametrize("printed", NO_NAMES)
def test_an_implausible_name_is_an_issue(layouts: Layouts, printed: str, scheme: str, role: str, way: str) -> None:
    draft = draw(scheme)
    find_pair(draft, role).text = printed
    parsed = read(layouts, way, draft)
    assert [(issue.issue_code, issue.field_code, issue.observed) for issue in parsed.reading_issues] == [
        ("identity_implausible", CODES[role], printed)
    ]
    assert [field.value_text for field in parsed.form_fields if field.field_code == CODES[role]] == [printed]


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize(("scheme", "printed"), FORM_TEXTS)
def test_a_text_of_the_form_is_not_a_name(layouts: Layouts, scheme: str, printed: str, way: str) -> None:
    draft = draw(scheme)
    find_pair(draft, "project").text = printed
    assert get_issues(read(layouts, way, draft)) == [("identity_implausible", printed)]


@pytest.mark.parametrize("way", ["text_utf8", "docx_table"])
@pytest.mark.parametrize("printed", ["数量指标", "社会效益指标", "第1页", "（一）"])
def test_levels_of_the_table_and_page_numbers_are_not_names(layouts: Layouts, printed: str, way: str) -> None:
    draft = draw(NATIONAL)
    find_pair(draft, "unit").text = printed
    assert get_issues(read(layouts, way, draft)) == [("identity_implausible", printed)]


@pytest.mark.parametrize("way", ["text_utf8", "docx_table"])
@pytest.mark.parametrize(
    "printed", ["某局 实施单位：某中心", "某局　　实施单位:某中心", "某局（实施单位：某中心）", "某局实施单位：某中心"]
)
def test_a_name_that_holds_another_label_is_an_issue(layouts: Layouts, printed: str, way: str) -> None:
    draft = draw(NATIONAL)
    find_pair(draft, "supervising").text = printed
    assert get_issues(read(layouts, way, draft)) == [("identity_implausible", printed)]


@pytest.mark.parametrize("way", ["docx_table", "xlsx_text"])
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN, HUBEI])
def test_a_label_in_the_cell_of_a_unit_s_name_is_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    find_pair(draft, "unit").text = LABELS[scheme]
    parsed = read(layouts, way, draft)
    assert LABELS[scheme] not in get_values(parsed, "budget_unit_name")
    assert get_issues(parsed)


@pytest.mark.parametrize("way", ["text_utf8", "xlsx_text"])
@pytest.mark.parametrize(
    ("role", "length", "codes"),
    [
        ("project", 100, []),
        ("project", 101, ["identity_implausible"]),
        ("unit", 60, []),
        ("unit", 61, ["identity_implausible"]),
        ("project", 2, []),
        ("unit", 1, ["identity_implausible"]),
    ],
)
def test_names_have_a_length(layouts: Layouts, role: str, length: int, codes: list[str], way: str) -> None:
    draft = draw(NATIONAL)
    find_pair(draft, role).text = ("农村饮水安全巩固提升" * 11)[:length]
    assert [code for code, _ in get_issues(read(layouts, way, draft))] == codes


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize(
    ("scheme", "role", "printed"),
    [
        (SHANGHAI, "unit", "105-某市数据局"),
        (NATIONAL, "project", "2021—2023年农村饮水（二期）"),
        (SICHUAN, "unit", "某县第1中学、某县第2中学"),
        (HUBEI, "project", "“12345”热线：优化项目"),
        (NATIONAL, "unit", "良乡镇中心卫生院"),
    ],
)
def test_names_with_figures_and_punctuation_are_names(
    layouts: Layouts, scheme: str, role: str, printed: str, way: str
) -> None:
    draft = draw(scheme)
    find_pair(draft, role).text = printed
    parsed = read(layouts, way, draft)
    assert [field.value_text for field in parsed.form_fields if field.field_code == CODES[role]] == [printed]
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("printed", ["", "/", "——", "无", "暂无"])
def test_a_mark_for_nothing_is_neither_a_name_nor_an_issue(
    layouts: Layouts, scheme: str, printed: str, way: str
) -> None:
    draft = draw(scheme)
    find_pair(draft, "unit").text = printed
    parsed = read(layouts, way, draft)
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_form_without_a_label_of_its_project_is_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    find_pair(draft, "project").label = "工程名目"
    parsed = read(layouts, way, draft)
    assert ("identity_implausible", "项目名称") in get_issues(parsed)
    assert get_values(parsed, "project_name") == []


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_form_without_a_label_of_any_unit_is_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    for role, label in (("unit", "承办者"), ("supervising", "牵头者")):
        if pair := draft.pair(role):
            pair.label = label
    parsed = read(layouts, way, draft)
    assert ("identity_implausible", "预算单位") in get_issues(parsed)
    assert get_values(parsed, "budget_unit_name") == []
