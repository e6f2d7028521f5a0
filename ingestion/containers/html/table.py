"""A page's table by grid position, without its hidden columns; which tables only place others."""

import re
from bisect import bisect_right
from collections.abc import Callable

from lxml import etree

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.html.css import Element
from ingestion.containers.html.text import Note
from ingestion.containers.unshown import HIDDEN_COLUMNS

# Where a group of rows is shown, wherever it stands in the page.
SECTIONS = {"thead": 0, "tbody": 1, "tfoot": 2}
_SPAN = re.compile(r"\s*(\d{1,10})")
_TO_THE_END = 10**10
_FEW = 10  # cells a table of data has at least for each table in one of them


class GridRow:
    """Cells of a row, and what is left out of it or above it."""

    def __init__(self, section: int):
        self.section = section
        self.cells: list[str] = []
        self.notes: list[Note] = []


class Grid:
    """A table's rows by grid position: a merged cell's text stands in its first, the others are blank."""

    def __init__(self, budget: CellBudget) -> None:
        self._budget = budget
        self._rows: list[GridRow] = []
        self._section = SECTIONS["tbody"]
        self._covered_until: dict[int, int] = {}  # row number, by column
        self._notes: list[Note] = []
        self._columns = 0
        self._hidden: list[tuple[int, int]] = []  # first and one after the last of hidden columns
        self._hidden_texts: list[str] = []

    @property
    def rows(self) -> list[GridRow]:
        """The rows in the order in which they are shown."""
        rows = sorted(self._rows, key=lambda row: row.section)
        if rows:
            # One notice for all: what stands in a column is a list.
            hidden = [(HIDDEN_COLUMNS, text) for text in (" ".join(filter(None, self._hidden_texts)),) if text]
            rows[0].notes = hidden + rows[0].notes
            rows[-1].notes += self._notes
            self._notes = []
        if self._hidden:
            for row in rows:
                row.cells = [text for column, text in enumerate(row.cells) if not self._is_hidden(column)]
        return rows

    def add_columns(self, element: Element, *, is_hidden: bool) -> None:
        """Take the columns that a <col> or <colgroup> stands for."""
        span = read_span(element, "span") or 1
        if is_hidden:
            self._hidden.append((self._columns, self._columns + span))
        self._columns += span

    def start_section(self, section: int) -> None:
        """Begin a group of rows, which no merged cell of the one above reaches into."""
        self._section = section
        self._covered_until = {}

    def start_row(self) -> None:
        """Begin a row."""
        self._rows.append(GridRow(self._section))
        self._rows[-1].notes, self._notes = self._notes, []

    def note(self, code: str, text: str) -> None:
        """Note what is left out of the table before the row that comes next."""
        self._notes.append((code, text))

    def place(self, cell: Element, text: str, notes: list[Note]) -> None:
        """Add a cell to the row, beside those that merged cells above cover."""
        if not self._rows:
            self.start_row()
        number, row = len(self._rows), self._rows[-1]
        row.notes += notes
        columns, rows = read_span(cell, "colspan") or 1, read_span(cell, "rowspan") or _TO_THE_END
        first = self._find_place(row.cells, number)
        self._budget.take(columns)
        if rows > 1:
            self._covered_until |= dict.fromkeys(range(first, first + columns), number + rows)
        texts = [text, *[""] * (columns - 1)]
        if self._hidden and self._is_hidden(first):
            # A merged cell is seen beside its hidden columns.
            seen = next((place for place in range(columns) if not self._is_hidden(first + place)), None)
            texts[0] = ""
            if seen is None:
                self._hidden_texts.append(text)
            else:
                texts[seen] = text
        row.cells += texts

    def hide(self, cell: Element, text: str) -> None:
        """Pass over a cell that is not set: in a hidden column it has its place, elsewhere the next one takes it."""
        if not self._rows:
            self.start_row()
        if self._hidden and self._is_hidden(self._find_place(self._rows[-1].cells, len(self._rows))):
            self.place(cell, text, [])
        else:
            self._hidden_texts.append(text)

    def _find_place(self, row: list[str], number: int) -> int:
        while self._covered_until.get(len(row), 0) > number:
            self._budget.take(1)
            row.append("")
        return len(row)

    def _is_hidden(self, column: int) -> bool:
        place = bisect_right(self._hidden, column, key=lambda span: span[0])
        return place > 0 and column < self._hidden[place - 1][1]


def find_layouts(root: Element, is_printed: Callable[[Element], bool]) -> set[Element]:
    """Tables with tables in them that place what they hold, and are no tables of data: one of those has a small table
    in one of many cells."""
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
    """Columns or rows that a cell covers, 1 where it says nothing."""
    stated = element.get(name)
    match = _SPAN.match(stated) if stated else None
    return int(match[1]) if match else 1
