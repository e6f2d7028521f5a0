"""Effects of page breaks on forms in PDFs: running headers and footers, split labels, split merged cells."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument
from tests.containers.draw_pdf import (
    LEFT,
    WIDTHS,
    Block,
    Row,
    Rule,
    draw_table,
    find_reason,
    print_pages,
    read,
    read_cells,
    rule_lines,
    rule_open_ends,
    wrap,
)
from tests.containers.facts import list_facts
from tests.ingestion.test_documents import count_roles
from tests.national_form import NationalForm, clean_rows
from tests.shanghai_form import Form

FORM = Form()
HEAD: list[Row] = [[f"{label}：", value] for label, value in FORM.head.items()]
HEADER: Row = list(FORM.header)
TOTAL: Row = list(FORM.total or [])
ROWS: list[Row] = [[*row] for row in FORM.rows]
NARROW = (110.0, 370.0)


def parse(content: bytes, layouts: Layouts) -> ParsedDocument:
    """Parse a PDF, and check that each of its lines has one role."""
    parsed = parse_document(content, "0" * 64, layouts)
    assert parsed.document.line_count == count_roles(parsed.document)
    return parsed


def draw_wrapped(canvas: Canvas, rows: list[Row], top: float, widths: tuple[float, ...], rule: Rule) -> float:
    """Draw a table with wrapped texts; return its bottom."""
    wrapped: list[Row] = [
        [cell and "\n".join(wrap(cell, width)) for cell, width in zip(row, widths, strict=True)] for row in rows
    ]
    return draw_table(canvas, wrapped, top, widths, rule)


def print_forms(*pages: list[Block], head: str = "", foot: str = "") -> bytes:
    """Return pages of text and tables, with lines above and below that may contain the page number."""

    def fill(canvas: Canvas, page: list[Block], number: int) -> None:
        canvas.drawString(LEFT, 810, head.format(number))
        canvas.drawString(LEFT, 40, foot.format(number))
        top = 780.0
        for block in page:
            if isinstance(block, str):
                canvas.drawString(LEFT, top - 12, block)
                top -= 14
            else:
                top = draw_wrapped(canvas, block, top, WIDTHS if len(block[0]) > 2 else NARROW, rule_lines)

    return print_pages(
        *((lambda canvas, page=page, number=number: fill(canvas, page, number)) for number, page in enumerate(pages, 1))
    )


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("某市财政局", ""),
        ("", "某市财政局 2019年度"),
        ("某市数据局 第{}页，共3页", "- {} -"),
        ("项目绩效自我评价", "第{}页/共3页"),
    ],
)
def test_running_headers_and_footers_are_not_lines_of_a_form(layouts: Layouts, head: str, foot: str) -> None:
    pages: tuple[list[Block], ...] = (
        [FORM.title, HEAD[:6]],
        [HEAD[6:], [HEADER, *ROWS[:5]]],
        [[HEADER, *ROWS[5:], TOTAL], *FORM.notes],
    )
    parsed = parse(print_forms(*pages, head=head, foot=foot), layouts)
    assert not parsed.rejections
    assert list_facts(parsed) == list_facts(parse(print_forms(*pages), layouts))
    assert [line.category_code for line in parsed.indicator_lines].count("input_management") == 6


def test_forms_of_one_page_each_keep_their_titles_and_notes(layouts: Layouts) -> None:
    page: list[Block] = [FORM.title, HEAD, [HEADER, *ROWS[:8], TOTAL], *FORM.notes]
    parsed = parse(print_forms(page, page, page), layouts)
    assert len(parsed.evaluations) == 3
    assert [field.part for field in parsed.form_fields].count("note") == 6
    headed = parse(print_forms(page, page, head="某市财政局 第 {} 页"), layouts)
    assert list_facts(headed) == list_facts(parse(print_forms(page, page), layouts))


def test_a_form_header_line_split_within_its_label_is_joined(layouts: Layouts) -> None:
    head: list[Row] = [
        *HEAD[:4],
        ["当年预", "1,000,0"],
        ["算数（元）：", "00.00"],
        *HEAD[5:8],
        ["项目年度", "甲"],
        ["总目标：", "乙"],
    ]
    parsed = parse(print_forms([FORM.title, head[:5]], [head[5:10]], [head[10:], [HEADER, *ROWS, TOTAL]]), layouts)
    fields = {field.field_code: field for field in parsed.form_fields}
    assert (fields["budget"].value_text, fields["budget"].label_unit) == ("1,000,000.00", "元")
    assert (fields["budget"].first_page, fields["budget"].last_page) == (1, 2)
    assert fields["goal"].value_text == "甲乙"
    assert {field.label_normalised for field in parsed.form_fields}.isdisjoint({"算数", "项目年度", "总目标"})


def test_a_cell_printed_in_full_on_both_pages_is_read_once(layouts: Layouts) -> None:
    pages: list[list[Block]] = [[FORM.title, HEAD[:12]], [[["", "任务完成。"]], HEAD[12:], [HEADER, *ROWS, TOTAL]]]
    fields = {field.field_code: field.value_text for field in parse(print_forms(*pages), layouts).form_fields}
    assert fields["achievements"] == "任务完成。"


def test_a_header_above_notes_alone_is_a_header(layouts: Layouts) -> None:
    parsed = parse(print_forms([FORM.title, HEAD, [HEADER, *ROWS, TOTAL]], [[HEADER], *FORM.notes]), layouts)
    assert not parsed.rejections
    assert list_facts(parsed) == list_facts(parse(FORM.text().encode(), layouts))


NATIONAL_WIDTHS = (60.0, 70.0, 80.0, 60.0, 60.0, 35.0, 35.0, 60.0)


def print_national(*pages: list[Row]) -> bytes:
    """Return a national form whose table is printed page by page; None continues the cell above."""
    form = NationalForm()
    text = form.text().split("\n")
    above = [line for line in text[: text.index("\t".join(form.header))] if line]

    def fill(canvas: Canvas, page: list[Row], *, is_first: bool) -> None:
        top = 780.0
        for line in above if is_first else []:
            cells = [cell for cell in line.split("\t") if cell]
            if len(cells) == 1:
                canvas.drawString(LEFT, top - 12, cells[0])
                top -= 16
            else:
                top = draw_wrapped(canvas, [list(cells)], top, (460.0 / len(cells),) * len(cells), rule_lines)
        draw_wrapped(canvas, page, top - 20, NATIONAL_WIDTHS, rule_open_ends)

    return print_pages(
        *((lambda canvas, page=page, first=first: fill(canvas, page, is_first=first)) for page, first in zip(pages, [True, *[False] * len(pages)], strict=False))
    )  # fmt: skip


NAMES: Row = [*NationalForm().header[1:]]
LINES: list[Row] = [[*row[1:]] for row in clean_rows()]


def read_groups(content: bytes, layouts: Layouts) -> list[tuple[str | None, str | None]]:
    """Return category and level-2 name of each line item."""
    lines = parse(content, layouts).indicator_lines
    return [(line.category_normalised, line.subcategory_normalised) for line in lines if not line.is_execution_row]


def set_group(row: int, category: str | None, subcategory: str | None) -> Row:
    """Return a row with its printed labels."""
    return [category, subcategory, *LINES[row][2:]]


WHOLE = [
    ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"),
    ("效益指标", "社会效益指标"), ("效益指标", "可持续影响指标"), ("满意度指标", "服务对象满意度指标"),
]  # fmt: skip
OUTPUT: list[Row] = [
    set_group(0, "产出指标", "数量指标"),
    set_group(1, None, None),
    set_group(2, None, "质量指标"),
    set_group(3, None, "时效指标"),
]


def test_the_label_of_a_merged_cell_may_be_on_the_next_page(layouts: Layouts) -> None:
    pages = [
        [NAMES, *OUTPUT, set_group(4, "", "社会效益指标")],
        [NAMES, set_group(5, "效益指标", "可持续影响指标"), set_group(6, "满意度指标", "服务对象满意度指标")],
    ]
    assert read_groups(print_national(*pages), layouts) == WHOLE
    # If every row has its own cells, a blank cell has no meaning.
    single: list[Row] = [[cell or "" for cell in row] for row in OUTPUT]
    parts = print_national([NAMES, *single, set_group(4, "", "")], pages[1])
    assert read_groups(parts, layouts)[4] == ("产出指标", "时效指标")


def test_a_label_split_by_a_page_break_is_joined(layouts: Layouts) -> None:
    pages = [
        [NAMES, *OUTPUT, set_group(4, "效益", "社会效益指标")],
        [NAMES, set_group(5, "指标", "可持续影响指标"), set_group(6, "满意度指标", "服务对象满意度指标")],
    ]
    assert read_groups(print_national(*pages), layouts) == WHOLE


def test_a_cell_split_at_both_ends_of_a_page_is_one_cell() -> None:
    def fill(canvas: Canvas) -> None:
        draw_table(canvas, [["甲", "8"], ["乙", "6"]], 700, (100.0, 50.0), rule_lines)
        canvas.drawString(220, 676, "并")
        canvas.translate(210, 0)
        draw_table(canvas, [["丙", "7"], ["丁", "5"]], 700, (100.0, 50.0), rule_lines)

    assert read_cells(print_pages(fill)) == [["甲", "8", "并", "丙", "7"], ["乙", "6", "", "丁", "5"]]


def write_clipped(canvas: Canvas, box: tuple[float, float, float, float], *lines: tuple[float, float, str]) -> None:
    """Draw lines of text in a clip, as a spreadsheet draws a cell: left, bottom, width and height."""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(*box)
    canvas.clipPath(path, stroke=0, fill=0)
    for line in lines:
        canvas.drawString(*line)
    canvas.restoreState()


def test_text_belongs_to_the_cell_of_its_clip_and_invisible_text_to_none() -> None:
    def fill(canvas: Canvas) -> None:
        draw_table(canvas, [["", ""], ["", ""]], 700, (100.0, 100.0), rule_lines)
        write_clipped(canvas, (50, 680, 100, 20), (54, 697, "当年预算数"), (54, 685, "（元）："), (54, 673, "金额"))
        write_clipped(canvas, (50, 660, 100, 20), (54, 676, "上年预算数"), (54, 664, "（元）"))
        write_clipped(canvas, (150, 680, 100, 20), (130, 686, "30,750,000.00"))
        write_clipped(canvas, (150, 660, 100, 20), (154, 600, "不见"), (154, 620, "不见"))
        write_clipped(canvas, (0, 0, 600, 800), (50, 560, "说明"))

    assert read_cells(print_pages(fill)) == [
        ["当年预算数（元）：金额", "30,750,000.00"], ["上年预算数（元）", ""], ["说明"],
    ]  # fmt: skip


def test_text_too_long_for_its_cell_stays_in_it() -> None:
    def fill(canvas: Canvas) -> None:
        draw_table(canvas, [["", "", "8"], ["甲", "乙", ""]], 700, (80.0, 90.0, 50.0), rule_lines)
        write_clipped(canvas, (50, 680, 170, 20), (54, 686, "资金使用的合规性和有效性"))
        canvas.drawString(180, 666, "未剪的文字")

    assert read_cells(print_pages(fill)) == [["资金使用的合规性和有效性", "", "8"], ["甲", "乙 未剪的文", "字"]]


def test_lines_printed_over_each_other_are_rejected() -> None:
    def fill(canvas: Canvas, text: str) -> None:
        draw_table(canvas, [["项目管理制度的", "8"]], 700, (100.0, 50.0), rule_lines)
        canvas.drawString(54.5, 687.5, text)

    assert find_reason(print_pages(lambda canvas: fill(canvas, "具体实施处"))) == "no_text_layer"
    assert read(print_pages(lambda canvas: fill(canvas, "√"))).rows.cells[0][1] == "8"
