"""Rows of cells as a container prints them, and the one place where split rows are joined."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Rows(NamedTuple):
    """What a container reader gives: the cells of each physical line, [] where it is blank.

    Line numbers count from 1 (`cells[0]` is line 1) through the whole document. `page_starts` holds the line each
    page begins on (a sheet is a page); `part_starts` the line of each part that no form reaches beyond: the sheets
    of a workbook.
    """

    cells: list[list[str]]
    page_starts: tuple[int, ...] = (1,)
    part_starts: tuple[int, ...] = (1,)

    def page_of(self, line: int) -> int:
        """Page (from 1) that a line stands on."""
        return bisect_right(self.page_starts, line) if len(self.page_starts) > 1 else 1

    def breaks_before(self, line: int) -> bool:
        """Whether a blank line or a new page stands directly before a line."""
        return line <= 1 or not self.cells[line - 2] or line in self.page_starts

    def breaks_after(self, line: int) -> bool:
        """Whether a blank line, a new page or the end stands directly after a line."""
        return line >= len(self.cells) or not self.cells[line] or line + 1 in self.page_starts


@dataclass(slots=True)
class TableRow:
    """One row of a form's table, whole again: its cells by header column, first and last physical line.

    `main_line` is the line that holds the row's figures; the row's other lines are fragments. `next_label` is a
    category label printed on a fragment beside the row's own.
    """

    cells: list[str]
    first_line: int
    last_line: int
    main_line: int
    next_label: str = ""

    def append(self, other: "TableRow", label_column: int | None) -> None:
        """Join a later part of the same row: cell by cell, without a space."""
        for column, text in enumerate(other.cells):
            if not text:
                continue
            if column == label_column and _is_complete_label(self.cells[column]) and _is_complete_label(text):
                # A page opens with its group's label, printed on the tail of a row that has one already.
                if text.strip() != self.cells[column].strip():
                    self.next_label = text
                continue
            self.cells[column] += text
        self.last_line = other.last_line


def _is_complete_label(text: str) -> bool:
    """Whether a category cell ends with a printed cap, as in 产出目标 (34分)."""
    return text.strip().endswith(("分)", "分）"))


class TableLine(NamedTuple):
    """A physical line of a table before joining: its cells by header column and what touches it."""

    row: TableRow
    breaks_before: bool
    breaks_after: bool


def join_split_rows(
    lines: Iterable[TableLine], weight_column: int, score_column: int, label_column: int | None
) -> list[TableRow]:
    """Join the fragments that page breaks made of table rows.

    A line without weight and without score is a fragment when a break touches it: after one, it is the tail of
    the row above; before one, the head of the row below; both, a tail; neither, a row of its own. A tail with
    nothing above it, or a head with nothing below, is a row of its own. (DESIGN §1, Fragments.)
    """
    joined: list[TableRow] = []
    head: TableRow | None = None
    for row, breaks_before, breaks_after in lines:
        is_bare = not row.cells[weight_column].strip() and not row.cells[score_column].strip()
        if is_bare and breaks_before and (head or joined):
            (head or joined[-1]).append(row, label_column)
        elif is_bare and breaks_after and head is None:
            head = row
        elif head is not None:
            head.append(row, label_column)
            head.main_line = row.main_line
            joined.append(head)
            head = None
        else:
            joined.append(row)
    if head is not None:
        joined.append(head)
    return joined
