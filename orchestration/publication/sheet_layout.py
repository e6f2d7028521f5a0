"""Arrange the columns of a report on its sheet: those that identify a row, other printed ones, those not printed.

A page in A4 landscape has room for PAGE_WIDTH characters. Therefore codes, keys, English names and the parts of
quotients are to the right of the print area, and a sheet that is still wider takes several pages, each with the columns
that identify a row.
"""

from collections.abc import Sequence
from typing import NamedTuple

from orchestration.publication.catalogue import Column

PAGE_WIDTH = 165.0  # characters of the default font: fitted to the page, it is 9 to 10 points high on paper
_IDENTIFYING = ("fiscal_year", "budget_unit_name", "project_name", "indicator_name", "indicator_model_name_zh")
# Identify a row too, in a report that has at most one of the columns above.
_IDENTIFYING_IN_YEAR = ("scheme_name_zh", "category_name", "grade_name_zh")
_UNPRINTED_ENDINGS = ("_key", "_code", "_codes", "_en", "_ordinal")
_UNPRINTED_NAMES = frozenset({"numerator", "denominator", "printed_project_name", "printed_unit_name"})
_NUMBER_WIDTHS = {"yuan": 17.0, "wan_yuan": 13.0, "points": 9.0, "rate": 9.0, "percentage_points": 15.0, "count": 8.0,
                  "varies": 17.0}  # fmt: skip
_LABEL_LINES = 3  # most lines of a label above narrow values


class Layout(NamedTuple):
    """Columns of a sheet from left to right, with their widths in characters.

    The first `identifying` columns are repeated on each page. The first `printed` columns, these included, are printed
    on `pages` pages side by side.
    """

    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    identifying: int
    printed: int
    pages: int


def lay_out(columns: Sequence[Column]) -> Layout:
    """Return the layout of the columns of a report."""
    names = {column.name for column in columns}
    identifying = [column for name in _IDENTIFYING for column in columns if column.name == name]
    if len(identifying) <= 1:
        identifying += [column for name in _IDENTIFYING_IN_YEAR for column in columns if column.name == name]
    rest = [column for column in columns if column not in identifying]
    printed = [column for column in rest if not _is_unprinted(column.name, names)]
    unprinted = [column for column in rest if column not in printed]
    ordered = (*identifying, *printed, *unprinted)
    widths = tuple(_choose_width(column) for column in ordered)
    repeated = sum(widths[: len(identifying)])
    needed = sum(widths[: len(identifying) + len(printed)])
    pages = 1
    while needed + (pages - 1) * repeated > pages * PAGE_WIDTH:
        pages += 1
    return Layout(ordered, widths, len(identifying), len(identifying) + len(printed), pages)


def _is_unprinted(name: str, names: set[str]) -> bool:
    """Whether a column is shown on the screen only. An amount in yuan is, if the report has it in 万元 too."""
    is_in_wan_yuan = name.endswith("_yuan") and name.replace("_yuan", "_wan_yuan") in names
    return name.endswith(_UNPRINTED_ENDINGS) or name.startswith("rated_") or name in _UNPRINTED_NAMES or is_in_wan_yuan


def _choose_width(column: Column) -> float:
    """Return a width in characters for usual values and a label of three lines; a Chinese character counts double."""
    label = sum(1 if sign.isascii() else 2 for sign in column.label_zh)
    header = min(-(-label // _LABEL_LINES) + 3, label + 2)
    if column.name == "fiscal_year" or column.data_type == "boolean":
        usual = 8.0
    elif column.data_type == "date":
        usual = 12.0
    elif column.is_numeric and not column.name.endswith("_key"):
        usual = _NUMBER_WIDTHS.get(column.unit or "", 12.0)
    elif column.name.endswith("_key"):
        usual = 22.0
    elif column.name in ("project_name", "budget_unit_name", "indicator_name"):
        usual = 24.0
    elif column.name.endswith(("_text", "_en")):
        usual = 26.0
    elif column.name.startswith(("applied_", "unapplied_", "reason_")):
        usual = 38.0
    elif column.name == "scheme_name_zh":
        usual = 22.0
    elif column.name == "rollup":
        usual = 28.0
    elif column.name == "indicator_model_name_zh":
        usual = 26.0
    elif "grade" in column.name or column.name in ("unit", "assessor_role_name_zh"):
        usual = 12.0
    else:
        usual = 18.0
    return max(usual, float(header))
