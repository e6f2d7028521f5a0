"""Find table lines that cannot be read with certainty: texts outside columns, split figures, shifted cells."""

from ingestion.forms.form_header import Issue
from ingestion.forms.labels import read_label
from ingestion.forms.layouts import Layout
from ingestion.forms.rows import TableLine, TableRow
from ingestion.forms.table_records import get_cell
from ingestion.forms.values import read_number
from ingestion.normalise import is_nothing, squash

_SHORTEST_NAME = 3  # characters of a name that may be the end of one above it
_PART_OF_ABOVE = "其中"  # begins the name of a part of the line item above, which has no points of its own
_TEXTS = ("explanation", "target", "actual", "deviation", "remark")


def find_line_issues(lines: list[TableLine], columns: dict[str, int], layout: Layout) -> list[Issue]:
    """Return issues of lines without line item and category, shifted cells, and ends of numbers split by a page."""
    found = []
    units = {squash(row.cells[columns["target_unit"]]) for row, *_ in lines} if "target_unit" in columns else set()
    for above, (row, breaks_before, _) in zip([None, *lines], lines, strict=False):
        printed = [(place, cell) for place, cell in enumerate(row.cells) if cell.strip()]
        if len(printed) == 1:
            place, text = printed[0]
            label = read_label(text)
            is_category = place == columns["category"] and (breaks_before or layout.is_category(text))
            if place <= columns["category"] and not is_category and not layout.is_section(label):
                found.append(Issue("cells_beyond_label", None, text, row.first_line, row.last_line))
        if shifted := _find_shifted(row, columns, units):
            found.append(Issue("row_unsettled", None, shifted, row.first_line, row.last_line))
        weight, score = row.cells[columns["weight"]], row.cells[columns["self_score"]]
        if not breaks_before or above is None or read_number(score) != 0:
            continue
        name = row.cells[columns["indicator_name"]].strip()
        others = [cell for place, cell in printed if place not in (columns["indicator_name"], columns["self_score"])]
        is_bare = is_nothing(weight) and len(name) <= _SHORTEST_NAME and not others
        is_end_of_number = read_number(weight) == 0 or is_bare
        if is_end_of_number and read_number(above.row.cells[columns["self_score"]]) is not None:
            found.append(
                Issue("row_unsettled", None, f"{name} {weight} {score}".strip(), row.first_line, row.last_line)
            )
    return found


def find_lone_text(row: TableRow, columns: dict[str, int]) -> str | None:
    """Return the text of a row with neither name nor points, which may be the end of the row above; else None.

    Labels of categories and of level 2 are not counted: a row of the empty template may have them.
    """
    named = [columns[name] for name in ("indicator_name", "weight", "self_score")]
    if not all(is_nothing(row.cells[place]) for place in named):
        return None
    texts = {columns[name] for name in _TEXTS if name in columns}
    return next((cell.strip() for place, cell in enumerate(row.cells) if place in texts and not is_nothing(cell)), None)


def find_missing_points(row: TableRow, columns: dict[str, int]) -> str | None:
    """Return the name of a line item with an actual value whose weight and self-score are blank; else None.

    Its points may be in a cell of the row above that is merged over both, and then those are not of one line item. A
    stroke, 0, or a name that begins with 其中 (of which) says that there are no points; a row of the empty template has
    no actual value.
    """
    has_points = row.cells[columns["weight"]].strip() or row.cells[columns["self_score"]].strip()
    name = row.cells[columns["indicator_name"]].strip()
    if has_points or name.startswith(_PART_OF_ABOVE) or is_nothing(get_cell(row.cells, columns, "actual")):
        return None
    return name


def find_shifted_total(totals: list[tuple[str, TableRow]], columns: dict[str, int], known: set[int]) -> list[Issue]:
    """Return an issue for each figure of a total row outside the `known` columns if the score is blank."""
    return [
        Issue("cells_beyond_label", None, cell.strip(), row.first_line, row.last_line)
        for kind, row in totals
        if kind == "total" and is_nothing(row.cells[columns["self_score"]])
        for place, cell in enumerate(row.cells)
        if place not in known and read_number(cell) is not None
    ]


def _find_shifted(row: TableRow, columns: dict[str, int], units: set[str]) -> str | None:
    """Return a figure in the unit column or a unit in the column of actual values, which suggest shifted cells."""
    if not units:
        return None
    unit, actual = row.cells[columns["target_unit"]], get_cell(row.cells, columns, "actual")
    if read_number(unit) is not None:
        return unit
    is_unit = squash(actual) in units or (len(actual.strip()) == 1 and read_number(actual) is None)
    is_figure = read_number(get_cell(row.cells, columns, "target")) is not None
    return actual if is_nothing(unit) and is_figure and actual.strip() and is_unit else None
