"""Rows of PDFs: ways of ruling tables, merged and wrapped cells, paragraphs, page numbers."""

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingestion.forms.layouts import Layouts
from orchestration.demo.writers.pdf import FONT
from tests.containers.draw_pdf import (
    GRID,
    LEADING,
    LEFT,
    PADDING,
    READ,
    RULES,
    SIZE,
    WIDTHS,
    Block,
    Row,
    Rule,
    draw,
    draw_table,
    print_pages,
    print_text,
    read,
    read_cells,
    rule_lines,
    wrap,
)
from tests.ingestion.test_pdf import parse
from tests.shanghai_form import Form


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__.removeprefix("rule_"))
def test_a_table_is_read_however_its_lines_are_drawn(rule: Rule) -> None:
    assert read_cells(draw(["题", GRID, "尾"], rule=rule)) == [["题"], *READ, ["尾"]]


def test_a_rotated_page_is_read_as_shown() -> None:
    def turn(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(A4[0], 0)
        canvas.rotate(90)
        draw_table(canvas, GRID, A4[0] - 50, WIDTHS, rule_lines)

    assert read_cells(print_pages(turn)) == READ


def test_columns_are_the_same_on_every_page() -> None:
    def print_total(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 770, "续表")
        draw_table(canvas, [["合计", "100"]], 750, (sum(WIDTHS[:3]), sum(WIDTHS[3:])), rule_lines)

    rows = read(print_pages(print_text, print_total)).rows
    assert rows.cells == [*READ, ["续表"], ["合计", "", "", "100"]]
    assert (rows.page_starts, rows.part_starts) == ((1, 4), (1,))


def test_a_column_that_is_divided_on_a_later_page_is_two_from_the_first() -> None:
    def print_finer(canvas: Canvas) -> None:
        draw_table(canvas, [["", "", "左", "右", "7", "6", ""]], 750, (*WIDTHS[:2], 75, 75, *WIDTHS[3:]), rule_lines)

    cells = read_cells(print_pages(print_text, print_finer))
    assert cells == [*([*row[:3], "", *row[3:]] for row in READ), ["", "", "左", "右", "7", "6", ""]]


def test_the_text_of_merged_cells_is_at_the_top_left() -> None:
    def merge(canvas: Canvas) -> None:
        for y in (700, 660, 620):
            canvas.line(50, y, 350, y)
        canvas.line(150, 680, 350, 680)
        for x in (50, 150, 350):
            canvas.line(x, 620, x, 700)
        canvas.line(250, 660, 250, 680)
        for x, y, text in ((55, 675, "项目资金"), (155, 685, "金额（元）"), (155, 665, "30,750,000.0"), (255, 665, "0"), (55, 640, "目标"), (155, 640, "完成")):  # fmt: skip
            canvas.drawString(x, y, text)

    assert read_cells(print_pages(merge)) == [
        ["项目资金", "金额（元）"],
        ["", "30,750,000.0", "0"],
        ["目标", "完成"],
    ]


def test_forms_with_other_columns_have_their_own_columns() -> None:
    other: list[Row] = [["甲", "乙", "丙"], ["丁", "", "戊"]]

    def fill(canvas: Canvas) -> None:
        bottom = draw_table(canvas, GRID, 750, WIDTHS, rule_lines)
        canvas.drawString(LEFT, bottom - 30, "另一表")
        draw_table(canvas, other, bottom - 50, (100.0, 130.0, 200.0), rule_lines)

    assert read_cells(print_pages(fill)) == [*READ, ["另一表"], *other]


def test_blank_rows_of_a_table_are_left_out() -> None:
    blank: Row = [""] * 6
    assert read_cells(draw([[GRID[0], GRID[1], blank, GRID[2], blank]])) == READ


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["30,750,000.0", "0"], "30,750,000.00"),
        (["产", "出", "指", "标"], "产出指标"),
        (["项目名", "称"], "项目名称"),
        (["完成 service", "level agreement 的", "签订"], "完成 service level agreement 的签订"),
        (["第一段。", "第二段是比较长的一行，", "后面接着。"], "第一段。\n第二段是比较长的一行，后面接着。"),
        (["金额共计为人民币", "30,750,000.00元整"], "金额共计为人民币30,750,000.00元整"),
        (["根据《管理办法》，预算", "（调整后）已全部执行。"], "根据《管理办法》，预算（调整后）已全部执行。"),
    ],
    ids=["number", "upright", "label", "english", "paragraphs", "unbroken", "brackets"],
)  # fmt: skip
def test_lines_of_a_cell_are_joined_where_they_were_wrapped(lines: list[str], text: str) -> None:
    assert read_cells(draw([[["\n".join(lines), "8"]]], widths=(130.0, 50.0))) == [[text, "8"]]


