"""Workbooks, xlsx and xls: retyped forms have the same facts; sheets, merged cells, number formats and formulas."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ingestion.containers import read_container
from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from ingestion.records import ParsedDocument
from tests.containers.facts import TEXTS, list_facts
from tests.containers.write_xls import write_xls
from tests.containers.write_xlsx import make_workbook, save_workbook, write_xlsx
from tests.containers.xlsx_parts import SHEET, change_part, write_sheet
from tests.shanghai_form import Form

LIMITS = Limits()
WRITERS = {"xlsx": write_xlsx, "xls": write_xls}


def parse(content: bytes, layouts: Layouts) -> ParsedDocument:
    """Read a document."""
    return parse_document(content, "0" * 64, layouts)


def read_cells(content: bytes, limits: Limits = LIMITS) -> list[list[str]]:
    """Return the rows of a workbook."""
    return read_container(content, limits).rows.cells


def save_old(workbook: xlwt.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def figures(parsed: ParsedDocument) -> list[dict[str, object]]:
    """Return the facts of a document with figures as numbers: 98.00% is 98%, and 30,750,000.00 is 30750000."""

    def read(value: object) -> object:
        figure = re.fullmatch(r"([\d,]+(?:\.\d+)?)(%?)", value) if isinstance(value, str) else None
        return (Decimal(figure[1].replace(",", "")), figure[2]) if figure else value

    return [
        {name: read(value) for name, value in fact.items() if name != "content_hash"} for fact in list_facts(parsed)
    ]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("container", ["xlsx", "xls"])
def test_retyped_forms_give_the_same_facts(text: str, layouts: Layouts, container: str) -> None:
    printed = parse(text.encode(), layouts)
    as_text, typed = (parse(WRITERS[container](text, typed=typed), layouts) for typed in (False, True))
    assert list_facts(as_text) == list_facts(printed)
    assert figures(typed) == figures(printed)
    for parsed in (as_text, typed):
        assert (parsed.document.container, parsed.document.fragment_line_count) == (container, 0)
        assert [evaluation.first_page for evaluation in parsed.evaluations] == [*range(1, len(parsed.evaluations) + 1)]


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_forms_have_the_same_rows_in_both_kinds_of_workbook(text: str) -> None:
    assert read_container(write_xlsx(text), LIMITS).rows == read_container(write_xls(text), LIMITS).rows


# Sheets


def test_each_sheet_is_read_in_its_order(layouts: Layouts) -> None:
    workbook = make_workbook(Form().text() + Form().with_head(项目名称="乙项目").text())
    guide = workbook.create_sheet("填报说明", index=1)
    guide["A1"], guide["A3"] = "填报说明", "一、请按实际情况填写。"
    content = save_workbook(workbook)
    rows = read_container(content, LIMITS).rows
    assert rows.part_starts == rows.page_starts
    assert len(rows.page_starts) == 3
    parsed = parse(content, layouts)
    names = [f.value_normalised for f in parsed.form_fields if f.field_code == "project_name"]
    assert names == ["甲项目", "乙项目"]
    assert [(e.first_page, e.last_page, e.first_line) for e in parsed.evaluations] == [
        (1, 1, rows.page_starts[0]),
        (3, 3, rows.page_starts[2]),
    ]
    assert [(r.reason_code, r.first_line, r.excerpt) for r in parsed.rejections] == [
        ("sheet_without_form", rows.page_starts[1], "填报说明")
    ]
    assert parsed.document.rejected_line_count == 2


@pytest.mark.parametrize("container", ["xlsx", "xls"])
def test_lines_are_the_rows_of_the_sheet_and_blank_sheets_have_one(container: str) -> None:
    cells = {(3, 2): "甲", (5, 1): "乙", (5, 4): "丙"}
    if container == "xlsx":
        workbook = Workbook()
        workbook.create_sheet()
        sheet = workbook.create_sheet()
        for place, value in cells.items():
            sheet.cell(*place, value)
        content = save_workbook(workbook)
    else:
        old = xlwt.Workbook()
        old.add_sheet("一"), old.add_sheet("二")
        old_sheet = old.add_sheet("三")
        for (row, column), value in cells.items():
            old_sheet.write(row - 1, column - 1, value)
        content = save_old(old)
    rows = read_container(content, LIMITS).rows
    assert rows.cells == [[], [], [], [], ["", "甲"], [], ["乙", "", "", "丙"]]
    assert rows.page_starts == rows.part_starts == (1, 2, 3)
    assert [rows.page_of(line) for line in (1, 2, 3, 7)] == [1, 2, 3, 3]


def test_a_chart_sheet_is_ignored() -> None:
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = "甲"
    workbook.create_chartsheet(index=0).add_chart(BarChart())
    rows = read_container(save_workbook(workbook), LIMITS).rows
    assert (rows.cells, rows.page_starts) == ([["甲"]], (1,))


def test_a_single_cell_in_the_last_corner_does_not_create_a_grid() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    cells = read_cells(write_sheet(far), Limits(cells=20_000))
    assert (cells[0], cells[-1][-1]) == (["1"], "2")
    assert len(cells) == 1002
    assert sum(map(len, cells)) == 1 + 16_384


def test_formatted_blank_cells_after_printed_ones_are_ignored() -> None:
    formatted = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="0"/><c r="D1" s="0"/></row><row r="9"><c r="A9"/></row>'
    printed = '<row r="2"><c r="B2"><v>2</v></c></row>'
    assert read_cells(write_sheet(formatted + printed)) == [["1", ""], ["", "2"]]


def test_the_stated_size_of_a_sheet_is_ignored() -> None:
    content = save_workbook(make_workbook(Form().text()))
    claimed = change_part(content, SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1"', xml))
    assert claimed != content
    assert read_cells(claimed) == read_cells(content)


# Merged cells


@pytest.mark.parametrize("container", ["xlsx", "xls"])
def test_text_hidden_by_merged_cells_is_not_read(container: str) -> None:
    if container == "xlsx":
        workbook = Workbook()
        sheet = workbook.worksheets[0]
        sheet.append(["产出目标", "完成率", 20])
        sheet.append(["产出目标", "达标率", 7])
        below = b'<mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells><pageMargins'
        content = change_part(save_workbook(workbook), SHEET, lambda xml: xml.replace(b"<pageMargins", below))
    else:
        old = xlwt.Workbook()
        old_sheet = old.add_sheet("一", cell_overwrite_ok=True)
        old_sheet.merge(0, 1, 0, 0), old_sheet.merge(0, 0, 1, 2)
        for row, texts in enumerate([["产出目标", "完成率", 20], ["产出目标", "达标率", 7]]):
            for column, value in enumerate(texts):
                old_sheet.write(row, column, value)
        content = save_old(old)
    assert read_cells(content) == [["产出目标", "完成率", ""], ["", "达标率", "7"]]


def test_a_table_row_over_two_sheet_rows_is_one_line(layouts: Layouts) -> None:
    form = Form().with_cell(8, 3, "").with_cell(8, 4, "").with_cell(8, 2, "")  # only a name: a placeholder
    single = parse(save_workbook(make_workbook(form.text())), layouts)
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    lines = [line.split("\t") for line in form.text().split("\n") if line]
    for place, cells in enumerate(lines):
        for column, value in enumerate(cells, start=1):
            sheet.cell(2 * place + 1, column, value or None)
            sheet.merge_cells(start_row=2 * place + 1, end_row=2 * place + 2, start_column=column, end_column=column)
    tall = parse(save_workbook(workbook), layouts)
    assert figures(tall) == figures(single)
    assert tall.document.fragment_line_count == 0


# Typed cells


def write_values(*values: tuple[Any, str]) -> bytes:
    """Return an xlsx with a column of values, each with a number format."""
    workbook = Workbook()
    for row, (value, number_format) in enumerate(values, start=1):
        cell = workbook.worksheets[0].cell(row, 1)
        cell.value, cell.number_format = value, number_format
    return save_workbook(workbook)


def write_old_values(*values: tuple[Any, str], is_1904: bool = False) -> bytes:
    """Return an xls with a column of values, each with a number format; a text that starts with # is an error."""
    workbook = xlwt.Workbook()
    workbook.dates_1904 = is_1904
    sheet = workbook.add_sheet("一")
    for row, (value, number_format) in enumerate(values):
        if isinstance(value, str) and value.startswith("#"):
            sheet.row(row).set_cell_error(0, {"#N/A": 0x2A}.get(value, value))
        else:
            sheet.write(row, 0, value, xlwt.easyxf(num_format_str=number_format))
    return save_old(workbook)


