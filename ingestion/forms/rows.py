"""Join the rows of a form's table that page breaks split."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(slots=True)
class TableRow:
    """One row of a form's table after joining: cells by header column, first and last physical line.

    `main_line` is the line with the figures of the row; its other lines are fragments. `next_label` is a category label
    printed on a fragment in addition to the label of the row. `doubt` is the text of a fragment that may be a separate
    row.
    """

    cells: list[str]
    first_line: int
    last_line: int
    main_line: int
    next_label: str = ""
    doubt: str = ""

    def append(self, other: "TableRow", columns: "TableColumns") -> None:
        """Append a later part of the same row, cell by cell, without a space."""
        if not self.doubt and _are_two_names(self.cells[columns.indicator_name], other.cells[columns.indicator_name]):
            self.doubt = f"{self.cells[columns.indicator_name].strip()} | {other.cells[columns.indicator_name].strip()}"
        for column, text in enumerate(other.cells):
            if not text:
                continue
            own = self.cells[column]
            if column == columns.category and columns.is_category(own) and columns.is_category(text):
                # A page starts with the label of its group, printed on the end of a row that already has a label.
                if text.strip() != own.strip():
                    self.next_label = text
                continue
            if column in columns.groups and text.strip() == own.strip():
                continue
            self.cells[column] += text
        self.last_line = other.last_line


def _are_two_names(above: str, below: str) -> bool:
    """Whether the names on two lines may belong to two rows rather than one.

    A name of less than three characters, an open bracket, or a conjunction between the lines shows that it is one name.
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
    """The columns of a table that joining needs: figures, names, and labels that span several rows (`groups`).

    `is_category` returns whether a text is a whole category label; `is_template` whether a name is from the empty
    template (指标2, ……), whose unused row is never a fragment.
    """

    weight: int
    self_score: int
    indicator_name: int
    category: int
    groups: Collection[int]
    is_category: Callable[[str], bool]
    is_template: Callable[[str], bool]


class TableLine(NamedTuple):
    """A physical line of a table before joining: cells by header column, and whether a break precedes or follows."""

    row: TableRow
    breaks_before: bool
    breaks_after: bool


def join_split_rows(lines: Iterable[TableLine], columns: TableColumns) -> list[TableRow]:
    """Join the fragments of table rows that page breaks split.

    A line without weight and score is a fragment if it is next to a break: after a break it is the end of the row
    above; before a break it is the start of the row below; between two breaks it is an end. Without a break it is a
    separate row, as is an end without a row above or a start without a row below. If both lines have the name of a line
    item, they may be two rows: the joined row records the doubt.
    """
    joined: list[TableRow] = []
    start: TableRow | None = None
    for row, breaks_before, breaks_after in lines:
        is_bare = (
            not row.cells[columns.weight].strip()
            and not row.cells[columns.self_score].strip()
            and not columns.is_template(row.cells[columns.indicator_name])
        )
        if is_bare and breaks_before and (start or joined):
            (start or joined[-1]).append(row, columns)
        elif is_bare and breaks_after and start is None:
            start = row
        elif start is not None:
            start.append(row, columns)
            start.main_line = row.main_line
            joined.append(start)
            start = None
        else:
            joined.append(row)
    if start is not None:
        joined.append(start)
    return joined
