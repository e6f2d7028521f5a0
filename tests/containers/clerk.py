"""A text of forms set again as a clerk sets forms in a spreadsheet: where each cell stands, and what it is typed as."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tests.containers.printed import PrintedForm, read_printed

Typed = str | int | float | date

_AMOUNT = re.compile(r"(?:0|[1-9][\d,]*)\.\d\d")
_NUMBER = re.compile(r"0|[1-9]\d*(?:\.\d+)?")
_RATE = re.compile(r"\d+(?:\.\d+)?%")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Placed(NamedTuple):
    """Text in a range of cells that are merged if more than one; rows and columns from 1, the last ones included."""

    text: str
    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def is_merged(self) -> bool:
        return (self.row, self.column) != (self.last_row, self.last_column)


def place_forms(text: str) -> list[list[Placed]]:
    """The cells of a sheet for each form of a text: title and notes as wide as the table, categories over their group."""
    return [list(_place_form(form)) for form in read_printed(text)]


def type_text(text: str) -> tuple[Typed, str]:
    """What a clerk's typing makes of a text, with the number format it is shown in."""
    if _AMOUNT.fullmatch(text):
        return float(text.replace(",", "")), "#,##0.00"
    if _RATE.fullmatch(text):
        return float(text[:-1]) / 100, "0.00%"
    if _DATE.fullmatch(text):
        return date.fromisoformat(text), "yyyy-mm-dd"
    if _NUMBER.fullmatch(text):
        return (float(text) if "." in text else int(text)), "General"
    return text, "General"


def _place_form(form: PrintedForm) -> Iterator[Placed]:
    width = max([len(form.header), *map(len, form.head)])
    row = 0
    for line in form.title.split("\n"):
        row += 1
        yield Placed(line, row, 1, row, width)
    for cells in form.head:
        row += 1
        yield from _place_head(cells, row, width)
    if form.header:
        row += 1
        yield from (Placed(text, row, column, row, column) for column, text in enumerate(form.header, start=1))
    yield from _place_rows(form, row + 1)
    row += len(form.rows)
    if form.total:
        row += 1
        yield from _place_spread(form.total, row)
    for note in form.notes:
        row += 1
        yield Placed(note, row, 1, row, width)


def _place_head(cells: list[str], row: int, width: int) -> Iterator[Placed]:
    """One or two pairs a row, each value as wide as there is room; more cells each under its own column."""
    if len(cells) > 4 or width < 6:
        yield from _place_spread(cells, row)
    elif not any(cells[2:]):
        yield Placed(cells[0], row, 1, row, 1)
        yield Placed("".join(cells[1:2]), row, 2, row, width)
    else:
        label = width // 2 + 1
        yield Placed(cells[0], row, 1, row, 1)
        yield Placed(cells[1], row, 2, row, label - 1)
        yield Placed(cells[2], row, label, row, label)
        yield Placed("".join(cells[3:]), row, label + 1, row, width)


def _place_spread(cells: list[str], row: int) -> Iterator[Placed]:
    """Each printed cell over the blank ones behind it."""
    starts = [column for column, text in enumerate(cells, start=1) if text or column == 1]
    for column, following in zip(starts, [*starts[1:], len(cells) + 1], strict=True):
        yield Placed(cells[column - 1], row, column, row, following - 1)


def _place_rows(form: PrintedForm, first_row: int) -> Iterator[Placed]:
    labels = form.header.index("一级指标") if "一级指标" in form.header else 0
    starts = [place for place, cells in enumerate(form.rows) if cells[labels]]
    for start, following in zip(starts, [*starts[1:], len(form.rows)], strict=False):
        yield Placed(form.rows[start][labels], first_row + start, labels + 1, first_row + following - 1, labels + 1)
    for row, cells in enumerate(form.rows, start=first_row):
        for column, text in enumerate(cells):
            if column != labels:
                yield Placed(text, row, column + 1, row, column + 1)