VALUES: list[tuple[Any, str, str]] = [
    (0.98, "0.00%", "98%"),
    (0.9835, "0%", "98.35%"),
    (30_750_000, "#,##0.00", "30750000"),
    (3075, '0.00"万元"', "3075万元"),
    (735.0, "General", "735"),
    (0.1 + 0.2, "0.0", "0.3"),
    (date(2020, 5, 14), "yyyy-mm-dd", "2020-05-14"),
    (date(2020, 5, 14), 'yyyy"年"m"月"d"日"', "2020-05-14"),
    (43965, "m/d/yy", "2020-05-14"),
    (datetime.fromisoformat("2020-05-14T09:30"), "yyyy/m/d h:mm", "2020-05-14 09:30"),
    (time(9, 30), "h:mm", "09:30"),
    (1.5, "[h]:mm", "36:00"),
    (True, "General", "TRUE"),
    ("#DIV/0!", "General", "#DIV/0!"),
    ("#N/A", "General", "#N/A"),
    ("98.00%", "@", "98.00%"),
    ("第一行\r\n第二行\t完", "General", "第一行\n第二行 完"),
    (99_999_999, "yyyy-mm-dd", "#VALUE!"),
]


@pytest.mark.parametrize("write", [write_values, write_old_values], ids=["xlsx", "xls"])
def test_typed_cells_have_the_same_text_in_both_kinds_of_workbook(write: Callable[..., bytes]) -> None:
    content = write(*[(value, number_format) for value, number_format, _ in VALUES])
    assert [cells[0] for cells in read_cells(content)] == [spelling for *_, spelling in VALUES]


