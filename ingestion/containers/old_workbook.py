"""The xls container, through xlrd, which like openpyxl tells a cell's number format: by it 0.98 is known to print 98%.

xls keeps a formula's last result and no sign of one that was never computed; the result is what is read. xlrd has no
bound of its own on the time and memory that forged bytes cost it: the worker that reads a document has.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlrd
from openpyxl.styles.numbers import is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.errors import ContainerError
from ingestion.containers.result import ContainerText
from ingestion.containers.sheets import Merge, Sheet, check_sheet_count, lay_out_sheets
from ingestion.containers.typed_cells import CellValue, spell_cell
from ingestion.limits import Limits

_ENCRYPTED = "Workbook is encrypted"


def read(content: bytes, limits: Limits) -> ContainerText:
    """Rows of a workbook's worksheets, one after the other (sheets.py tells how they become lines).

    ContainerError: encrypted_document, damaged_document, too_many_pages, too_many_cells.
    """
    budget = CellBudget(limits.cells)
    try:
        with (
            Path(os.devnull).open("w", encoding="utf-8") as log,
            xlrd.open_workbook(
                file_contents=content, logfile=log, formatting_info=True, on_demand=True, ragged_rows=True
            ) as book,
        ):
            check_sheet_count(book.nsheets, limits)
            rows = lay_out_sheets(_read_sheets(book, budget), budget)
    except (ContainerError, MemoryError):
        raise
    except Exception as error:  # xlrd raises nearly anything on bytes it cannot make sense of
        if str(error) == _ENCRYPTED:
            raise ContainerError("encrypted_document", "a workbook with a password") from error
        raise ContainerError("damaged_document", f"xls: {type(error).__name__}: {error}"[:200]) from error
    return ContainerText(rows, "xls", None)


def _read_sheets(book: Any, budget: CellBudget) -> Iterator[Sheet]:
    reader = _CellReader(book)
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        cells: dict[int, dict[int, str]] = {}
        for row in range(sheet.nrows):
            budget.take(sheet.row_len(row))
            held = {
                column + 1: reader.spell(sheet, row, column)
                for column, kind in enumerate(sheet.row_types(row))
                if kind != xlrd.XL_CELL_EMPTY
            }
            if held:
                cells[row + 1] = held
        merges = [Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
        yield Sheet(cells, merges)
        book.unload_sheet(index)


class _CellReader:
    """Values of a workbook's cells, and their spelling by the number format of the cell's style."""

    def __init__(self, book: Any):
        self._book = book
        self._epoch = CALENDAR_MAC_1904 if book.datemode else CALENDAR_WINDOWS_1900
        self._formats: dict[int, str] = {}

    def spell(self, sheet: Any, row: int, column: int) -> str:
        number_format = self._find_format(sheet.cell_xf_index(row, column))
        return spell_cell(self._read_value(sheet.cell(row, column), number_format), number_format)

    def _find_format(self, style: int) -> str:
        if style not in self._formats:
            number_format = self._book.format_map.get(self._book.xf_list[style].format_key)
            self._formats[style] = (number_format.format_str if number_format else None) or "General"
        return self._formats[style]

    def _read_value(self, cell: Any, number_format: str) -> CellValue:
        value: CellValue = cell.value
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(value, "#VALUE!"))
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                date: CellValue = from_excel(value, self._epoch, timedelta=is_timedelta_format(number_format))
            except (OverflowError, ValueError):  # beyond the calendar, where a sheet prints ####
                return "#VALUE!"
            return date
        return value
