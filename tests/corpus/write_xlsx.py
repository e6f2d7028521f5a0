"""Write sheets as a workbook, with hidden sheets and choices in a hidden column."""

from openpyxl.utils import get_column_letter

from orchestration.demo.writers.sheet import Sheet
from orchestration.demo.writers.xlsx import make_workbook
from tests.containers.write_xlsx import save_workbook
from tests.corpus.typed import type_cell, type_money


def write_xlsx(sheets: list[Sheet], *, typed: bool, hidden: tuple[Sheet, ...] = ()) -> bytes:
    """Return a workbook with one worksheet for each sheet; those of `hidden` are hidden."""
    workbook = make_workbook([*sheets, *hidden], type_cell if typed else type_money)
    for sheet, page in zip(sheets, workbook.worksheets, strict=False):
        if "helper_column" in sheet.options:
            column = sheet.width + 2
            for row, choice in enumerate(["是", "否"][: len(sheet.above)], start=1):
                page.cell(row, column).value = choice
            page.column_dimensions[get_column_letter(column)].hidden = True
    for page in workbook.worksheets[len(sheets) :]:
        page.sheet_state = "hidden"
    return save_workbook(workbook)
