"""Determine the columns of a PDF's tables: tables that continue over pages share their columns."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

_TOLERANCE = 3.0  # points between left edges of one column


class Table(NamedTuple):
    """The left edges of a table's cells in order, and its right edge, in points."""

    lefts: list[float]
    right: float


class TableRow(NamedTuple):
    """A row of a table: left edge and text of each cell that starts in it; left edges of blank cells that may continue
    on the next page."""

    table: Table
    cells: list[tuple[float, str]]
    open_lefts: frozenset[float] = frozenset()


Item = TableRow | str  # a paragraph outside tables is its text


class Columns:
    """The left edges of the cells of tables that continue each other."""

    def __init__(self, first: Table):
        self._first = first
        self._lefts = first.lefts
        self._starts: list[float] = []

    def add(self, table: Table, after_text: bool) -> bool:
        """Add a table if it continues these tables and return whether it does: its columns are among theirs, or it
        follows without text between and has the same width."""
        is_continued = all(map(self._has, table.lefts)) or (
            not after_text
            and abs(table.lefts[0] - self._first.lefts[0]) <= _TOLERANCE
            and abs(table.right - self._first.right) <= _TOLERANCE
        )
        if is_continued:
            self._lefts = sorted({*self._lefts, *table.lefts})
        return is_continued

    def _has(self, left: float) -> bool:
        place = bisect_left(self._lefts, left - _TOLERANCE)
        return place < len(self._lefts) and self._lefts[place] <= left + _TOLERANCE

    def place(self, cells: list[tuple[float, str]]) -> list[str]:
        """Return the texts of a row by column, "" if no cell starts there; every table must have been added."""
        row: list[str] = []
        for left, text in cells:
            row += [""] * (self.find_column(left) - len(row)) + [text]
        return row

    def find_column(self, left: float) -> int:
        """Return the column, from 0, in which a cell starts; every table must have been added."""
        if not self._starts:
            self._starts = self._lefts[:1] + [
                left for before, left in pairwise(self._lefts) if left - before > _TOLERANCE
            ]
        return bisect_right(self._starts, left) - 1


def share_columns(items: Iterable[Item]) -> dict[int, Columns]:
    """Return the columns of each table among a document's rows and paragraphs, by id() of the table."""
    columns: dict[int, Columns] = {}
    last: Columns | None = None
    after_text = False
    for item in items:
        if isinstance(item, str):
            after_text = True
        elif id(item.table) not in columns:
            if last is None or not last.add(item.table, after_text):
                last = Columns(item.table)
            columns[id(item.table)] = last
            after_text = False
    return columns
