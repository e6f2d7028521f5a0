"""Lay out a table of a page by grid position, without hidden columns; find tables used for layout only."""

import re
from bisect import bisect_right
from collections.abc import Callable

from lxml import etree

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.html.css import Element
from ingestion.containers.html.text import Note
from ingestion.containers.unshown import HIDDEN_COLUMNS

# The position at which a group of rows is shown, independent of its position in the page.
SECTIONS = {"thead": 0, "tbody": 1, "tfoot": 2}
_SPAN = re.compile(r"\s*(\d{1,10})")
_TO_THE_END = 10**10
_FEW = 10  # a data table has at least so many cells for each table inside a cell


class GridRow:
    """The cells of a row, the places of those that belong to the cell above, and notes of text left out in it or above
    it."""

    def __init__(self, section: int):
        self.section = section
        self.cells: list[str] = []
        self.merged: list[int] = []
        self.notes: list[Note] = []


class Grid:
    """The rows of a table by grid position: the text of a merged cell is in its first cell, the others are blank."""

    def __init__(self, budget: CellBudget) -> None:
        self._budget = budget
        self._rows: list[GridRow] = []
        self._section = SECTIONS["tbody"]
        self._seen_sections: set[int] = set()
        self._covered_until: dict[int, int] = {}  # row number, by column
        self._notes: list[Note] = []
        self._columns = 0
        self._hidden: list[tuple[int, int]] = []  # first hidden column and the one after the last
        self._hidden_texts: list[str] = []

    @property
    def rows(self) -> list[GridRow]:
        """Return the rows in the order in which they are shown."""
        rows = sorted(self._rows, key=lambda row: row.section)
        if rows:
            # One notice for all texts of a column.
            hidden = [(HIDDEN_COLUMNS, text) for text in (" ".join(filter(None, self._hidden_texts)),) if text]
            rows[0].notes = hidden + rows[0].notes
            rows[-1].notes += self._notes
            self._notes = []
        if self._hidden:
            for row in rows:
                shown = [column for column in range(len(row.cells)) if not self._is_hidden(column)]
                row.merged = [place for place, column in enumerate(shown) if column in row.merged]
                row.cells = [row.cells[column] for column in shown]
        return rows

    def add_columns(self, element: Element, *, is_hidden: bool) -> None:
        """Add the columns of a <col> or <colgroup>."""
        span = read_span(element, "span") or 1
        if is_hidden:
            self._hidden.append((self._columns, self._columns + span))
        self._columns += span

    def start_section(self, section: int) -> None:
        """Start a group of rows; merged cells of the group above end there.

        Only the first thead is shown at the top and the first tfoot at the bottom, others where they are.
        """
        self._section = SECTIONS["tbody"] if section in self._seen_sections else section
        self._seen_sections.add(section)
        self._covered_until = {}

    def end_section(self) -> None:
        """End a group of rows: rows below it without a group of their own are a tbody."""
        self._section = SECTIONS["tbody"]
        self._covered_until = {}

    def start_row(self) -> None:
        """Start a row."""
        self._rows.append(GridRow(self._section))
        self._rows[-1].notes, self._notes = self._notes, []

    def note(self, code: str, text: str) -> None:
        """Note text left out of the table before the next row."""
        self._notes.append((code, text))

    def place(self, cell: Element, text: str, notes: list[Note]) -> None:
        """Add a cell to the row at the next position that no merged cell from above covers."""
        if not self._rows:
            self.start_row()
        number, row = len(self._rows), self._rows[-1]
        row.notes += notes
        columns, rows = read_span(cell, "colspan") or 1, read_span(cell, "rowspan") or _TO_THE_END
        first = self._find_place(row, number)
        self._budget.take(columns)
        if rows > 1:
            self._covered_until |= dict.fromkeys(range(first, first + columns), number + rows)
        texts = [text, *[""] * (columns - 1)]
        if self._hidden and self._is_hidden(first):
            # A merged cell is visible in its columns that are not hidden.
            seen = next((place for place in range(columns) if not self._is_hidden(first + place)), None)
            texts[0] = ""
            if seen is None:
                self._hidden_texts.append(text)
            else:
                texts[seen] = text
        row.cells += texts

    def hide(self, cell: Element, text: str) -> None:
        """Skip a cell that is not rendered: it keeps its position in a hidden column only."""
        if not self._rows:
            self.start_row()
        if self._hidden and self._is_hidden(self._find_place(self._rows[-1], len(self._rows))):
            self.place(cell, text, [])
        else:
            self._hidden_texts.append(text)

    def _find_place(self, row: GridRow, number: int) -> int:
        while self._covered_until.get(len(row.cells), 0) > number:
            self._budget.take(1)
            row.merged.append(len(row.cells))
            row.cells.append("")
        return len(row.cells)

    def _is_hidden(self, column: int) -> bool:
        place = bisect_right(self._hidden, column, key=lambda span: span[0])
        return place > 0 and column < self._hidden[place - 1][1]


def find_layouts(root: Element, is_printed: Callable[[Element], bool]) -> set[Element]:
    """Return the tables that contain tables and are used for layout only. A data table may contain a small table in one
    of many cells."""
    layouts: set[Element] = set()
    if root.find(".//table//table") is None:
        return layouts
    open_tables: list[tuple[Element, list[int], list[int]]] = []  # their own cells; cells of each table in them
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=("table", "td", "th")):
        if element.tag != "table":
            if open_tables and event == "start":
                open_tables[-1][1].append(1)
        elif event == "start":
            open_tables.append((element, [], []))
        else:
            table, own, inner = open_tables.pop()
            if inner and (len(inner) * _FEW >= len(own) or max(inner) >= len(own)):
                layouts.add(table)
            if open_tables and is_printed(table):
                open_tables[-1][2].append(len(own))
    return layouts


def read_span(element: Element, name: str) -> int:
    """Return the number of columns or rows that a cell covers, 1 by default."""
    stated = element.get(name)
    match = _SPAN.match(stated) if stated else None
    return int(match[1]) if match else 1
