"""Read blocks of a form header, which are small tables: money by source and phase, and planned and achieved goals.

The national form prints 年初预算数, 全年预算数, 全年执行数 as columns and 年度资金总额, 财政拨款, ... as rows, and
often scores the execution rate on the row of the total. The labels of a block are data (parts money_column, money_row
and goal_column of form_labels.csv).
"""

import re
from dataclasses import dataclass
from typing import NamedTuple, Self

from ingestion.forms.labels import MONEY_UNITS, find_labels, find_repeated, read_label
from ingestion.forms.layouts import Layout
from ingestion.forms.values import read_number

AMOUNTS = ("initial_budget", "budget", "executed")
TOTAL = "total"
UNLISTED = "unlisted"  # a funding source without a known label
_OF_WHICH = re.compile(r"^其中:?")
_LONGEST_HEADING = 20


class MoneyCell(NamedTuple):
    """A printed cell of a money block: label of its row and column, unit, value, column, field and funding source.

    `field_code` is None if the column has no known label.
    """

    label_text: str
    label: str
    unit: str | None
    value: str
    column: int
    field_code: str | None
    funding_source: str


class ExecutionRow(NamedTuple):
    """The total row of a money block if it has points: name, weight and score of a line item."""

    name_text: str
    weight_text: str
    score_text: str
    line: int


@dataclass(frozen=True)
class MoneyBlock:
    """The header of a money block: column of each field, labels, money unit and points."""

    columns: dict[str, int]
    labels: list[str]
    unit: str | None
    points: str | None  # of the total row, if its label has them and no column does: 预算执行情况(20分)
    repeated: tuple[str, ...] = ()  # labels of a field that another column already has

    @classmethod
    def open(cls, cells: list[str], layout: Layout, form_unit: str | None) -> Self | None:
        """Return the money block that starts with this line as its header, None if the line is not such a header."""
        columns = find_labels(cells, layout.money_columns)
        if len(columns) < 2 or "executed" not in columns or not columns.keys() & {"budget", "initial_budget"}:
            return None
        if "budget" not in columns:
            columns["budget"] = columns.pop("initial_budget")  # the only budget is the rate's denominator
        labels = [read_label(cell) for cell in cells]
        stub = labels[: min(columns.values())]
        unit = next((label.unit for label in labels if label.unit in MONEY_UNITS), form_unit)
        repeated = tuple(cell for _, cell in find_repeated(cells, layout.money_columns, columns))
        return cls(columns, list(cells), unit, next((label.points for label in stub if label.points), None), repeated)

    def takes(self, cells: list[str], layout: Layout) -> bool:
        """Whether a line is a row of the block: it has a row label, or amounts without a form header label."""
        name = self._find_row(cells, layout)[1]
        label = read_label(self._find_label(cells))
        if name is not None:
            return True
        has_amounts = any(
            position < len(cells) and cells[position].strip()
            for field, position in self.columns.items()
            if field in AMOUNTS
        )
        is_other = (
            label.is_in(layout.form_header) or label.is_in(layout.other) or find_labels(cells, layout.goal_columns)
        )
        return not label.is_blank and has_amounts and not is_other

    def read_row(self, cells: list[str], layout: Layout, unit: str | None) -> tuple[list[MoneyCell], list[str]]:
        """Return every printed cell of a row, and those that belong to no column; `unit` is that of the rows above.

        The amounts and the rate of the total are included even if they are blank.
        """
        label_text, known = self._find_row(cells, layout)
        source = UNLISTED if known is None else known
        row_label = read_label(label_text)
        found: list[MoneyCell] = []
        beyond: list[str] = []
        values = self._sort_into_columns(cells, beyond)
        for position in sorted({*values, *(self.columns.values() if source == TOTAL else ())}):
            value = values.get(position, "")
            code = next((field for field, column in self.columns.items() if column == position), None)
            is_total_field = source == TOTAL and code in (*AMOUNTS, "execution_rate")
            if source == TOTAL and code in ("weight", "self_score"):
                continue  # the execution row
            if not value.strip() and not is_total_field:
                continue
            column = read_label(self.labels[position])
            if code in AMOUNTS or code is None:
                own_unit = column.unit if column.unit in MONEY_UNITS else None
                value_unit = (
                    own_unit or (row_label.unit if row_label.unit in MONEY_UNITS else None) or unit or self.unit
                )
            else:
                value_unit = column.unit
            text = f"{label_text.strip()} {self.labels[position].strip()}"
            name = f"{_OF_WHICH.sub('', row_label.name)} {column.name}"
            found.append(MoneyCell(text, name, value_unit, value, position, code, source))
        return found, beyond

    def read_unit(self, cells: list[str]) -> str | None:
        """Return the money unit in the label of a row, None if it has none."""
        unit = read_label(self._find_label(cells)).unit
        return unit if unit in MONEY_UNITS else None

    def read_execution_row(self, cells: list[str], layout: Layout, line: int) -> ExecutionRow | None:
        """Return the execution row if this is the total row and the block has a column of weights or scores."""
        if self._find_row(cells, layout)[1] != TOTAL:
            return None
        weight, score = self.columns.get("weight"), self.columns.get("self_score")
        if weight is None and score is None:
            return None
        rate = self.columns.get("execution_rate")
        name = read_label(self.labels[rate]).folded if rate is not None else ""
        weight_text = _get(cells, weight) if weight is not None else self.points or ""
        return ExecutionRow(name, weight_text, _get(cells, score), line)

    def _sort_into_columns(self, cells: list[str], beyond: list[str]) -> dict[int, str]:
        """Return values by the column whose label is above them, or for a merged cell, to the left."""
        first = min(self.columns.values())
        # A column of amounts may precede the first known column: its label is not that of the rows.
        unknown = [place for place, label in enumerate(self.labels[:first]) if label.strip()][1:]
        amounts = [place for place in unknown if place < len(cells) and read_number(cells[place]) is not None]
        first = min([first, *amounts])
        starts = [position for position, label in enumerate(self.labels) if label.strip() and position >= first]
        values: dict[int, str] = {}
        for position, cell in enumerate(cells):
            if position < first or not cell.strip():
                continue
            own = max(start for start in starts if start <= position)
            if own in values or position >= max(len(self.labels), 1):
                beyond.append(cell)
            else:
                values[own] = cell
        return values

    def _find_row(self, cells: list[str], layout: Layout) -> tuple[str, str | None]:
        """Return the label of a row and its funding source; of several labels the last known one."""
        printed = [cell for cell in cells[: min(self.columns.values())] if cell.strip()]
        for cell in reversed(printed):
            label = read_label(cell)
            for name in (label.name, label.folded):
                if source := layout.money_rows.get(_OF_WHICH.sub("", name)):
                    return cell, source
        return (printed[-1] if printed else ""), None

    def _find_label(self, cells: list[str]) -> str:
        """Return the last printed cell before the first column of the block; a merged label may precede it."""
        printed = [cell for cell in cells[: min(self.columns.values())] if cell.strip()]
        return printed[-1] if printed else ""


