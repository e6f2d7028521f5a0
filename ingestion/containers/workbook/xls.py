"""Read the xls container with xlrd, which like openpyxl returns number formats: they show whether 0.98 prints as 98%.

xls stores the last result of a formula and does not mark formulas that were never computed; the result is read. xlrd
does not limit the time and memory that forged bytes cost; the limits of the worker apply.
"""

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

import xlrd
from openpyxl.styles.numbers import is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from xlrd.biffh import XL_EOF, XL_FOOTER, XL_HEADER, XL_ROW, unpack_string, unpack_unicode

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.colours import WHITE, Colour
from ingestion.containers.errors import ContainerError
from ingestion.containers.result import ContainerText
from ingestion.containers.workbook.cell_fonts import FontLook, name_symbols, read_runs
from ingestion.containers.workbook.page_headers import read_page_header
from ingestion.containers.workbook.ranges import Merge
from ingestion.containers.workbook.sheets import (
    CellNote,
    HiddenSheet,
    Sheet,
    SheetMargin,
    check_sheet_count,
    lay_out_sheets,
)
from ingestion.containers.workbook.typed_cells import CellValue, print_cell
from ingestion.limits import Limits

_ENCRYPTED = "Workbook is encrypted"
_TWIPS = 20  # per point
_SOLID = 1
_SHIFTS = {1: 1, 2: -1}
# Records of a sheet: its header and footer are before its rows.
_RECORD = Struct("<HH")  # code and length
_LAST_RECORDS = (XL_ROW, XL_EOF)
_FIRST_UNICODE = 80  # BIFF8


