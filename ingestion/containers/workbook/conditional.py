"""Find the cells that a conditional format of a sheet hides: white on white, struck out, or with a format like ;;;."""

import operator
import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

from ingestion.containers.colours import Colour
from ingestion.containers.unshown import CONDITIONAL, HIDDEN
from ingestion.containers.workbook.cell_fonts import FontLook
from ingestion.containers.workbook.number_formats import prints_nothing
from ingestion.containers.workbook.ranges import Merge, read_merge
from ingestion.containers.workbook.typed_cells import CellValue

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "equal": operator.eq, "=": operator.eq, "notEqual": operator.ne, "<>": operator.ne, "lessThan": operator.lt,
    "<": operator.lt, "lessThanOrEqual": operator.le, "<=": operator.le, "greaterThan": operator.gt, ">": operator.gt,
    "greaterThanOrEqual": operator.ge, ">=": operator.ge,
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}\.?\d{0,15}|\.\d{1,15})%?")
_TEXT = re.compile(r'"([^"]*)"')
_COMPARISON = re.compile(r"([A-Z]{1,3}\d{1,7})\s*(<=|>=|<>|=|<|>)\s*(.+)")
_ERROR_TEST = re.compile(r"IS(?:ERROR|ERR|NA)\(\$?([A-Z]{1,3})\$?(\d{1,7})\)")

Key: TypeAlias = tuple[int, float | str]


class DifferentLook(NamedTuple):
    """The look that a conditional format gives a cell; None where it leaves that of the cell."""

    colour: Colour | None = None
    behind: Colour | None = None
    is_struck: bool = False
    number_format: str | None = None


class Condition(NamedTuple):
    """A rule of a conditional format: its ranges, and the number of its look."""

    ranges: list[Merge]
    first_cell: str
    kind: str
    operator: str
    formulas: list[str]
    look: int | None
    priority: int
    shows_value: bool


class StyledCell(NamedTuple):
    """A cell that is not blank, with its font and background."""

    row: int
    column: int
    value: CellValue
    font: FontLook
    behind: Colour | None


def read_conditions(element: Any) -> Iterable[Condition]:
    """Yield the rules of an element `conditionalFormatting`."""
    references = element.get("sqref", "").split()
    ranges = [read_merge(reference) for reference in references]
    first_cell = references[0].partition(":")[0].replace("$", "") if references else ""
    for rule in element:
        children = {child.tag.rpartition("}")[2]: child for child in rule}
        shown = [child.get("showValue", "1") for name, child in children.items() if name in ("iconSet", "dataBar")]
        yield Condition(
            ranges,
            first_cell,
            rule.get("type", ""),
            rule.get("operator", ""),
            [child.text or "" for child in rule if child.tag.endswith("}formula")],
            int(rule.get("dxfId")) if rule.get("dxfId", "").isdecimal() else None,
            int(rule.get("priority")) if rule.get("priority", "").isdecimal() else 0,
            not any(show in ("0", "false") for show in shown),
        )


def find_hidden(
    cells: Iterable[StyledCell], conditions: Iterable[Condition], looks: list[DifferentLook]
) -> Iterable[tuple[StyledCell, str]]:
    """Yield the cells that a format hides with the code of the notice: HIDDEN or STRUCK, CONDITIONAL if its condition
    cannot be evaluated."""
    able = sorted((one for one in conditions if _may_hide(one, looks)), key=lambda one: one.priority)
    for row, in_row in groupby(cells if able else (), key=lambda cell: cell.row):
        near = [one for one in able if any(merge.first_row <= row <= merge.last_row for merge in one.ranges)]
        for cell in in_row if near else ():
            own = (one for one in near if any(_covers(merge, cell) for merge in one.ranges))
            for condition in own:
                reason = _find_reason(condition, cell, looks)
                holds = _holds(condition, cell.value) if reason else False
                if holds or holds is None:
                    yield cell, reason if holds else CONDITIONAL
                    break


def _may_hide(condition: Condition, looks: list[DifferentLook]) -> bool:
    if not condition.shows_value:
        return True
    return condition.look is not None and condition.look < len(looks) and looks[condition.look] != DifferentLook()


def _covers(merge: Merge, cell: StyledCell) -> bool:
    return merge.first_row <= cell.row <= merge.last_row and merge.first_column <= cell.column <= merge.last_column


def _find_reason(condition: Condition, cell: StyledCell, looks: list[DifferentLook]) -> str:
    """Return the code of the notice if a cell cannot be seen in the look of a rule, else a blank."""
    if not condition.shows_value:
        return HIDDEN if isinstance(cell.value, int | float) else ""
    look = looks[condition.look or 0]
    if look.number_format is not None and prints_nothing(cell.value, look.number_format):
        return HIDDEN
    font = cell.font._replace(colour=look.colour or cell.font.colour, is_struck=look.is_struck or cell.font.is_struck)
    return font.find_reason(look.behind or cell.behind)


def _holds(condition: Condition, value: CellValue) -> bool | None:
    """Whether the condition of a rule holds for a value; None if that is not known."""
    is_error = isinstance(value, str) and value.startswith("#")
    if condition.kind in ("containsErrors", "notContainsErrors"):
        return is_error == (condition.kind == "containsErrors")
    if condition.kind in ("containsBlanks", "notContainsBlanks"):
        return condition.kind == "notContainsBlanks"
    if condition.kind in ("iconSet", "dataBar"):
        return True
    own = _make_key(value)
    if condition.kind == "cellIs":
        return _compare(own, condition.operator, [*map(_read_constant, condition.formulas)])
    formula = condition.formulas[0].strip() if condition.formulas else ""
    if (tested := _ERROR_TEST.fullmatch(formula)) and tested[1] + tested[2] == condition.first_cell:
        return is_error
    if (compared := _COMPARISON.fullmatch(formula)) and compared[1] == condition.first_cell:
        return _compare(own, compared[2], [_read_constant(compared[3])])
    return None


def _compare(own: Key | None, sign: str, others: list[Key | None]) -> bool | None:
    known = [other for other in others if other is not None]
    if own is None or len(known) < len(others):
        return None
    if sign in ("between", "notBetween") and len(known) == 2:
        return (min(known) <= own <= max(known)) == (sign == "between")
    return _OPERATORS[sign](own, known[0]) if sign in _OPERATORS and len(known) == 1 else None


def _make_key(value: CellValue) -> Key | None:
    """Return a value so that it compares as in a spreadsheet: every text is greater than every number."""
    if isinstance(value, bool):
        return 2, float(value)
    if isinstance(value, int | float):
        return 0, float(value)
    return (1, value.lower()) if isinstance(value, str) else None


def _read_constant(formula: str) -> Key | None:
    formula = formula.strip().removeprefix("=")
    if text := _TEXT.fullmatch(formula):
        return 1, text[1].lower()
    if not _NUMBER.fullmatch(formula):
        return None
    return 0, float(formula.rstrip("%")) / (100 if formula.endswith("%") else 1)
