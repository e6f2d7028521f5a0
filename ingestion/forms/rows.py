"""Rows of a form's table, and the one place where split rows are joined."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(slots=True)
class TableRow:
    """One row of a form's table, whole again: its cells by header column, first and last physical line.

    `main_line` is the line that holds the row's figures; the row's other lines are fragments. `next_label` is a
    category label printed on a fragment beside the row's own. `doubt` is what a fragment prints that may be a row of
    its own.
    """

    cells: list[str]
    first_line: int
    last_line: int
    main_line: int
    next_label: str = ""
    doubt: str = ""

    def append(self, other: "TableRow", columns: "TableColumns") -> None:
        """Join a later part of the same row: cell by cell, without a space."""
        if not self.doubt and _are_two_names(self.cells[columns.indicator_name], other.cells[columns.indicator_name]):
            self.doubt = f"{self.cells[columns.indicator_name].strip()} | {other.cells[columns.indicator_name].strip()}"
        for column, text in enumerate(other.cells):
            if not text:
                continue
            own = self.cells[column]
            if column == columns.category and columns.is_category(own) and columns.is_category(text):
                # A page opens with its group's label, printed on the tail of a row that has one already.
                if text.strip() != own.strip():
                    self.next_label = text
                continue
            if column in columns.groups and text.strip() == own.strip():
                continue
            self.cells[column] += text
        self.last_line = other.last_line


def _are_two_names(above: str, below: str) -> bool:
    """Whether the names on two lines may be those of two rows, and need not be the parts of one.

    One of less than three characters, an open bracket, or a word that joins what follows, is part of a name.
    """
    above, below = above.strip(), below.strip()
    if not above or not below:
        return False
    if min(len(above), len(below)) < _SHORTEST_NAME:
        return above in _UNUSED_NAMES or below in _UNUSED_NAMES
    is_open = any(
        above.count(left) > above.count(right) for left, right in (("(", ")"), ("（", "）"), ("《", "》"), ("“", "”"))
    )
    return not is_open and not above.endswith(_JOINING) and not _JOINING_AT_START.match(below)


_SHORTEST_NAME = 3
_UNUSED_NAMES = ("其他", "其它")
_JOINING_AT_START = re.compile(r"[的、或,，）)-]|和(?![谐睦解])|与(?![会])|及(?![时格])")
_JOINING = ("的", "、", "和", "与", "及", "或", "-", "，", ",", "）", ")")


class TableColumns(NamedTuple):
    """What joining must know of a table: its columns of figures and of labels that stand for several rows.

    `is_category` tells whether a text is a whole category label; `is_template` whether a name is the template's own
    (指标2, ……), whose unused row is never a fragment.
    """

    weight: int
    self_score: int
    indicator_name: int
    category: int
    groups: Collection[int]
    is_category: Callable[[str], bool]
    is_template: Callable[[str], bool]


class TableLine(NamedTuple):
    """A physical line of a table before joining: its cells by header column and what touches it."""

    row: TableRow
    breaks_before: bool
    breaks_after: bool


def join_split_rows(lines: Iterable[TableLine], columns: TableColumns) -> list[TableRow]:
    """Join the fragments that page breaks made of table rows.

    A line without weight and without score is a fragment when a break touches it: after one, it is the tail of
    the row above; before one, the head of the row below; both, a tail; neither, a row of its own. A tail with
    nothing above it, or a head with nothing below, is a row of its own. Where both lines name an indicator, they may be
    two rows: the joined row keeps the doubt.
    """
    joined: list[TableRow] = []
    head: TableRow | None = None
    for row, breaks_before, breaks_after in lines:
        is_bare = (
            not row.cells[columns.weight].strip()
            and not row.cells[columns.self_score].strip()
            and not columns.is_template(row.cells[columns.indicator_name])
        )
        if is_bare and breaks_before and (head or joined):
            (head or joined[-1]).append(row, columns)
        elif is_bare and breaks_after and head is None:
            head = row
        elif head is not None:
            head.append(row, columns)
            head.main_line = row.main_line
            joined.append(head)
            head = None
        else:
            joined.append(row)
    if head is not None:
        joined.append(head)
    return joined