def test_text_printed_over_a_cell_is_not_part_of_it() -> None:
    def fill(canvas: Canvas) -> None:
        draw_table(canvas, GRID, 750, WIDTHS, rule_lines)
        canvas.saveState()
        canvas.translate(150, 690)
        canvas.rotate(30)
        canvas.drawString(0, 0, "仅供参考")
        canvas.restoreState()
        canvas.setFillGray(0.8)
        canvas.rect(230, 735, 30, 12, stroke=0, fill=1)  # marked with a pen
        canvas.rect(262, 735, 30, 12, stroke=0, fill=1)

    assert read_cells(print_pages(fill)) == READ


def test_a_character_printed_twice_to_look_bold_is_one() -> None:
    def fill(canvas: Canvas) -> None:
        for shift in (0, 0.3, 0.6):
            canvas.drawString(50 + shift, 700, "合计 1100 投投")

    assert read_cells(print_pages(fill)) == [["合计 1100 投投"]]


def test_punctuation_that_overflows_a_border_stays_with_its_text() -> None:
    cell = "\n".join(["项目管理制度，", "健全和执行", "有效性"])
    assert read_cells(draw([[[cell, "8"]]], widths=(62.0, 60.0))) == [["项目管理制度，健全和执行有效性", "8"]]


def test_text_outside_tables_is_a_row_for_each_paragraph() -> None:
    width = A4[0] - 2 * LEFT + 2 * PADDING
    note = "说明：依据本项目应实现的绩效目标或工作计划，对照已完成的情况进行自评，自评分合计九十分以上为优秀。"
    wrapped = wrap(note * 2, width)
    full = wrapped[0]

    def fill(canvas: Canvas) -> None:
        canvas.setFont(FONT, 16)
        canvas.drawString(LEFT, 780, "项目绩效自我评价" * 3 + "二〇一九年度")  # as wide as the page's text
        canvas.setFont(FONT, SIZE)
        canvas.drawString(LEFT, 768, full)
        bottom = draw_table(canvas, GRID, 750, WIDTHS, rule_lines)
        top = bottom - 5
        for paragraph in (wrapped, [full], ["2、绩效等级说明。"], ["3、备注。"]):
            for line in paragraph:
                top -= LEADING
                canvas.drawString(LEFT, top, line)
            top -= 5 if len(paragraph) > 1 or paragraph == [full] else 0

    cells = read_cells(print_pages(fill))
    texts = [note * 2, full, "2、绩效等级说明。", "3、备注。"]
    assert len(wrapped) == 2
    assert cells == [["项目绩效自我评价" * 3 + "二〇一九年度"], [full], *READ, *([text] for text in texts)]


def test_a_paragraph_ends_above_a_table() -> None:
    full = "一" * 54
    assert read_cells(draw([full, GRID, full])) == [[full], *READ, [full]]


def test_words_and_columns_separated_without_a_space_are_separate() -> None:
    def fill(canvas: Canvas) -> None:
        for x, text in ((50, "Level"), (75, "2"), (80, "单位：元"), (300, "2019年"), (332, "底")):
            canvas.drawString(x, 700, text)

    assert read_cells(print_pages(fill)) == [["Level 2单位：元 2019年底"]]


@pytest.mark.parametrize("number", ["{}", "- {} -", "第 {} 页", "第{}页 共3页", "{}/3", "Page {} of 3", "— {} —"])
def test_page_numbers_are_left_out(number: str) -> None:
    pages: list[list[Block]] = [
        [f"第{part}节", [["甲", "乙"]], number.format(page)] for page, part in enumerate("一二三", 1)
    ]
    rows = [[["第一节"], ["甲", "乙"]], [["第二节"], ["甲", "乙"]], [["第三节"], ["甲", "乙"]]]
    assert read_cells(draw(*pages)) == [row for page in rows for row in page]


@pytest.mark.parametrize("text", ["100", "-5", "2022/12", "第4页", "5 - 6"])
def test_a_number_that_is_not_a_page_number_is_kept(text: str) -> None:
    assert read_cells(draw(["甲", text], ["乙"])) == [["甲"], [text], ["乙"]]


def test_a_table_without_lines_is_lines_of_text(layouts: Layouts) -> None:
    form = Form()
    rows = [list(form.header), *form.rows, list(form.total or [])]

    def fill(canvas: Canvas) -> None:
        for number, line in enumerate([form.title, *(f"{label}：{value}" for label, value in form.head.items())]):
            canvas.drawString(LEFT, 780 - 16 * number, line)
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                canvas.drawString(LEFT + sum(WIDTHS[:column]), 500 - 16 * number, cell[:15])

    content = print_pages(fill)
    assert {len(cells) for cells in read_cells(content)} == {1}
    parsed = parse(content, layouts)
    assert [rejection.reason_code for rejection in parsed.rejections] == ["table_without_lines"]
    assert not parsed.indicator_lines


def test_a_form_of_text_without_its_table_has_none(layouts: Layouts) -> None:
    """Two texts side by side are a line of the form header."""
    form = Form()

    def fill(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 780, form.title)
        for number, (label, value) in enumerate(form.head.items()):
            canvas.drawString(LEFT + 250 * (number % 2), 760 - 16 * (number // 2), f"{label}：{value}")

    assert [rejection.reason_code for rejection in parse(print_pages(fill), layouts).rejections] == ["table_not_found"]
