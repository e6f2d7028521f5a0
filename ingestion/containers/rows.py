"""Rows of cells, into which every container is read."""

from bisect import bisect_right
from typing import NamedTuple


class Rows(NamedTuple):
    """The cells of each physical line of a document, [] for a blank line.

    Line numbers count from 1 (`cells[0]` is line 1) through the whole document. `page_starts` has the first line of
    each page (a sheet is a page); `part_starts` the first line of each part, such as a sheet of a workbook: no form
    extends over two parts. `open_cells` are blank cells (line, and column from 0) whose text may be in the cell below
    on the next page, because a page break splits them. `text_lines` are lines of running text in a container that also
    has tables: their cells are separated by tabs. `merged` are blank cells (line, and column from 0) that belong to the
    cell above them, in a container that tells so.
    """

    cells: list[list[str]]
    page_starts: tuple[int, ...] = (1,)
    part_starts: tuple[int, ...] = (1,)
    open_cells: frozenset[tuple[int, int]] = frozenset()
    text_lines: frozenset[int] = frozenset()
    merged: frozenset[tuple[int, int]] = frozenset()

    def page_of(self, line: int) -> int:
        """Return the page (from 1) of a line."""
        return bisect_right(self.page_starts, line) if len(self.page_starts) > 1 else 1

    def breaks_before(self, line: int) -> bool:
        """Whether a blank line or a page break is directly before a line."""
        return line <= 1 or not self.cells[line - 2] or line in self.page_starts

    def breaks_after(self, line: int) -> bool:
        """Whether a blank line, a page break or the end is directly after a line."""
        return line >= len(self.cells) or not self.cells[line] or line + 1 in self.page_starts
