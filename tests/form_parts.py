"""The parts of a form that tests change, for every scheme."""

from dataclasses import dataclass, replace
from typing import Any, Self


@dataclass(frozen=True)
class FormParts:
    """A form as title, labelled fields, indicator rows and total row; None if there is no total row."""

    title: str
    head: dict[str, str]
    rows: list[list[str]]
    total: list[str] | None

    def with_head(self, **changes: str) -> Self:
        """Return the form with labelled fields changed."""
        return replace(self, head=self.head | changes)

    def with_cell(self, row: int, column: int, text: str) -> Self:
        """Return the form with one cell of its indicator table changed (row from 1, column from 0)."""
        return replace(self, rows=change_cell(self.rows, row, column, text))

    def changed(self, **changes: Any) -> Self:
        """Return the form with parts replaced."""
        return replace(self, **changes)


def change_cell(rows: list[list[str]], row: int, column: int, text: str) -> list[list[str]]:
    """Return a copy of rows with one cell changed (row from 1, column from 0)."""
    copy = [list(cells) for cells in rows]
    copy[row - 1][column] = text
    return copy
