"""Blocks of a head that are small tables: money by source and phase, and goals planned beside goals reached.

The national form prints 年初预算数, 全年预算数, 全年执行数 as columns and 年度资金总额, 财政拨款, ... as rows, and
often scores the execution rate on the total's row. Which labels make a block is data (parts money_column, money_row and
goal_column of form_labels.csv).
"""

import re
from dataclasses import dataclass
from typing import NamedTuple, Self

from ingestion.layouts import Layout, find_labels, read_label
from ingestion.normalise import squash
from ingestion.rows import Rows

AMOUNTS = ("initial_budget", "budget", "executed")
TOTAL = "total"
UNLISTED = "unlisted"  # a source of money that no label names
_OF_WHICH = re.compile(r"^其中:?")
_FORM_UNIT = re.compile(r"^\(?(?:金额)?单位:?(?:人民币)?(元|万元|亿元)\)?$")
_MONEY_UNITS = frozenset({"元", "万元", "亿元"})


class MoneyCell(NamedTuple):
    """A printed cell of a block of money: its row's and column's label, unit, value, place, field and source."""

    label_text: str
    label: str
    unit: str | None
    value: str
    column: int
    field_code: str | None
    funding_source: str


class ExecutionRow(NamedTuple):
    """The total's row of a block of money, where it has points: as an indicator line its name, weight and score."""

    name_text: str
    weight_text: str
    score_text: str
    line: int


def find_money_unit(rows: Rows, lines: range) -> str | None:
    """The unit of money that a cell of its own states for the whole form (金额单位：万元), None where none does."""
    for line in lines:
        for cell in rows.cells[line - 1]:
            if 4 <= len(cell) <= 20 and (match := _FORM_UNIT.match(squash(cell))):
                return match[1]
    return None


@dataclass(frozen=True)
class MoneyBlock:
    """The header of a block of money: column of each field, its label, and the unit that it is printed in."""

    columns: dict[str, int]
    labels: list[str]
    unit: str | None

    @classmethod
    def open(cls, cells: list[str], layout: Layout, form_unit: str | None) -> Self | None:
        """The block that a line opens as its header, None where it is no such header."""
        columns = find_labels(cells, layout.money_columns) if layout.money_columns else {}
        if len(columns) < 2 or not columns.keys() & {"budget", "executed"}:
            return None
        units = (read_label(cell)[1] for cell in cells)
        return cls(columns, list(cells), next((unit for unit in units if unit in _MONEY_UNITS), form_unit))

    def takes(self, cells: list[str], layout: Layout) -> bool:
        """Whether a line is a row of the block: named as one, or with amounts and no label of the head before them."""
        label = self._find_label(cells)
        name = _read_row_name(label)
        if name in layout.money_rows:
            return True
        has_amounts = any(
            position < len(cells) and cells[position].strip()
            for field, position in self.columns.items()
            if field in AMOUNTS
        )
        return bool(label) and has_amounts and name not in layout.head and not find_labels(cells, layout.goal_columns)

    def read_row(self, cells: list[str], layout: Layout) -> list[MoneyCell]:
        """Every printed cell of a row; the total's amounts and rate stand even where they are blank."""
        label = self._find_label(cells)
        source = layout.money_rows.get(_read_row_name(label), UNLISTED)
        row_unit = read_label(label)[1]
        found = []
        for field, position in sorted(self.columns.items(), key=lambda item: item[1]):
            value = cells[position] if position < len(cells) else ""
            is_total_field = source == TOTAL and field in (*AMOUNTS, "execution_rate")
            if source == TOTAL and field in ("weight", "self_score"):
                continue  # the execution row
            if not value.strip() and not is_total_field:
                continue
            code = field if is_total_field or field in AMOUNTS else None
            column_name, column_unit, _ = read_label(self.labels[position])
            is_money = field in AMOUNTS
            unit = (column_unit or row_unit or self.unit) if is_money else column_unit
            text = f"{label.strip()} {self.labels[position].strip()}"
            found.append(MoneyCell(text, f"{_read_row_name(label)} {column_name}", unit, value, position, code, source))
        return found

    def read_execution_row(self, cells: list[str], layout: Layout, line: int) -> ExecutionRow | None:
        """The row's points, where it is the total's and the block has a column of weights or scores."""
        if layout.money_rows.get(_read_row_name(self._find_label(cells))) != TOTAL:
            return None
        weight, score = self.columns.get("weight"), self.columns.get("self_score")
        if weight is None and score is None:
            return None
        rate = self.columns.get("execution_rate")
        name = read_label(self.labels[rate])[0] if rate is not None else ""
        return ExecutionRow(name, _get(cells, weight), _get(cells, score), line)

    def _find_label(self, cells: list[str]) -> str:
        """The last cell printed before the first column of the block: a merged label may stand before it."""
        printed = [cell for cell in cells[: min(self.columns.values())] if cell.strip()]
        return printed[-1] if printed else ""


@dataclass(frozen=True)
class GoalBlock:
    """The header of a block of goals: planned and reached, beside one another."""

    columns: dict[str, int]
    labels: list[str]

    @classmethod
    def open(cls, cells: list[str], layout: Layout) -> Self | None:
        """The block that a line opens as its header, None where it is no such header."""
        columns = find_labels(cells, layout.goal_columns) if layout.goal_columns else {}
        printed = sum(1 for cell in cells if cell.strip())
        # 年度总体目标 before them is the block's own label; anything more is values.
        return cls(columns, list(cells)) if len(columns) >= 2 and printed <= len(columns) + 1 else None

    def takes(self, cells: list[str], layout: Layout) -> bool:
        """Whether a line holds goals: it opens with no label of the head."""
        lead = next((cell for cell in cells if cell.strip()), "")
        return read_label(lead)[0] not in layout.head

    def find_column(self, position: int) -> tuple[str, str, int]:
        """Field, label and column of the goal that a cell belongs to: the last one that begins at or before it."""
        before = [(column, field) for field, column in self.columns.items() if column <= position]
        column, field = max(before) if before else min((column, field) for field, column in self.columns.items())
        return field, self.labels[column], column


def _read_row_name(label: str) -> str:
    return _OF_WHICH.sub("", read_label(label)[0])


def _get(cells: list[str], position: int | None) -> str:
    return cells[position] if position is not None and position < len(cells) else ""
