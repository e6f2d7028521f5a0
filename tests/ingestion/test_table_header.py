"""Table headers in one to three rows: merged across and down, in any order, with unknown columns."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.containers.rows import Rows
from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layout, Layouts
from ingestion.forms.table_header import find_table_header
from tests.containers.facts import list_facts
from tests.ingestion.forms_made import get_issues, parse
from tests.national_form import NationalForm, clean_rows
from tests.shanghai_form import Form

# The label of each column, and the labels that may be above it.
COLUMNS = {
    "category": ("一级指标", "绩效指标"),
    "subcategory": ("二级指标", "绩效指标"),
    "indicator_name": ("三级指标", "绩效指标"),
    "target_operator": ("指标性质", "年度指标值"),
    "target": ("指标值", "年度指标值"),
    "target_unit": ("度量单位", "年度指标值"),
    "actual": ("实际完成值", "完成情况"),
    "weight": ("分值", "评分"),
    "self_score": ("得分", "评分"),
    "deviation": ("偏差原因分析及改进措施", ""),
}
LEVELS = ["category", "subcategory", "indicator_name"]
GOALS = ["target_operator", "target", "target_unit"]


def find_national(layouts: Layouts) -> Layout:
    """Return the national layout."""
    return next(layout for layout in layouts.layouts if layout.scheme_code == "mof_2020")


@st.composite
def draw_table_headers(draw: st.DrawFn) -> tuple[list[list[str]], dict[str, int]]:
    """Draw the rows of a header as a grid (the text of a merged cell in its first cell), and the column of each field."""
    order: list[str | None] = [*LEVELS]
    rest: list[list[Any]] = draw(st.permutations([GOALS, ["actual"], ["weight"], ["self_score"], ["deviation"]]))
    for group in rest:
        order += group
    for _ in range(draw(st.integers(0, 2))):  # unknown columns
        order.insert(draw(st.integers(0, len(order))), None)
    height = draw(st.integers(1, 3))
    grid = [[""] * len(order) for _ in range(height)]
    columns: dict[str, int] = {}
    above = ""
    for position, field in enumerate(order):
        if field is None:
            grid[draw(st.sampled_from([0, height - 1]))][position] = f"自设列{position}"
            above = ""
            continue
        columns[field] = position
        label, group_label = COLUMNS[field]
        is_split = height > 1 and group_label and (field in (*LEVELS, *GOALS))
        row = height - 1 if is_split else draw(st.sampled_from([0, height - 1]))  # merged down, or in the last row
        grid[row][position] = label
        if is_split:
            if group_label != above:
                grid[0][position] = group_label
            above = group_label
        else:
            above = ""
    if not any(cell in ("一级指标", "分值", "得分", "年度指标值", "绩效指标") for cell in grid[0]):
        grid[0][columns["category"]] = "绩效指标"
        if height > 1 and not grid[-1][columns["category"]]:
            grid[-1][columns["category"]] = "一级指标"
    return grid, columns


@given(draw_table_headers())
def test_any_header_gives_its_columns(layouts: Layouts, drawn: tuple[list[list[str]], dict[str, int]]) -> None:
    grid, columns = drawn
    lines = [line if any(line) else [] for line in grid]  # a blank line
    rows = Rows([["项目名称", "甲"], *lines, ["产出指标"]])
    header = find_table_header(rows, range(1, len(rows.cells) + 1), find_national(layouts))
    assert header is not None
    assert header.columns == columns
    printed = [number for number, line in enumerate(lines, start=2) if line]
    assert (header.first_line, header.last_line) == (printed[0], printed[-1])


def test_a_form_with_a_header_in_two_rows_gives_the_facts_of_one_row(layouts: Layouts) -> None:
    one_row = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")  # fmt: skip
    rows = [
        ["产出指标", "数量指标", "培训人数", "≥", "50", "人次", "63", "50", "50", ""],
        ["", "时效指标", "完工时间", "≤", "9", "月", "10", "10", "10", ""],
        ["效益指标", "社会效益指标", "服务效率", "定性", "明显", "", "明显", "20", "20", ""],
        ["满意度指标", "服务对象满意度指标", "学员满意度", "≥", "90", "%", "95", "10", "10", ""],
    ]
    total = ["总分", *[""] * 6, "100", "100", ""]
    form = NationalForm().changed(header=one_row, rows=rows, total=total)
    first = "绩效指标\t\t\t年度指标值\t\t\t实际完成值\t分值\t得分\t偏差原因分析及改进措施"
    two_rows = form.text().replace(
        "\t".join(one_row), first + "\n一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位"
    )
    assert two_rows != form.text()
    expected, found = (parse_document(text.encode(), "0" * 64, layouts) for text in (form.text(), two_rows))

    def facts(parsed: Any) -> list[tuple[Any, ...]]:
        return [
            (line.category_code, line.subcategory_normalised, line.indicator_name_normalised,
             line.target_operator_normalised, line.target_normalised, line.target_unit_normalised,
             line.actual_normalised, line.weight_normalised, line.self_score_normalised)
            for line in parsed.indicator_lines
        ]  # fmt: skip

    assert facts(found) == facts(expected)
    assert len(facts(found)) == 5
    assert not found.rejections
    assert not found.reading_issues


def test_two_columns_of_one_field_are_an_issue(layouts: Layouts) -> None:
    form = NationalForm()
    header = tuple("自评得分" if label == "偏差原因分析及改进措施" else label for label in form.header)
    parsed = parse_document(form.changed(header=header).text().encode(), "0" * 64, layouts)
    assert [issue.issue_code for issue in parsed.reading_issues] == ["cells_beyond_label"]


WEIGHTS = ("标准分", "满分", "权重分值", "满 分（分）")
SCORES = ("评分", "自评分数", "实际得分", "实际得分：")


def rename(form: NationalForm | Form, **labels: str) -> NationalForm | Form:
    """Return a form with other labels of its columns of weights and self-scores, also above its money."""
    known = {"分值": "weight", "权重": "weight", "得分": "self_score", "自评分": "self_score"}

    def change(printed: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(labels.get(known.get(label, ""), label) for label in printed)

    form = form.changed(header=change(form.header))
    return form.changed(money_columns=change(form.money_columns)) if isinstance(form, NationalForm) else form


@pytest.mark.parametrize("separator", ["\t", ","])
@pytest.mark.parametrize("form", [NationalForm(), Form()], ids=["national", "shanghai"])
@pytest.mark.parametrize(
    "labels", [*({"weight": label} for label in WEIGHTS), *({"self_score": label} for label in SCORES)], ids=str
)
def test_other_labels_of_weights_and_self_scores(
    layouts: Layouts, labels: dict[str, str], form: NationalForm | Form, separator: str
) -> None:
    def read(printed: NationalForm | Form) -> list[dict[str, object]]:
        parsed = parse(layouts, printed.text().replace(",", "").replace("\t", separator))
        assert not get_issues(parsed)
        assert not parsed.rejections
        return list_facts(parsed)

    lines = [fact for fact in read(rename(form, **labels)) if "weight_number" in fact]
    assert lines == [fact for fact in read(form) if "weight_number" in fact]
    assert len(lines) > 7


def with_column(form: NationalForm, label: str, text: str, place: int) -> NationalForm:
    """Return a form with one more column of line items."""
    header = (*form.header[:place], label, *form.header[place:])
    rows = [[*row[:place], text, *row[place:]] for row in form.rows]
    total = [*(form.total or [])[:place], "", *(form.total or [])[place:]]
    return form.changed(header=header, rows=rows, total=total)


@pytest.mark.parametrize(("label", "place"), [("标准分", 6), ("标准分", 7), ("满分", 9), ("评分", 7), ("评分", 8)])
def test_two_columns_that_may_be_weights_or_self_scores_are_an_issue(layouts: Layouts, label: str, place: int) -> None:
    parsed = parse(layouts, with_column(NationalForm(), label, "5", place).text())
    assert {code for code, _ in get_issues(parsed)} == {"cells_beyond_label"}


@pytest.mark.parametrize("place", [6, 7, 8])
@pytest.mark.parametrize("label", ["评分标准", "评分\n标准", "评分说明", "评分依据", "评分细则"])
def test_a_column_about_scoring_is_no_column_of_scores(layouts: Layouts, label: str, place: int) -> None:
    form = with_column(NationalForm(), label, "每缺一项扣5分", place)
    header = tuple("评分" if cell == "得分" else cell for cell in form.header)
    parsed = parse(layouts, form.changed(header=header).text().replace(label, label.replace("\n", "<br>")))
    assert [str(line.self_score_number) for line in parsed.indicator_lines][1:] == [row[7] for row in clean_rows()]
    assert not get_issues(parsed)
    kept = (
        [line.explanation_plain for line in parsed.indicator_lines[1:]]
        if label[-1] in "准明"
        else [field.value_text for field in parsed.form_fields if field.part == "column"]
    )
    assert kept == ["每缺一项扣5分"] * 7


@pytest.mark.parametrize(
    ("upper", "lower", "role"),
    [
        (("评分", ""), ("标准", "得分"), None),
        (("财政", "自评"), ("评分", "得分"), "finance"),
        (("复核", "自评"), ("得分", "评分"), "review"),
    ],
)
def test_scoring_in_a_label_of_two_rows(
    layouts: Layouts, upper: tuple[str, str], lower: tuple[str, str], role: str | None
) -> None:
    parsed = parse(layouts, with_two_rows(upper, lower))
    assert [str(line.self_score_number) for line in parsed.indicator_lines][1:] == [row[7] for row in clean_rows()]
    assert {score.assessor_role_code for score in parsed.assessor_scores} == ({role} if role else set())
    assert not get_issues(parsed)


@pytest.mark.parametrize("lower", ["依据", "扣分"])
def test_scoring_above_an_unknown_label_is_held_back(layouts: Layouts, lower: str) -> None:
    parsed = parse(layouts, with_two_rows(("评分", ""), (lower, "得分")))
    assert "cells_beyond_label" in [code for code, _ in get_issues(parsed)]
    assert (lower, None) in [(line.self_score_text, line.self_score_number) for line in parsed.indicator_lines]


def with_two_rows(upper: tuple[str, str], lower: tuple[str, str]) -> str:
    """Return a form with one more column, and a header of two rows in its column and that of the self-scores."""
    form = with_column(NationalForm(), "", "3", 7)
    width = len(form.header)
    first = (*form.header[:7], *upper, *form.header[9:])
    second = (*("",) * 7, *lower, *("",) * (width - 9))
    return form.text().replace("\t".join(form.header), "\t".join(first) + "\n" + "\t".join(second))
