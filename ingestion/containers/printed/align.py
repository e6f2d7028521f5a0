"""Align the tables of scanned pages: a scanner moves and stretches each page a little."""

from dataclasses import dataclass
from typing import NamedTuple

from ingestion.containers.printed.columns import Table, TableRow
from ingestion.containers.printed.margins import Page

_MOVED = 30.0  # points by which pages are moved against each other, at most
_STRETCHED = 0.02  # part of the width by which they are stretched


class _Span(NamedTuple):
    left: float
    right: float


@dataclass(frozen=True)
class _Fit:
    """A horizontal change: a span of one page to that of another."""

    own: _Span
    other: _Span

    def move(self, place: float) -> float:
        """Return where a place of the page is on the other."""
        factor = (self.other.right - self.other.left) / (self.own.right - self.own.left)
        return self.other.left + (place - self.own.left) * factor


def align_pages(pages: list[Page]) -> list[Page]:
    """Return the pages with the tables of recognised pages at the left and right edges of the table before them."""
    aligned: list[Page] = []
    before: _Span | None = None
    for page in pages:
        span = next((_measure(placed.item) for placed in page.items if isinstance(placed.item, TableRow)), None)
        if page.recognised and before and span and _is_near(span, before):
            page = _apply(page, _Fit(span, before))
        aligned.append(page)
        before = next(
            (_measure(placed.item) for placed in reversed(aligned[-1].items) if isinstance(placed.item, TableRow)),
            before,
        )
    return aligned


def _measure(row: TableRow) -> _Span:
    return _Span(row.table.lefts[0], row.table.right)


def _is_near(span: _Span, other: _Span) -> bool:
    width, other_width = span.right - span.left, other.right - other.left
    return abs(width - other_width) <= _STRETCHED * other_width and abs(span.left - other.left) <= _MOVED


def _apply(page: Page, fit: _Fit) -> Page:
    tables: dict[int, Table] = {}

    def move_row(row: TableRow) -> TableRow:
        table = tables.setdefault(
            id(row.table), Table([fit.move(left) for left in row.table.lefts], fit.move(row.table.right))
        )
        cells = [(fit.move(left), text) for left, text in row.cells]
        return TableRow(table, cells, frozenset(map(fit.move, row.open_lefts)))

    items = [
        placed._replace(item=move_row(placed.item)) if isinstance(placed.item, TableRow) else placed
        for placed in page.items
    ]
    found = tuple(one._replace(left=fit.move(one.left)) for one in page.recognised)
    return page._replace(items=items, recognised=found)
