"""Rows of cells: what every container is read into."""

from bisect import bisect_right
from typing import NamedTuple


class Rows(NamedTuple):
    """What a container reader gives: the cells of each physical line, [] where it is blank.

    Line numbers count from 1 (`cells[0]` is line 1) through the whole document. `page_starts` holds the line each
    page begins on (a sheet is a page); `part_starts` the line of each part that no form reaches beyond: the sheets
    of a workbook. `open_cells` are blank cells (line, and column from 0) that a page's end cuts from their text, if it
    is of the cell below them overleaf. `text_lines` are lines of running text in a container that has tables, too:
    their cells stand between tabs.
    """

    cells: list[list[str]]
    page_starts: tuple[int, ...] = (1,)
    part_starts: tuple[int, ...] = (1,)
    open_cells: frozenset[tuple[int, int]] = frozenset()
    text_lines: frozenset[int] = frozenset()

    def page_of(self, line: int) -> int:
        """Page (from 1) that a line stands on."""
        return bisect_right(self.page_starts, line) if len(self.page_starts) > 1 else 1

    def breaks_before(self, line: int) -> bool:
        """Whether a blank line or a new page stands directly before a line."""
        return line <= 1 or not self.cells[line - 2] or line in self.page_starts

    def breaks_after(self, line: int) -> bool:
        """Whether a blank line, a new page or the end stands directly after a line."""
        return line >= len(self.cells) or not self.cells[line] or line + 1 in self.page_starts
