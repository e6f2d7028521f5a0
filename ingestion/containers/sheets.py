"""Worksheets as rows: what a workbook of either kind becomes once its cells are spelled.

Each worksheet is a page and a part, in the workbook's order, hidden ones too. A row of the sheet is a line, so that a
line's distance from the sheet's first one is its row, with two exceptions. A sheet row that prints nothing because all
cells of the row above reach down into it is no line: it would look like a break in the middle of a table. And of more
than a thousand blank rows in a stretch a thousand are kept. A blank sheet is one blank line, so that every sheet has a
line of its own to begin on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.errors import ContainerError
from ingestion.containers.text import is_blank
from ingestion.limits import Limits
from ingestion.rows import Rows

_LONGEST_GAP = 1000


class Merge(NamedTuple):
    """A range of merged cells, rows and columns from 1, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Sheet(NamedTuple):
    """A worksheet: text by row and column (from 1) of the cells that the file holds, "" where only formatted."""

    cells: dict[int, dict[int, str]]
    merges: list[Merge]


def check_sheet_count(sheets: int, limits: Limits) -> None:
    """Pass a workbook of so many sheets, before any is read; else ContainerError (too_many_pages)."""
    if sheets > limits.pages:
        raise ContainerError("too_many_pages", f"{sheets} sheets, at most {limits.pages}")


def lay_out_sheets(sheets: Iterable[Sheet], budget: CellBudget) -> Rows:
    """Rows of worksheets that are read one after the other; cells that the file leaves out are charged for."""
    lines: list[list[str]] = []
    starts: list[int] = []
    for sheet in sheets:
        starts.append(len(lines) + 1)
        _clear_merged(sheet, budget)
        lines += _lay_out(sheet, budget) or [[]]
    return Rows(lines, tuple(starts) or (1,), tuple(starts) or (1,))


def _clear_merged(sheet: Sheet, budget: CellBudget) -> None:
    """Blank what merged cells hold outside their top-left one: it is kept in the file and printed nowhere."""
    rows = sorted(sheet.cells)
    for merge in sheet.merges:
        for row in rows[bisect_left(rows, merge.first_row) : bisect_right(rows, merge.last_row)]:
            cells = sheet.cells[row]
            columns = range(merge.first_column, merge.last_column + 1)
            # Merges that overlap occur in no sound file; charging for what is looked at bounds them.
            budget.take(min(len(columns), len(cells)))
            for column in columns if len(columns) < len(cells) else list(cells):
                if column in columns and column in cells and (row, column) != merge[:2]:
                    cells[column] = ""


def _lay_out(sheet: Sheet, budget: CellBudget) -> list[list[str]]:
    """Lines of a sheet down to its last printed row; a row ends where the file's does, within the printed columns."""
    printed: dict[int, list[int]] = {}
    for row in sorted(sheet.cells):
        if columns := [column for column, text in sheet.cells[row].items() if not is_blank(text)]:
            printed[row] = columns
    widest = max((max(columns) for columns in printed.values()), default=0)
    reach = {merge[:2]: merge.last_row for merge in sheet.merges}
    lines: list[list[str]] = []
    above = 0  # the last sheet row that belongs to the line above
    for row, columns in printed.items():
        gap = max(0, min(row - above - 1, _LONGEST_GAP))
        cells = sheet.cells[row]
        width = min(max(cells), widest)
        budget.take(gap + max(0, width - len(cells)))
        lines += [[] for _ in range(gap)]
        lines.append([cells.get(column, "") for column in range(1, width + 1)])
        above = min(reach.get((row, column), row) for column in columns)
    return lines
