"""Workbooks: hidden sheets, rows, columns and text are left out and reported as notices."""

import io
from typing import Any, Literal

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import ARC_WORKBOOK

from ingestion.containers import ContainerError, ContainerText, read_container
from ingestion.containers.result import Notice
from ingestion.limits import Limits
from tests.containers.cases import find_case
from tests.containers.write_xlsx import save_workbook
from tests.containers.xlsx_parts import SHEET, change_part

AMOUNT = "5,000,000"
WHITE, DARK = "FFFFFFFF", PatternFill("solid", fgColor="FF1F4E79")


def read(content: bytes) -> ContainerText:
    """Read a workbook."""
    return read_container(content, Limits())


def make_sheet() -> tuple[Workbook, Worksheet]:
    """Return a workbook and its sheet of three rows and columns: a1 to c3."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in range(1, 4):
        sheet.append([f"{letter}{row}" for letter in "abc"])
    return workbook, sheet


def save_old(workbook: Any) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def make_old_sheet() -> tuple[Any, Any]:
    """Return the same as xls."""
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("表")
    for row in range(3):
        for column, letter in enumerate("abc"):
            sheet.write(row, column, f"{letter}{row + 1}")
    return workbook, sheet


# Sheets


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_left_out(state: Literal["hidden", "veryHidden"]) -> None:
    workbook, _ = make_sheet()
    workbook.create_sheet("旧", 0).append(["旧"])
    workbook.create_sheet("底").append(["底"])
    workbook.worksheets[0].sheet_state = workbook.worksheets[2].sheet_state = state
    text = read(save_workbook(workbook))
    assert (text.rows.cells[0], text.rows.page_starts, len(text.rows.cells)) == (["a1", "b1", "c1"], (1,), 3)
    assert text.notices == (Notice("hidden_sheet", 1, "旧"), Notice("hidden_sheet", 3, "底"))


def test_a_workbook_of_hidden_sheets_is_empty() -> None:
    workbook, _ = make_sheet()
    content = save_workbook(workbook)
    content = change_part(content, ARC_WORKBOOK, lambda xml: xml.replace(b'state="visible"', b'state="hidden"'))
    with pytest.raises(ContainerError) as caught:
        read(content)
    assert caught.value.reason_code == "empty_document"


def test_hidden_sheets_of_an_xls_are_left_out() -> None:
    old = xlwt.Workbook()
    for visibility, name in enumerate(["甲", "乙", "丙"]):  # shown, hidden, very hidden
        sheet = old.add_sheet(name)
        sheet.write(0, 0, name)
        sheet.visibility = visibility
    text = read(save_old(old))
    assert text.rows.cells == [["甲"]]
    assert text.notices == (Notice("hidden_sheet", 1, "乙 | 丙"),)


# Rows and columns


def test_hidden_rows_and_columns_are_left_out() -> None:
    workbook, sheet = make_sheet()
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    text = read(save_workbook(workbook))
    assert text.rows.cells == [["a1", "c1"], ["a3", "c3"]]
    assert text.notices == (Notice("hidden_columns", 1, "b1 b3"), Notice("hidden_rows", 2, "a2 b2 c2"))


def test_hidden_rows_and_columns_of_an_xls_are_left_out() -> None:
    workbook, sheet = make_old_sheet()
    sheet.row(1).hidden = 1
    sheet.col(1).hidden = 1
    text = read(save_old(workbook))
    assert text.rows.cells == [["a1", "c1"], ["a3", "c3"]]
    assert text.notices == (Notice("hidden_columns", 1, "b1 b3"), Notice("hidden_rows", 2, "a2 b2 c2"))


def test_rows_without_height_and_columns_without_width_are_hidden() -> None:
    workbook, sheet = make_sheet()
    sheet.row_dimensions[1].height = 0.5
    sheet.column_dimensions["C"].width = 77
    content = change_part(save_workbook(workbook), SHEET, lambda xml: xml.replace(b'width="77"', b'width="0"'))
    assert read(content).rows.cells == [["a2", "b2"], ["a3", "b3"]]


def test_a_list_in_a_hidden_column_next_to_the_title_is_left_out() -> None:
    text = read(find_case("forms/10_hidden_helper_column_row1.xlsx").read_bytes())
    assert text.rows.cells[0] == ["项目绩效自我评价"]
    assert [notice.code for notice in text.notices] == ["hidden_columns"]


def test_a_merged_cell_is_visible_next_to_its_hidden_row_or_column() -> None:
    workbook, sheet = make_sheet()
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B3:C3")
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["B"].hidden = True
    assert read(save_workbook(workbook)).rows.cells == [["a1", "c2"], ["a3", "b3"]]


def test_visible_blank_rows_are_kept() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in (1, 4, 8):
        sheet.cell(row, 1, f"a{row}")
    for row in (2, 5, 6, 7):
        sheet.row_dimensions[row].hidden = True
    text = read(save_workbook(workbook))
    assert text.rows.cells == [["a1"], [], ["a4"], ["a8"]]
    assert text.notices == ()


def test_a_sheet_of_hidden_columns_and_many_rows_is_read_in_time() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in range(1, 3001):
        sheet.cell(row, 1, "a")
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["B"].min, sheet.column_dimensions["B"].max = 2, 16_384
    assert len(read(save_workbook(workbook)).rows.cells) == 3000


# Text in cells


RUNS = [
    (InlineFont(strike=True), "struck_text"),
    (InlineFont(color=Color(WHITE)), "hidden_text"),
    (InlineFont(color=Color(theme=0)), "hidden_text"),
    (InlineFont(color=Color(indexed=9)), "hidden_text"),
    (InlineFont(sz=1), "hidden_text"),
]


@pytest.mark.parametrize("is_shared", [True, False])
@pytest.mark.parametrize(("font", "code"), RUNS)
def test_an_invisible_run_is_not_part_of_an_amount(font: InlineFont, code: str, is_shared: bool) -> None:
    workbook, sheet = make_sheet()
    sheet["B2"] = CellRichText(TextBlock(font, "9"), TextBlock(InlineFont(sz=11), AMOUNT))
    text = read(save_workbook(workbook) if is_shared else save_old(workbook))
    assert text.rows.cells[1] == ["a2", AMOUNT, "c2"]
    assert text.notices == (Notice(code, 2, "9"),)


@pytest.mark.parametrize(
    "font",
    [InlineFont(strike=False), InlineFont(color=Color("FFFF0000")), InlineFont(color=Color(theme=1)), InlineFont(color=Color(theme=4)), InlineFont(color=Color(theme=0, tint=-0.35)), InlineFont(sz=8)],
)  # fmt: skip
def test_a_visible_run_is_kept(font: InlineFont) -> None:
    workbook, sheet = make_sheet()
    sheet["B2"] = CellRichText(TextBlock(font, "9"), "8")
    text = read(save_workbook(workbook))
    assert (text.rows.cells[1][1], text.notices) == ("98", ())


def test_raised_and_lowered_runs_are_marks() -> None:
    workbook, sheet = make_sheet()
    sheet["B2"] = CellRichText(
        AMOUNT, TextBlock(InlineFont(vertAlign="superscript"), "[1]"), TextBlock(InlineFont(vertAlign="subscript"), "2")
    )
    assert read(save_workbook(workbook)).rows.cells[1][1] == f"{AMOUNT}[¹]₂"


@pytest.mark.parametrize(
    ("font", "code"),
    [(Font(strike=True), "struck_text"), (Font(color=WHITE), "hidden_text"), (Font(size=1), "hidden_text")],
)
@pytest.mark.parametrize("value", [5_000_000, "5,000,000"])
def test_an_invisible_cell_is_blank(font: Font, code: str, value: object) -> None:
    workbook, sheet = make_sheet()
    sheet["B2"].value, sheet["B2"].font = value, font
    text = read(save_workbook(workbook))
    assert text.rows.cells[1] == ["a2", "", "c2"]
    assert text.notices == (Notice(code, 2, str(value)),)


def test_white_text_is_visible_on_a_dark_cell() -> None:
    workbook, sheet = make_sheet()
    sheet["B2"].font, sheet["B2"].fill = Font(color=WHITE), DARK
    sheet["C2"].font, sheet["C2"].fill = Font(color=WHITE), PatternFill("solid", fgColor=Color(theme=4))
    sheet["C3"].value, sheet["C3"].fill = CellRichText(TextBlock(InlineFont(color=Color(WHITE)), "8")), DARK
    text = read(save_workbook(workbook))
    assert (text.rows.cells[1:], text.notices) == ([["a2", "b2", "c2"], ["a3", "b3", "8"]], ())


def test_a_format_that_prints_nothing_hides_its_cell() -> None:
    workbook, sheet = make_sheet()
    sheet["B2"].value, sheet["B2"].number_format = 5_000_000, ";;;"
    text = read(save_workbook(workbook))
    assert (text.rows.cells[1], text.notices) == (["a2", "", "c2"], (Notice("hidden_text", 2, "5000000"),))


def test_zeros_of_a_sheet_that_shows_none_are_blank() -> None:
    for shows, cell in ((True, "0"), (False, "")):
        workbook, sheet = make_sheet()
        sheet.sheet_view.showZeros = shows
        sheet["B2"], sheet["C2"] = 0, "0"
        old_workbook, old_sheet = make_old_sheet()
        old_sheet.show_zero_values = int(shows)
        old_sheet.write(3, 1, 0)
        old_sheet.write(3, 2, "0")
        for content, line in ((save_workbook(workbook), 2), (save_old(old_workbook), 4)):
            text = read(content)
            assert text.rows.cells[line - 1][1:] == [cell, "0"]
            assert text.notices == (() if shows else (Notice("hidden_text", line, "0"),))


def test_an_amount_not_in_yuan_is_not_a_plain_number() -> None:
    workbook, sheet = make_sheet()
    sheet["B2"].value, sheet["B2"].number_format = 5_000_000, "[$€-2] #,##0.00"
    sheet["C2"].value, sheet["C2"].number_format = 5_000_000, "[$¥-804]#,##0.00"
    text = read(save_workbook(workbook))
    assert text.rows.cells[1] == ["a2", "€5000000", "5000000"]
    assert text.notices == (Notice("foreign_currency", 2, "€5000000"),)


def test_a_currency_format_given_only_by_number_is_that_of_the_reader() -> None:
    workbook, sheet = make_sheet()
    sheet["B2"].value, sheet["B2"].number_format = 5_000_000, '"$"#,##0.00_);("$"#,##0.00)'  # written as format 7
    sheet["C2"].value, sheet["C2"].number_format = 5_000_000, '"$"#,##0.00'
    assert read(save_workbook(workbook)).rows.cells[1] == ["a2", "5000000", "US$5000000"]


def test_invisible_text_in_an_xls_is_left_out() -> None:
    workbook, sheet = make_old_sheet()
    struck, white, raised = (
        xlwt.easyfont("struck_out true"),
        xlwt.easyfont("color_index white"),
        xlwt.easyfont("escapement superscript"),
    )
    amount = (AMOUNT, xlwt.easyfont(""))
    sheet.write_rich_text(3, 0, [("9", struck), amount])
    sheet.write_rich_text(3, 1, [("9", white), amount])
    sheet.write_rich_text(3, 2, [amount, ("1", raised)])
    sheet.write(4, 0, 9, xlwt.easyxf("font: struck_out true"))
    sheet.write(4, 1, 9, xlwt.easyxf("font: color_index white"))
    sheet.write(4, 2, 8, xlwt.easyxf("font: color_index white; pattern: pattern solid, fore_colour dark_blue"))
    sheet.write(5, 0, 9, xlwt.easyxf(num_format_str=";;;"))
    sheet.write(5, 1, 5_000_000, xlwt.easyxf(num_format_str="[$$-409]#,##0.00"))
    text = read(save_old(workbook))
    assert text.rows.cells[3:] == [[AMOUNT, AMOUNT, f"{AMOUNT}¹"], ["", "", "8"], ["", "US$5000000"]]
    assert text.notices == (
        Notice("hidden_text", 4, "9"),
        Notice("struck_text", 4, "9"),
        Notice("hidden_text", 5, "9"),
        Notice("struck_text", 5, "9"),
        Notice("foreign_currency", 6, "US$5000000"),
        Notice("hidden_text", 6, "9"),
    )


@pytest.mark.parametrize(
    ("name", "cell", "codes"),
    [
        ("faults/xlsx_pair_sup.xlsx", "5000000¹", []),
        ("faults/xlsxfmt_usd.xlsx", "US$5000000", ["foreign_currency"]),
        ("faults/xlsx_hidden_sheet.xlsx", "1220000", ["hidden_sheet"]),
        ("public/k5_hidden_sheet.xlsx", "可见表项目", ["hidden_sheet"]),
    ],
)
def test_the_cases_have_the_visible_text(name: str, cell: str, codes: list[str]) -> None:
    text = read(find_case(name).read_bytes())
    assert any(cell in row for row in text.rows.cells)
    assert [notice.code for notice in text.notices] == codes
    assert len(text.rows.part_starts) == 1
