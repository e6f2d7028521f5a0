"""Form headers: each text belongs to the label that its grid position determines, or is an issue."""

import pytest

from ingestion.forms.layouts import Layouts
from orchestration.demo.writers.sheet import Cell, Sheet
from tests.corpus.draft import Pair
from tests.ingestion.forms_made import (
    ANY_WAY,
    HUBEI,
    NATIONAL,
    PROJECT,
    RULED,
    SHANGHAI,
    SICHUAN,
    add_row,
    draw,
    find_pair,
    get_issues,
    get_labelled,
    get_values,
    read,
)

SCHEMES = (SHANGHAI, NATIONAL, SICHUAN, HUBEI)
UNKNOWN_ROWS = [
    [("项目负责人", "张建国"), ("联系电话", "0871-66123456")],
    [("项目编码", "530100210000000012345"), ("资金来源", "部门预算")],
    [("评价方式", "部门自评"), ("资金用途", "设施维护和人员培训")],
    [("邮政编码", "650000"), ("单位地址", "人民路12号")],
]


@pytest.mark.parametrize("way", [*ANY_WAY, "docx_paragraphs", "pdf_page"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_unknown_rows_have_their_own_labels(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    unit, project = find_pair(draft, "unit").text, find_pair(draft, "project").text
    for row in UNKNOWN_ROWS:
        add_row(draft, *row)
    parsed = read(layouts, way, draft)
    labelled = get_labelled(parsed)
    assert {label: labelled.get(label) for row in UNKNOWN_ROWS for label, _ in row} == {
        label: value for row in UNKNOWN_ROWS for label, value in row
    }
    assert (get_values(parsed, "project_name"), get_values(parsed, "budget_unit_name")) == ([project], [unit])
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize("label", ["项目负责人及电话", "项目类别", "资金用途", "县级审核意见"])
def test_an_unknown_row_below_the_unit_is_not_part_of_it(layouts: Layouts, label: str, way: str) -> None:
    draft = draw(NATIONAL)
    add_row(draft, (label, "甲"))
    parsed = read(layouts, way, draft)
    assert get_values(parsed, "budget_unit_name") == [find_pair(draft, "unit").text]
    assert get_labelled(parsed)[label] == "甲"


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize(
    ("scheme", "role", "code", "next_role", "next_code"),
    [
        (SHANGHAI, "office", "office_name", "recurring", "is_recurring"),
        (NATIONAL, "supervising", "supervising_department_name", "unit", "budget_unit_name"),
        (HUBEI, "supervising", "supervising_department_name", "unit", "budget_unit_name"),
    ],
)
def test_a_blank_value_does_not_take_the_next_label(
    layouts: Layouts, scheme: str, role: str, code: str, next_role: str, next_code: str, way: str
) -> None:
    draft = draw(scheme)
    find_pair(draft, role).text = ""
    parsed = read(layouts, way, draft)
    assert get_values(parsed, code) == [""]
    assert get_values(parsed, next_code) == [find_pair(draft, next_role).text]
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize("values", [("", "0871-66123456"), ("张建国", ""), ("", "")])
def test_blank_values_of_unknown_labels_are_blank(layouts: Layouts, values: tuple[str, str], way: str) -> None:
    draft = draw(SICHUAN)
    add_row(draft, ("项目负责人", values[0]), ("联系电话", values[1]))
    labelled = get_labelled(read(layouts, way, draft))
    assert (labelled["项目负责人"], labelled["联系电话"]) == values


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize(
    ("left", "label", "is_part", "issues"),
    [
        (("", ""), "", True, ["identity_implausible"]),  # a name on two rows may be two names
        (("联系人", "甲"), "备案机关", False, []),
        (("", ""), "备案机关", False, ["cells_beyond_label"]),
    ],
)
def test_a_value_continues_only_below_a_blank_label(
    layouts: Layouts, left: tuple[str, str], label: str, is_part: bool, issues: list[str], way: str
) -> None:
    draft = draw(NATIONAL)
    add_row(draft, left, (label, "档案馆"))
    parsed = read(layouts, way, draft)
    unit = find_pair(draft, "unit").text
    assert get_values(parsed, "budget_unit_name") == [f"{unit} 档案馆" if is_part else unit]
    assert [code for code, _ in get_issues(parsed)] == issues
    assert get_labelled(parsed).get("备案机关") == (None if issues or not label else "档案馆")


@pytest.mark.parametrize("way", RULED)
def test_a_value_continues_below_a_merged_label(layouts: Layouts, way: str) -> None:
    draft = draw(NATIONAL)
    unit = find_pair(draft, "unit").text
    add_row(draft, ("", ""), ("", "档案馆"))

    def merge(sheet: Sheet) -> None:
        label = next(cell for cell in sheet.cells if cell.role == "label:unit")
        label.rows = 2
        sheet.cells = [cell for cell in sheet.cells if (cell.row, cell.column) != (label.row + 1, label.column)]

    assert get_values(read(layouts, way, draft, merge), "budget_unit_name") == [f"{unit} 档案馆"]


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize(
    ("scheme", "role"),
    [(SHANGHAI, "unit"), (SHANGHAI, "total:budget"), (NATIONAL, "project"), (SICHUAN, "unit"), (HUBEI, "unit")],
)
def test_a_cell_beyond_a_label_s_value_is_an_issue(layouts: Layouts, scheme: str, role: str, way: str) -> None:
    draft = draw(scheme)

    def add_cell(sheet: Sheet) -> None:
        value = next(cell for cell in sheet.cells if cell.role == role)
        if value.columns > 1:
            value.columns -= 1
            sheet.cells.append(Cell("多", value.row, value.column + value.columns))
        else:
            sheet.cells.append(Cell("多", value.row, sheet.width))
            sheet.width += 1

    parsed = read(layouts, way, draft, add_cell)
    assert ("cells_beyond_label", "多") in get_issues(parsed)
    assert not [field for field in parsed.form_fields if field.field_code and "多" in field.value_normalised]


@pytest.mark.parametrize(
    "line",
    [
        "项目名称：与批复不一致，已更正。",
        "预算单位：三个单位共同实施。",
        "主要绩效：任务基本完成，质量合格。",
        "项目名称\t与批复不一致，已更正。",
        "一季度\t完成20%，二季度\t完成50%。",
        "其中：\t培训12场。",
    ],
)
def test_a_narrative_s_line_in_plain_text_stays_with_it(layouts: Layouts, line: str) -> None:
    draft = draw(SHANGHAI)
    text = find_pair(draft, "problems").text
    draft.narrative_lines["problems"] = [line]
    parsed = read(layouts, "text_utf8", draft)
    (field,) = [field for field in parsed.form_fields if field.field_code == "problems"]
    assert field.value_plain.replace("\t", " ") == f"{text}\n{line}".replace("\t", " ")
    assert get_values(parsed, "project_name") == [PROJECT]
    assert not get_issues(parsed)


@pytest.mark.parametrize(
    ("role", "line"),
    [
        ("achievements", "主要问题：资金到位较晚。"),
        ("problems", "改进措施：按月调度，跟踪落实。"),
        ("goal", "自评等级：优秀，符合预期。"),
    ],
)
def test_a_narrative_line_with_a_label_of_a_later_row_is_kept_or_an_issue(
    layouts: Layouts, role: str, line: str
) -> None:
    draft = draw(SHANGHAI)
    text = find_pair(draft, role).text
    draft.narrative_lines[role] = [line]
    parsed = read(layouts, "text_utf8", draft)
    values = [field.value_plain for field in parsed.form_fields if field.field_code == role]
    assert values == [f"{text}\n{line}"] or get_issues(parsed)


@pytest.mark.parametrize("way", RULED)
def test_a_text_in_the_column_of_labels_below_a_narrative_is_an_issue(layouts: Layouts, way: str) -> None:
    draft = draw(SHANGHAI)
    draft.colon = ""
    text = "另有部分资金跨年支付，明年继续。"
    draft.form_header.append([Pair(text, "")])
    parsed = read(layouts, way, draft)
    assert ("cells_beyond_label", text) in get_issues(parsed)
    (improvements,) = [field.value_plain for field in parsed.form_fields if field.field_code == "improvements"]
    assert improvements == find_pair(draft, "improvements").text


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize("labels", [("预期目际", "实际完成情况"), ("预期目标", "实际完戌情况")])
def test_goals_under_a_misspelled_label_are_an_issue(layouts: Layouts, labels: tuple[str, str], way: str) -> None:
    draft = draw(NATIONAL)
    for pair, label in zip(draft.goals[0], labels, strict=True):
        pair.label = label
    issues = get_issues(read(layouts, way, draft))
    assert "cells_beyond_label" in [code for code, _ in issues]


@pytest.mark.parametrize("way", ["text_utf8", "docx_table"])
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN, HUBEI])
@pytest.mark.parametrize(
    "label",
    [
        "实施单位（盖章）", "实施单位（公章）", "实施单位(单位公章)：", "3.实施单位", "三、实施单位", "（3）实施单位",
        "*实施单位", "实施单位（全称）", "实 施 单 位", "资金使用单位",
    ],
)  # fmt: skip
def test_labels_of_a_unit_fold(layouts: Layouts, label: str, scheme: str, way: str) -> None:
    draft = draw(scheme)
    find_pair(draft, "unit").label = label
    parsed = read(layouts, way, draft)
    assert get_values(parsed, "budget_unit_name") == [find_pair(draft, "unit").text]
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", ["text_utf8", "xlsx_text"])
@pytest.mark.parametrize("scheme", [NATIONAL, HUBEI])
@pytest.mark.parametrize(
    "labels",
    [
        {"budget": "全年预算数（A）", "executed": "全年执行数（B）", "rate": "执行率（B/A）"},
        {"budget": "预算数（调整后）", "executed": "预算执行数（B）", "rate": "执行率（B/A*100%）"},
        {"budget": "调整后预算数（A）", "executed": "实际支出数", "rate": "预算执行率（%）"},
        {"budget": "全年预算数（A，万元）", "executed": "全年支出数（B，万元）", "rate": "2.执行率"},
    ],
)
def test_labels_of_money_fold(layouts: Layouts, labels: dict[str, str], scheme: str, way: str) -> None:
    draft = draw(scheme)
    assert draft.money is not None
    for column in draft.money.columns:
        column.label = labels.get(column.field, column.label)
    parsed, clean = (read(layouts, way, form) for form in (draft, draw(scheme)))
    for code in ("budget", "executed", "execution_rate"):
        assert get_values(parsed, code) == get_values(clean, code)
    assert not get_issues(parsed)
