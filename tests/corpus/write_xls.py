"""Sheets as a workbook of the former format."""

import io

import xlwt

from tests.corpus.grid import Cell, Sheet
from tests.corpus.typed import FORMATS, type_cell

_STYLES = {code: xlwt.easyxf("alignment: wrap on", num_format_str=code) for code in FORMATS}


def write_xls(sheets: list[Sheet], *, typed: bool) -> bytes:
    """A worksheet a form."""
    workbook = xlwt.Workbook(encoding="utf-8")
    for number, sheet in enumerate(sheets, start=1):
        page = workbook.add_sheet(f"自评表{number}")
        top = 0
        for line in sheet.above:
            for place, part in enumerate(line.split("\t")):
                page.write(top, place, part, _STYLES["@"])
            top += 1
        for cell in sheet.cells:
            _write_cell(page, cell, top, typed)
        for place, note in enumerate(sheet.below):
            page.write(top + sheet.height + place, 0, note, _STYLES["@"])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _write_cell(page: xlwt.Worksheet, cell: Cell, top: int, typed: bool) -> None:
    value: str | float | bool = cell.text
    style = _STYLES["@"]
    kept = type_cell(cell.role, cell.text)
    if typed and kept.number:
        value = bool(int(kept.number)) if kept.is_boolean else float(kept.number)
        style = _STYLES[kept.format]
    row = top + cell.row
    if cell.rows > 1 or cell.columns > 1:
        page.write_merge(row, row + cell.rows - 1, cell.column, cell.column + cell.columns - 1, value, style)
    elif value != "":
        page.write(row, cell.column, value, style)
