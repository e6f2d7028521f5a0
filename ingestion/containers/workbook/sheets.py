"""Convert worksheets of xlsx and xls to rows, after their cells are converted to text.

Each worksheet is a page and a part, in workbook order. A hidden worksheet is not read. Each visible sheet row is a
line, with two exceptions. A blank row into which all cells of the row above extend (merged cells) is not a line: it
would look like a break in the middle of a table. Of more than a thousand consecutive blank rows, a thousand are kept.
Hidden rows and columns are left out, except for the text of a merged cell that starts in one and is visible next to
it. A blank sheet is one blank line, so that every sheet has a first line.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.errors import ContainerError
from ingestion.containers.result import MarginText, Notice
from ingestion.containers.rows import Rows
from ingestion.containers.text import is_blank
from ingestion.containers.unshown import HIDDEN_COLUMNS, HIDDEN_ROWS, HIDDEN_SHEET, Unshown
from ingestion.containers.workbook.ranges import Merge
from ingestion.limits import Limits

_LONGEST_GAP = 1000


class CellNote(NamedTuple):
    """Content of a cell that is not printed as it is: code of the notice, and the text; of a text box in column 0."""

    row: int
    column: int
    code: str
    text: str


class SheetMargin(NamedTuple):
    """A line of a header or footer or a text box, and whether the first page has it."""

    text: str
    is_sure: bool = True


class Sheet(NamedTuple):
    """A worksheet: text by row and column (from 1) of the cells in the file, "" if only formatted; hidden rows and
    columns; the lines of its printed headers, footers and text boxes."""

    cells: dict[int, dict[int, str]]
    merges: list[Merge]
    hidden_rows: set[int]
    hidden_columns: set[int]
    notes: list[CellNote]
    margins: list[SheetMargin]


class LaidOut(NamedTuple):
    """The rows of a workbook, its notices, and the printed headers and footers of its sheets."""

    rows: Rows
    notices: tuple[Notice, ...]
    margins: tuple[MarginText, ...]


class HiddenSheet(NamedTuple):
    """A hidden worksheet."""

    name: str


def check_sheet_count(sheets: int, limits: Limits) -> None:
    """Check the number of sheets before any is read. Raises ContainerError (too_many_pages)."""
    if sheets > limits.pages:
        raise ContainerError("too_many_pages", f"{sheets} sheets, at most {limits.pages}")


def lay_out_sheets(sheets: Iterable[Sheet | HiddenSheet], budget: CellBudget) -> LaidOut:
    """Return the rows of worksheets, read one after the other; cells missing in the file count against the budget."""
    lines: list[list[str]] = []
    starts: list[int] = []
    margins: list[MarginText] = []
    merged: set[tuple[int, int]] = set()
    unshown = Unshown()
    for sheet in sheets:
        if isinstance(sheet, HiddenSheet):
            unshown.add(HIDDEN_SHEET, len(lines) + 1, sheet.name)
            continue
        starts.append(len(lines) + 1)
        sheet = _drop_hidden(_move_merged(sheet, budget), budget)
        _clear_merged(sheet, budget)
        laid_out, places = _lay_out(sheet, budget)
        for note in sheet.notes:
            place = bisect_left(places, note.row, key=lambda place: place[0])
            line = places[min(place, len(places) - 1)][1] if places else 1
            unshown.add(note.code, len(lines) + line, note.text)
        merged.update((len(lines) + line, column) for line, column in _find_merged(sheet, places, budget))
        lines += laid_out or [[]]
        margins += [MarginText(starts[-1], len(lines), (text,), is_sure) for text, is_sure in sheet.margins]
    rows = Rows(lines, tuple(starts) or (1,), tuple(starts) or (1,), merged=frozenset(merged))
    return LaidOut(rows, unshown.list_notices(max(1, len(lines))), tuple(margins))


def _move_merged(sheet: Sheet, budget: CellBudget) -> Sheet:
    """Return a sheet with each merged cell starting at its first visible row and column."""
    if not sheet.hidden_rows and not sheet.hidden_columns:
        return sheet
    merges: list[Merge] = []
    for merge in sheet.merges:
        row, column = merge[:2]
        while row in sheet.hidden_rows and row < merge.last_row:
            row += 1
        while column in sheet.hidden_columns and column < merge.last_column:
            column += 1
        budget.take(row - merge.first_row + column - merge.first_column)
        if (row, column) != merge[:2] and (text := sheet.cells.get(merge.first_row, {}).pop(merge.first_column, "")):
            sheet.cells.setdefault(row, {})[column] = text
        merges.append(Merge(row, column, *merge[2:]))
    return sheet._replace(merges=merges)


def _drop_hidden(sheet: Sheet, budget: CellBudget) -> Sheet:
    """Return a sheet without its hidden rows and columns; rows keep their numbers."""
    notes = sheet.notes
    if sheet.hidden_rows:
        notes = [note for note in notes if note.row not in sheet.hidden_rows]
        for row in sorted(sheet.hidden_rows & sheet.cells.keys()):
            cells = sheet.cells.pop(row)
            notes.append(CellNote(row, 1, HIDDEN_ROWS, " ".join(cells[column] for column in sorted(cells))))
    if not sheet.hidden_columns:
        return sheet._replace(notes=notes)
    notes = [note for note in notes if note.column not in sheet.hidden_columns]
    hidden = sorted(sheet.hidden_columns)
    texts: list[CellNote] = []
    for row in sorted(sheet.cells):
        cells = sheet.cells[row]
        budget.take(len(cells))
        for column in sorted(column for column in cells if column in sheet.hidden_columns):
            if not is_blank(text := cells.pop(column)):
                texts.append(CellNote(row, column, HIDDEN_COLUMNS, text))
        sheet.cells[row] = {column - bisect_left(hidden, column): text for column, text in cells.items()}
    if texts:  # one notice for all texts of a column
        notes.append(texts[0]._replace(text=" ".join(note.text for note in texts)))
    merges = [
        Merge(
            merge.first_row,
            merge.first_column - bisect_left(hidden, merge.first_column),
            merge.last_row,
            merge.last_column - bisect_right(hidden, merge.last_column),
        )
        for merge in sheet.merges
    ]
    return sheet._replace(notes=notes, merges=merges)


def _clear_merged(sheet: Sheet, budget: CellBudget) -> None:
    """Blank the cells of merged ranges except the top-left one: the file may have text there that is not printed."""
    rows = sorted(sheet.cells)
    for merge in sheet.merges:
        for row in rows[bisect_left(rows, merge.first_row) : bisect_right(rows, merge.last_row)]:
            cells = sheet.cells[row]
            columns = range(merge.first_column, merge.last_column + 1)
            # Overlapping merges occur only in damaged files; charging the budget for them limits the work.
            budget.take(min(len(columns), len(cells)))
            for column in columns if len(columns) < len(cells) else list(cells):
                if column in columns and column in cells and (row, column) != merge[:2]:
                    cells[column] = ""


def _lay_out(sheet: Sheet, budget: CellBudget) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """Return the lines of a sheet down to its last printed row, and row and line (from 1) of each printed row; a line
    ends at the last cell of the file's row, within the printed columns."""
    printed: dict[int, list[int]] = {}
    for row in sorted(sheet.cells):
        if columns := [column for column, text in sheet.cells[row].items() if not is_blank(text)]:
            printed[row] = columns
    widest = max((max(columns) for columns in printed.values()), default=0)
    reach = {merge[:2]: merge.last_row for merge in sheet.merges}
    hidden = sorted(sheet.hidden_rows)
    lines: list[list[str]] = []
    places: list[tuple[int, int]] = []
    above = 0  # last sheet row of the line above
    for row, columns in printed.items():
        blank = row - above - 1 - max(0, bisect_left(hidden, row) - bisect_right(hidden, above))
        gap = max(0, min(blank, _LONGEST_GAP))
        cells = sheet.cells[row]
        width = min(max(cells), widest)
        budget.take(gap + max(0, width - len(cells)))
        lines += [[] for _ in range(gap)]
        lines.append([cells.get(column, "") for column in range(1, width + 1)])
        places.append((row, len(lines)))
        above = min(reach.get((row, column), row) for column in columns)
    return lines, places


def _find_merged(sheet: Sheet, places: list[tuple[int, int]], budget: CellBudget) -> Iterator[tuple[int, int]]:
    """Yield line and column (from 0) below the first row of merged cells; `places` are rows and lines."""
    rows = [row for row, _ in places]
    for merge in sheet.merges:
        below = places[bisect_right(rows, merge.first_row) : bisect_right(rows, merge.last_row)]
        budget.take(len(below))
        for _, line in below:
            yield line, merge.first_column - 1