@dataclass(frozen=True)
class GoalBlock:
    """The header of a goal block: planned and achieved goals in adjacent columns."""

    columns: dict[str, int]
    labels: list[str]

    @classmethod
    def open(cls, cells: list[str], layout: Layout) -> Self | None:
        """Return the goal block that starts with this line as its header, None if the line is not such a header."""
        columns = find_labels(cells, layout.goal_columns)
        if len(columns) < 2:
            return None
        # Only the label of the block may precede the columns (年度总体目标); any other cell is a value.
        others = [(place, cell) for place, cell in enumerate(cells) if cell.strip() and place not in columns.values()]
        is_table_header = all(
            cls._is_heading(cell, layout) or (place < min(columns.values()) and len(cell) <= _LONGEST_HEADING)
            for place, cell in others
        )
        return cls(columns, list(cells)) if is_table_header else None

    @staticmethod
    def _is_heading(cell: str, layout: Layout) -> bool:
        label = read_label(cell)
        return layout.is_section(label) or label.is_in(layout.other) or label.find(layout.form_header) == "goal"

    def takes(self, cells: list[str], layout: Layout) -> bool:
        """Whether a line contains goals: it does not start with a form header label, except that of the block.

        The label of the block is on the line of goals if a page break splits its merged cell.
        """
        position = next((position for position, cell in enumerate(cells) if cell.strip()), 0)
        label = read_label(cells[position]) if cells else read_label("")
        if position < min(self.columns.values()) and label.find(layout.form_header) == "goal":
            printed = [place for place, cell in enumerate(cells) if place > position and cell.strip()]
            return bool(printed) and all(place in self.columns.values() for place in printed)
        return not label.is_in(layout.form_header) and not label.is_in(layout.other)

    def find_column(self, position: int, layout: Layout, cell: str) -> tuple[str, str, int] | None:
        """Return field, label and column of the goal of a cell: the last column that starts at or before it.

        Return None for the label of the block.
        """
        before = [(column, field) for field, column in self.columns.items() if column <= position]
        if not before and self._is_heading(cell, layout):
            return None
        column, field = max(before) if before else min((column, field) for field, column in self.columns.items())
        return field, self.labels[column], column


def _get(cells: list[str], position: int | None) -> str:
    return cells[position] if position is not None and position < len(cells) else ""
