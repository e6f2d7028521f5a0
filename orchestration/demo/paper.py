"""A form before it is laid out: the texts of its parts, for any scheme."""

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from orchestration.demo.writers.sheet import Cell, Sheet


@dataclass(frozen=True)
class Paper:
    """The texts of a form. `labels` is the number of columns with a label on the first row of each group.

    `head` are the rows above the table, which may have fewer cells than the table has columns.
    `page_starts` are the rows of the table (from 0) that start a new page.
    """

    title: tuple[str, ...]
    head: list[list[str]]
    header: list[str]
    rows: list[list[str]]
    total: list[str] | None
    notes: tuple[str, ...]
    labels: int
    page_starts: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """Number of columns of the form."""
        return max(map(len, [self.header, *self.head, *self.rows]))

    def changed(self, **changes: Any) -> "Paper":
        """Return the form with parts replaced."""
        return replace(self, **changes)

    def with_cell(self, row: int, column: int, text: str) -> "Paper":
        """Return the form with one cell of its table changed; both from 0, negative from the end."""
        rows = [list(cells) for cells in self.rows]
        rows[row][column] = text
        return replace(self, rows=rows)

    def with_total(self, column: int, text: str) -> "Paper":
        """Return the form with one cell of its total row changed."""
        total = list(self.total or [])
        total[column] = text
        return replace(self, total=total)

    def find(self, label: str) -> tuple[int, int]:
        """Return row and column of the head's cell that begins with a label."""
        return next(
            (row, column)
            for row, cells in enumerate(self.head)
            for column, text in enumerate(cells)
            if text.startswith(label)
        )

    def with_head(self, label: str, text: str, step: int = 1) -> "Paper":
        """Return the form with the head's cell changed that is so many cells after a label; 0 is the label itself."""
        row, column = self.find(label)
        head = [list(cells) for cells in self.head]
        head[row][column + step] = text
        return replace(self, head=head)

    def split_row(self, row: int, column: int, length: int) -> "Paper":
        """Return the form with a row split by a page break: the cell's text after `length` is on the next page."""
        cells = self.rows[row]
        upper = [text[:length] if place == column else text for place, text in enumerate(cells)]
        lower = [text[length:] if place == column else "" for place, text in enumerate(cells)]
        return replace(
            self, rows=[*self.rows[:row], upper, lower, *self.rows[row + 1 :]], page_starts=frozenset({row + 1})
        )

    def lay_out(self) -> Sheet:
        """Return the form as a sheet: the last cell of a row covers the remaining columns, a label its group."""
        table = [self.header] if self.header else []
        top = len(self.head) + len(table)
        height = top + len(self.rows) + bool(self.total)
        cells = [cell for row, texts in enumerate([*self.head, *table]) for cell in self._spread(texts, row)]
        cells += self._group_rows(top)
        cells += self._spread(self.total, height - 1) if self.total else []
        return Sheet(
            list(self.title),
            cells,
            list(self.notes),
            self.width,
            height,
            compact=set(range(len(self.head))),
            gaps={len(self.head), height},
            page_starts={top + row for row in self.page_starts},
            head_rows=len(self.head),
            header_row=len(self.head) if self.header else None,
            shares=self._share_width(),
        )

    def _spread(self, texts: list[str], row: int) -> list[Cell]:
        """Return the cells of a row; the last one covers the remaining columns."""
        last = len(texts) - 1
        return [
            Cell(text, row, column, columns=self.width - last if column == last else 1)
            for column, text in enumerate(texts)
        ]

    def _group_rows(self, top: int) -> list[Cell]:
        """Return the cells of the rows; the group of a deeper label ends where that of a higher one does."""
        heights: dict[tuple[int, int], int] = {}
        for column in range(self.labels):
            starts = [place for place, row in enumerate(self.rows) if place == 0 or any(row[: column + 1])]
            ends = [*starts[1:], len(self.rows)]
            heights |= {(start, column): end - start for start, end in zip(starts, ends, strict=True)}
        return [
            Cell(text, top + place, column, rows=heights.get((place, column), 1))
            for place, row in enumerate(self.rows)
            for column, text in enumerate(row)
            if column >= self.labels or (place, column) in heights
        ]

    def _share_width(self) -> list[float]:
        """Return each column's share of the page, by its longest text: columns of figures stay narrow."""
        columns = zip_longest(self.header, *self.rows, [""] * self.width, fillvalue="")
        lengths = [min(max(map(len, column), default=0), 12) for column in columns]
        return [max(length, 4) / sum(max(length, 4) for length in lengths) for length in lengths]