def read(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of a workbook's worksheets, one after the other (see sheets.py for the lines).

    Text that is hidden, struck out or white on white is left out and reported as notices.
    Raises ContainerError: encrypted_document, damaged_document, too_many_pages, too_many_cells.
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
            laid_out = lay_out_sheets(_read_sheets(book, budget), budget)
    except (ContainerError, MemoryError):
        raise
    except Exception as error:  # xlrd raises many error types on damaged files
        if str(error) == _ENCRYPTED:
            raise ContainerError("encrypted_document", "a workbook with a password") from error
        raise ContainerError("damaged_document", f"xls: {type(error).__name__}: {error}"[:200]) from error
    return ContainerText(laid_out.rows, "xls", None, notices=laid_out.notices, margins=laid_out.margins)


def _read_sheets(book: Any, budget: CellBudget) -> Iterator[Sheet | HiddenSheet]:
    reader = _CellReader(book)
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        if sheet.visibility:
            yield HiddenSheet(sheet.name)
        else:
            yield _read_sheet(sheet, reader, budget)._replace(margins=[*map(SheetMargin, _list_margins(book, index))])
        book.unload_sheet(index)


def _read_sheet(sheet: Any, reader: "_CellReader", budget: CellBudget) -> Sheet:
    cells: dict[int, dict[int, str]] = {}
    notes: list[CellNote] = []
    for row in range(sheet.nrows):
        budget.take(sheet.row_len(row))
        held: dict[int, str] = {}
        for column, kind in enumerate(sheet.row_types(row)):
            if kind != xlrd.XL_CELL_EMPTY:
                held[column + 1], hidden = reader.read(sheet, row, column)
                notes += [CellNote(row + 1, column + 1, code, text) for code, text in hidden]
        if held:
            cells[row + 1] = held
    merges = [Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    hidden_rows = {
        row + 1
        for row, info in sheet.rowinfo_map.items()
        if info.hidden or (info.height == 0 and not info.has_default_height)
    }
    hidden_columns = {column + 1 for column, info in sheet.colinfo_map.items() if info.hidden or info.width == 0}
    return Sheet(cells, merges, hidden_rows, hidden_columns, notes, [])


def _list_margins(book: Any, index: int) -> Iterator[str]:
    """Yield the lines of the header and footer of a sheet, which xlrd skips."""
    place = book._sh_abs_posn[index]
    code = None
    while code not in _LAST_RECORDS and place + _RECORD.size <= len(book.mem):
        code, length = _RECORD.unpack_from(book.mem, place)
        place += _RECORD.size
        if code in (XL_HEADER, XL_FOOTER) and length:
            spelling = book.mem[place : place + length]
            is_unicode = book.biff_version >= _FIRST_UNICODE
            yield from read_page_header(
                unpack_unicode(spelling, 0) if is_unicode else unpack_string(spelling, 0, book.encoding)
            )
        place += length


class _Style(NamedTuple):
    """How cells of a style are printed: number format, font, background, and the reason if they are not printed."""

    number_format: str
    font: FontLook
    behind: Colour | None
    reason: str


class _CellReader:
    """Read the values of a workbook's cells, and convert them to text by the number formats of their styles."""

    def __init__(self, book: Any):
        self._book = book
        self._epoch = CALENDAR_MAC_1904 if book.datemode else CALENDAR_WINDOWS_1900
        # Formats that the file defines; for others xlrd has the American ones, whose currency is unknown.
        self._spelled = {number_format.format_key for number_format in book.format_list}
        self._styles: dict[int, _Style] = {}
        self._fonts: dict[int, FontLook] = {}

    def read(self, sheet: Any, row: int, column: int) -> tuple[str, list[tuple[str, str]]]:
        """Return the printed text of a cell, and code and text of parts not printed as they are."""
        style = self._find_style(sheet.cell_xf_index(row, column))
        value = self._read_value(sheet.cell(row, column), style.number_format)
        notes: list[tuple[str, str]] = []
        if isinstance(value, str) and not style.reason and (runs := sheet.rich_text_runlist_map.get((row, column))):
            value, notes = read_runs(self._split_runs(value, runs, style.font), style.behind)
        elif isinstance(value, str) and style.font.symbols:
            value = style.font.print_text(value)
        text, own = print_cell(value, style.number_format, style.reason, hides_zeros=not sheet.show_zero_values)
        return text, notes + own

    def _split_runs(self, text: str, runs: list[tuple[int, int]], font: FontLook) -> Iterator[tuple[str, FontLook]]:
        """Yield the parts of a text with their fonts; the part before the first run has the font of the cell."""
        starts = [(0, font), *((start, self._find_font(index)) for start, index in runs)]
        for (start, own), (end, _) in pairwise([*starts, (len(text), font)]):
            yield text[start:end], own

    def _find_style(self, index: int) -> _Style:
        if index not in self._styles:
            style = self._book.xf_list[index]
            font, behind = self._find_font(style.font_index), self._read_fill(style.background)
            self._styles[index] = _Style(self._find_format(style.format_key), font, behind, font.find_reason(behind))
        return self._styles[index]

    def _find_format(self, key: int) -> str:
        number_format = self._book.format_map.get(key)
        spelling = (number_format.format_str if number_format else None) or "General"
        return "#,##0.00" if "$" in spelling and key not in self._spelled else spelling

    def _find_font(self, index: int) -> FontLook:
        if index not in self._fonts:
            fonts = self._book.font_list
            self._fonts[index] = self._read_font(fonts[index]) if index < len(fonts) else FontLook()
        return self._fonts[index]

    def _read_font(self, font: Any) -> FontLook:
        return FontLook(
            bool(font.struck_out),
            self._book.colour_map.get(font.colour_index),
            font.height / _TWIPS or None,
            _SHIFTS.get(font.escapement, 0),
            name_symbols(font.name),
        )

    def _read_fill(self, background: Any) -> Colour | None:
        if background is None or background.fill_pattern == 0:
            return WHITE
        colour: Colour | None = self._book.colour_map.get(background.pattern_colour_index)
        return colour if background.fill_pattern == _SOLID else None

    def _read_value(self, cell: Any, number_format: str) -> CellValue:
        value: CellValue = cell.value
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(value, "#VALUE!"))
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                date: CellValue = from_excel(value, self._epoch, timedelta=is_timedelta_format(number_format))
            except (OverflowError, ValueError):  # outside the calendar; a sheet prints ####
                return "#VALUE!"
            return date
        return value
