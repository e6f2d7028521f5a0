"""A form as it is printed, whatever scheme it follows and whatever it comes in."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """A cell of a grid: its text and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Paper:
    """A printed form: cells are texts. `labels` is the number of columns whose labels stand on their group's first row.

    `head` are the rows above the table, each perhaps shorter than the table is wide.
    """

    title: tuple[str, ...]
    head: list[list[str]]
    header: list[str]
    rows: list[list[str]]
    total: list[str] | None
    notes: tuple[str, ...]
    labels: int

    @property
    def width(self) -> int:
        """Columns of the form."""
        return max(map(len, [self.header, *self.head, *self.rows]))

    def changed(self, **changes: Any) -> "Paper":
        """The form with parts replaced."""
        return replace(self, **changes)

    def with_cell(self, row: int, column: int, text: str) -> "Paper":
        """The form with one cell of its table changed; both from 0, negative from the end."""
        rows = [list(cells) for cells in self.rows]
        rows[row][column] = text
        return replace(self, rows=rows)

    def with_total(self, column: int, text: str) -> "Paper":
        """The form with one cell of its total row changed."""
        total = list(self.total or [])
        total[column] = text
        return replace(self, total=total)

    def find(self, label: str) -> tuple[int, int]:
        """Row and column of the head's cell that begins with a label."""
        return next(
            (row, column)
            for row, cells in enumerate(self.head)
            for column, text in enumerate(cells)
            if text.startswith(label)
        )

    def with_head(self, label: str, text: str, step: int = 1) -> "Paper":
        """The form with the head's cell changed that stands so many cells after a label; 0 is the label itself."""
        row, column = self.find(label)
        head = [list(cells) for cells in self.head]
        head[row][column + step] = text
        return replace(self, head=head)

    def lines(self) -> list[list[str]]:
        """Every printed line as cells; a blank one stands before the table and before the notes."""
        table = [self.header, *self.rows, *([self.total] if self.total else [])]
        return [
            *([text] for text in self.title),
            *self.head,
            [],
            *table,
            [],
            *([text] for text in self.notes),
        ]

    def grid(self) -> list[list[Cell]]:
        """Head and table as a grid: each row's cells in turn, without those that a merged one covers."""
        return [
            *(_spread(cells, self.width) for cells in [*self.head, self.header]),
            *self._group_rows(),
            *([_spread(self.total, self.width)] if self.total else []),
        ]

    def _group_rows(self) -> list[list[Cell]]:
        """The rows, a label's cell over its group; a deeper label's group ends where that of a higher one does."""
        heights: dict[tuple[int, int], int] = {}
        for column in range(self.labels):
            starts = [place for place, row in enumerate(self.rows) if place == 0 or any(row[: column + 1])]
            ends = [*starts[1:], len(self.rows)]
            heights |= {(start, column): end - start for start, end in zip(starts, ends, strict=True)}
        return [
            [
                Cell(text, rows=heights.get((place, column), 1))
                for column, text in enumerate(row)
                if column >= self.labels or (place, column) in heights
            ]
            for place, row in enumerate(self.rows)
        ]


def _spread(cells: list[str], width: int) -> list[Cell]:
    """A row as wide as the form: its last cell covers what is left."""
    return [*map(Cell, cells[:-1]), Cell(cells[-1], columns=width - len(cells) + 1)]