def test_dates_count_from_1904_where_the_workbook_does() -> None:
    workbook = Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.worksheets[0]["A1"] = date(2020, 5, 14)
    assert read_cells(save_workbook(workbook)) == [["2020-05-14"]]
    serial = (date(2020, 5, 14) - date(1904, 1, 1)).days
    assert read_cells(write_old_values((serial, "yyyy-mm-dd"), is_1904=True)) == [["2020-05-14"]]


@pytest.mark.parametrize("number", [27, 31, 36, 57, 58])
def test_dates_in_a_format_that_only_east_asian_excel_knows_are_dates(number: int) -> None:
    content = write_values((43965, '0.00"万元"'))
    named = change_part(
        content,
        "xl/styles.xml",
        lambda xml: re.sub(rb"<numFmts.*?</numFmts>", b"", xml).replace(
            b'numFmtId="164"', f'numFmtId="{number}"'.encode()
        ),
    )
    assert read_cells(named) == [["2020-05-14"]]


@pytest.mark.parametrize(
    ("cell", "spelling"),
    [
        ("<c><f>SUM(D2:D9)</f><v>100</v></c>", "100"),
        ('<c t="str"><f>A1&amp;B1</f><v>甲乙</v></c>', "甲乙"),
        ('<c t="str"><f>IF(A1="","",A1)</f><v></v></c>', None),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c t="b"><f>1=1</f><v>1</v></c>', "TRUE"),
        ("<c><f>SUM(D2:D9)</f><v></v></c>", "=SUM(D2:D9)"),
        ("<c><f>SUM(D2:D9)</f></c>", "=SUM(D2:D9)"),
        ('<c><f t="shared" si="0"/></c>', "="),
        ('<c t="inlineStr"><is><r><t>项目</t></r><r><t>名称</t></r></is></c>', "项目名称"),
        ('<c t="d"><v>2020-05-14T00:00:00Z</v></c>', "2020-05-14"),
    ],
)
def test_a_formula_is_its_result_or_else_its_text(cell: str, spelling: str | None) -> None:
    content = write_sheet(f"<row>{cell}<c><v>1</v></c></row>")
    assert read_cells(content) == [[spelling or "", "1"]]


def test_a_total_that_was_never_computed_is_not_a_number(layouts: Layouts) -> None:
    workbook = make_workbook(Form().text())
    sheet = workbook.worksheets[0]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "合计")
    for column in (4, 5):
        sheet.cell(row, column).value = f"=SUM({'ABCDE'[column - 1]}13:{'ABCDE'[column - 1]}{row - 1})"
    content = save_workbook(workbook)
    (evaluation,) = parse(content, layouts).evaluations
    assert evaluation.total_weight_text == f"=SUM(D13:D{row - 1})"
    computed = change_part(
        content,
        SHEET,
        lambda xml: re.sub(rb"</f><v ?/>|</f><v></v>", b"</f><v>100</v>", xml),
    )
    (evaluation,) = parse(computed, layouts).evaluations
    assert (evaluation.total_weight_text, evaluation.total_score_text) == ("100", "100")
