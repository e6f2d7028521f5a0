"""Read a form's table: line items below a header, down to the total."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from ingestion.containers.rows import Rows
from ingestion.forms.categories import Label, assign_categories, fill_down_groups
from ingestion.forms.form_header import Issue
from ingestion.forms.header_blocks import ExecutionRow
from ingestion.forms.labels import find_labels, is_continuation, read_label
from ingestion.forms.layouts import Layout
from ingestion.forms.rows import TableColumns, TableLine, TableRow, join_split_rows
from ingestion.forms.table_header import TableHeader
from ingestion.forms.table_issues import find_line_issues, find_lone_text, find_missing_points, find_shifted_total
from ingestion.forms.table_records import (
    Place,
    get_cell,
    is_placeholder,
    make_cell,
    make_execution_line,
    make_line,
    make_score,
)
from ingestion.forms.values import read_number
from ingestion.normalise import is_nothing, normalise, squash
from ingestion.records import AssessorScore, FormField, IndicatorLine

PlaceOf = Callable[[int, int], Place]
_POINTS_BEHIND = re.compile(r" ?\([0-9]{1,3}(?: ?\. ?[0-9]{1,2})?分\)$")
_SHARED = ("target", "target_operator", "target_unit", "actual")  # columns whose cells several line items may share
_TEMPLATE_NAME = re.compile(r"(?:(?:备用|预留|空白)?指标\d*:?)?(?:…+|\.{3,}|。{3,})?|备用\d*|预留\d*|待定")


class Total(NamedTuple):
    """The total row: weight and score cells as printed, and its line."""

    weight_text: str
    score_text: str
    line: int


class Table(NamedTuple):
    """A form's table as read.

    `end` is the line after the last line of the table. `roles` maps each of its lines to header, row, fragment, total
    or rejected. `other_cells` are cells of columns that the layout does not have.
    """

    lines: list[IndicatorLine]
    assessor_scores: list[AssessorScore]
    other_cells: list[FormField]
    category_basis: str
    total: Total | None
    roles: dict[int, str]
    end: int
    issues: list[tuple[Issue, int | None]]  # with the number of the line item concerned


def is_template_name(text: str) -> bool:
    """Whether the name of a line item is from the empty template: 指标2, 指标1：……, …… (a blank is not)."""
    return 0 < len(text) <= 24 and bool(name := squash(text)) and _TEMPLATE_NAME.fullmatch(name) is not None


def read_table(
    rows: Rows,
    header: TableHeader,
    stop: int,
    layout: Layout,
    execution_row: ExecutionRow | None,
    document_hash: str,
    form_ordinal: int,
    *,
    is_grid: bool,
) -> Table:
    """Read the table below a header, up to its total row, a note, or the end of the form (`stop`, exclusive).

    The execution row of the form header, if there is one, becomes the first line item. `is_grid` is true if the table
    is ruled or on a sheet: then a label is printed on the first of its rows; in plain text it may be on a middle row.
    """

    def place(first: int, last: int) -> Place:
        return Place(document_hash, form_ordinal, first, last, rows.page_of(first), rows.page_of(last))

    columns = header.columns
    table_lines, roles, totals, end = _scan_lines(rows, header, stop, layout)
    issues: list[tuple[Issue, int | None]] = [(issue, None) for issue in find_line_issues(table_lines, columns, layout)]
    _join_split_labels(rows, table_lines, columns, layout)
    joined = join_split_rows(table_lines, _describe_columns(columns, layout))
    main_lines = {row.main_line for row in joined}
    for line in table_lines:
        roles[line.row.first_line] = "row" if line.row.first_line in main_lines else "fragment"
    indicators, labels = _take_labels(joined, columns["category"], layout, roles)
    placeholders = [
        is_placeholder(row.cells[columns["weight"]], row.cells[columns["self_score"]])
        if header.has_weight
        else is_nothing(row.cells[columns["self_score"]])
        for row in indicators
    ]
    weights = [read_number(row.cells[columns["weight"]]) for row in indicators]
    if not header.has_weight:  # without printed weights, sums cannot determine the groups
        labels = [(text, label._replace(cap=None)) for text, label in labels]
    assignment = assign_categories([label for _, label in labels], weights, placeholders, may_move=not is_grid)
    if assignment.basis == "uncapped" and labels[0][1].first > 0:
        above = indicators[0]
        observed = above.cells[columns["indicator_name"]].strip()
        issues.append((Issue("row_unsettled", None, observed, above.first_line, above.last_line), None))
    categories = [layout.read_category(text) for text, _ in labels]
    subcategories = _fill_subcategories(indicators, columns.get("subcategory"), assignment.groups, is_grid=is_grid)
    header_cells = header.labels
    if header.repeated:
        observed = ", ".join(label.strip() for label in header.repeated)
        issues.append((Issue("cells_beyond_label", None, observed, header.first_line, header.last_line), None))
    if not header.has_weight:
        _take_weights(indicators, columns)
    assessors = find_labels(header_cells, layout.assessors)
    known = {*columns.values(), *assessors.values()}
    others = [position for position, cell in enumerate(header_cells) if position not in known and cell.strip()]

    lines: list[IndicatorLine] = []
    scores: list[AssessorScore] = []
    other_cells: list[FormField] = []
    if execution_row is not None:
        roles[execution_row.line] = "row"
        where = place(execution_row.line, execution_row.line)
        lines.append(make_execution_line(where, execution_row, layout))
    shared: dict[int, str] = {}  # the cell of each column that merged cells below it belong to
    for row, group, subcategory, is_unused in zip(
        indicators, assignment.groups, subcategories, placeholders, strict=True
    ):
        number = len(lines) + 1
        where = place(row.first_line, row.last_line)
        if doubt := row.doubt or find_lone_text(row, columns) or find_missing_points(row, columns):
            issues.append((Issue("row_unsettled", None, doubt, row.first_line, row.last_line), number))
        _fill_merged(rows, row, columns, shared, is_unused=is_unused)
        category = (None, None, None) if group is None else categories[group]
        level_2 = get_cell(row.cells, columns, "subcategory")
        usual = read_label(level_2).find(layout.level_2)
        if category[0] and usual in layout.categories.values() and usual != category[0]:
            issues.append((Issue("row_unsettled", None, level_2.strip(), row.first_line, row.last_line), number))
        lines.append(make_line(where, number, row.cells, columns, category, subcategory, is_unused))
        for role, position in assessors.items():
            if text := row.cells[position].strip():
                scores.append(make_score(where, number, role, header_cells[position], text))
        for position in others:
            if row.cells[position].strip():
                other_cells.append(
                    make_cell(where, "column", len(other_cells) + 1, None, header_cells[position], row.cells[position])
                )
    issues += [
        (issue, None)
        for issue in find_shifted_total(
            totals, columns, {columns["weight"], columns["self_score"], *assessors.values()}
        )
    ]
    total_cells = _read_total_cells(totals, columns, assessors, header_cells, layout, place)
    total = next((Total(row.cells[columns["weight"]], row.cells[columns["self_score"]], row.main_line)
                  for kind, row in totals if kind == "total"), None)  # fmt: skip
    return Table(lines, scores, other_cells + total_cells, assignment.basis, total, roles, end, issues)


def _fill_merged(
    rows: Rows, row: TableRow, columns: dict[str, int], shared: dict[int, str], *, is_unused: bool
) -> None:
    """Set the target and the actual value of a line item that belong to a merged cell above; keep those in
    `shared`."""
    for column in (columns[name] for name in _SHARED if name in columns):
        if row.cells[column].strip() or (row.main_line, column) not in rows.merged:
            shared[column] = row.cells[column]
        elif not is_unused:
            row.cells[column] = shared.get(column, "")


def _describe_columns(columns: dict[str, int], layout: Layout) -> TableColumns:
    category = columns["category"]
    groups = {category, columns.get("subcategory", category)}
    return TableColumns(
        columns["weight"], columns["self_score"], columns["indicator_name"], category, groups,
        layout.is_category, is_template_name,
    )  # fmt: skip


def _scan_lines(
    rows: Rows, header: TableHeader, stop: int, layout: Layout
) -> tuple[list[TableLine], dict[int, str], list[tuple[str, TableRow]], int]:
    """Return the lines below a header before joining, roles of other lines, totals, and the line after the table."""
    width, columns = header.width, header.columns
    own_width = width if header.has_weight else width - 1
    lead = rows.cells[header.first_line - 1]
    roles = {line: "header" for line in range(header.first_line, header.last_line + 1) if rows.cells[line - 1]}
    table_lines: list[TableLine] = []
    totals: list[tuple[str, TableRow]] = []
    after_header = False
    for line in range(header.last_line + 1, stop):
        cells = rows.cells[line - 1]
        if not cells:
            continue
        end = layout.find_end(cells, columns["self_score"])
        if end == "note" or (end is None and _opens_form_header(cells, layout)):
            return table_lines, roles, totals, line
        is_wider = len(cells) > own_width and any(cell.strip() for cell in cells[own_width:])
        if is_wider and not header.has_weight:
            roles[line] = "rejected"
            continue
        cells = cells if header.has_weight else cells[:own_width]
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        if end is not None:
            roles[line] = "total"
            totals.append((end, TableRow(cells, line, line, line)))
            if end == "total":
                return table_lines, roles, totals, line + 1
        elif _is_header_again(rows.cells[line - 1], lead, header, layout) or (
            table_lines and _is_continuation(rows, line, stop, lead, header, layout)
        ):
            # A repeated header, or the heading of the next part of the table, starts a page, as a blank line does.
            roles[line] = "header"
            after_header = True
            if table_lines:
                table_lines[-1] = table_lines[-1]._replace(breaks_after=True)
        elif is_wider:
            roles[line] = "rejected"
        else:
            row = TableRow(cells[:width], line, line, line)
            table_lines.append(TableLine(row, after_header or rows.breaks_before(line), rows.breaks_after(line)))
            after_header = False
    return table_lines, roles, totals, stop


def _opens_form_header(cells: list[str], layout: Layout) -> bool:
    """Whether a line within a table starts another form: a form header label with a colon."""
    label = next((read_label(cell) for cell in cells if cell.strip()), read_label(""))
    return label.has_colon and label.find(layout.form_header) in ("project_name", "budget_unit_name")


def _is_header_again(cells: list[str], lead: list[str], header: TableHeader, layout: Layout) -> bool:
    """Whether a line repeats the table header, or one of its lines."""
    if not header.has_weight:
        return layout.read_columns(cells) is not None
    if read_label(cells[0]).is_blank and not any(read_label(cell).is_in(layout.columns) for cell in cells[:4] if cell):
        return False
    columns = layout.read_columns(cells)
    return columns == header.columns or (header.first_line < header.last_line and cells == lead)


def _is_continuation(rows: Rows, line: int, stop: int, lead: list[str], header: TableHeader, layout: Layout) -> bool:
    """Whether a line only says that the table continues (续表), and the header or a line of its columns follows."""
    if not is_continuation(rows.cells[line - 1]):
        return False
    below = next((cells for cells in rows.cells[line : stop - 1] if cells), [])
    if not below or _is_header_again(below, lead, header, layout):
        return bool(below)
    return len(below) == header.width - (not header.has_weight) and layout.read_columns(below) is None


def _take_weights(indicators: list[TableRow], columns: dict[str, int]) -> None:
    """Set the weights of a table without a weight column: the points in a label of a single line item.

    数量指标(15分) for one line item, or 演出场次(15分), is a weight of 15. A label of several line items is not used.
    """
    weight, name = columns["weight"], columns["indicator_name"]
    level_2 = columns.get("subcategory")
    starts = [place for place, row in enumerate(indicators) if level_2 is not None and row.cells[level_2].strip()]
    single = {start for start, stop in pairwise([*starts, len(indicators)]) if stop - start == 1}
    for place, row in enumerate(indicators):
        points = read_label(row.cells[name]).points
        if points is None and level_2 is not None and place in single:
            points = read_label(row.cells[level_2]).points
        if points is not None:
            row.cells[weight] = points


def _join_split_labels(rows: Rows, lines: list[TableLine], columns: dict[str, int], layout: Layout) -> None:
    """Move labels of several rows to the first row of their cell, if a page break splits the cell.

    The whole label may be on the next page (Rows.open_cells), or the two parts of a category label on both pages.
    """
    for column in {columns["category"], columns.get("subcategory", columns["category"])}:
        start: TableRow | None = None  # the first row of the last label's cell
        page = 0
        for row, *_ in lines:
            text, page_above, page = row.cells[column], page, rows.page_of(row.first_line)
            if text.strip() and start and page > rows.page_of(start.first_line):
                above = start.cells[column]
                is_split = layout.read_category(text)[0] is None and layout.read_category(above + text)[0] is not None
                if not above or (is_split and read_number(text) is None and column == columns["category"]):
                    start.cells[column] += text
                    row.cells[column] = ""
                    continue
            # The first cell of a page may continue the last cell of the page before.
            is_open = page == page_above and (row.first_line, column) in rows.open_cells
            if text.strip() or (is_open and (start is None or start.cells[column])):
                start = row


def _read_total_cells(
    totals: list[tuple[str, TableRow]],
    columns: dict[str, int],
    assessors: dict[str, int],
    header_cells: list[str],
    layout: Layout,
    place: PlaceOf,
) -> list[FormField]:
    """Return the cells of total and subtotal rows, without weight and score of the total."""
    roles = {position: f"{role}_total_score" for role, position in assessors.items()}
    taken = {columns["weight"], columns["self_score"]}
    found: list[FormField] = []
    for kind, row in totals:
        cells = layout.join_grades(row.cells)
        printed = [position for position, cell in enumerate(cells) if cell.strip()]
        lead, label = printed[0], ""
        for position in printed[1:]:
            cell = cells[position]
            if kind == "total" and position in taken:
                continue
            if read_label(cell).name in layout.totals:
                lead = position
                continue
            if read_label(cell).find(layout.form_footer) == "grade" and not layout.is_grade(cell):
                label = cell  # the grade is in the next cell
                continue
            heading = label or (header_cells[position] if position < len(header_cells) else "")
            text = f"{row.cells[lead].strip()} {heading.strip()}".strip()
            code = roles.get(position) if kind == "total" else None
            if kind == "total" and (label or layout.is_grade(cell)):
                code = "grade"
            label = ""
            where, answer = place(row.main_line, row.main_line), layout.read_grade(cell) if code == "grade" else None
            found.append(make_cell(where, "total", len(found) + 1, code, text, cell, answer))
    return found


def _fill_subcategories(
    indicators: list[TableRow], column: int | None, groups: Sequence[int | None], *, is_grid: bool
) -> list[str | None]:
    """Return the level-2 name of each row without points (数量指标（20分）), filled down within the category.

    Rows above the first label have no name. In plain text, labels of that category may then be in the middle of their
    rows, and none of them is used.
    """
    if column is None:
        return [None] * len(indicators)
    filled: list[str | None] = []
    for group in dict.fromkeys(groups):
        rows = [row for row, own in zip(indicators, groups, strict=True) if own == group]
        starts = [place for place, row in enumerate(rows) if row.cells[column].strip()]
        names = [None, *(_POINTS_BEHIND.sub("", normalise(rows[start].cells[column])) for start in starts)]
        is_sure = is_grid or starts[:1] == [0]
        filled += [names[number] if is_sure else None for number in fill_down_groups(starts, len(rows))]
    return filled


def _take_labels(
    joined: list[TableRow], category: int, layout: Layout, roles: dict[int, str]
) -> tuple[list[TableRow], list[tuple[str, Label]]]:
    """Return the rows of line items, and the printed labels with their rows.

    A row that contains only a label is not a line item: its label belongs to the row below.
    """
    indicators: list[TableRow] = []
    labels: list[tuple[str, Label]] = []

    def add(text: str, position: int) -> None:
        _, name, cap = layout.read_category(text)
        if labels and labels[-1][1].name == name:
            labels[-1] = (labels[-1][0], labels[-1][1]._replace(last=position))
        else:
            labels.append((text, Label(name, Decimal(cap) if cap else None, position, position)))

    for row in joined:
        label = row.cells[category]
        if label.strip():
            add(label, len(indicators))
        if not label.strip() or any(map(str.strip, row.cells[:category] + row.cells[category + 1 :])):
            indicators.append(row)
        else:
            roles[row.main_line] = "fragment"
        if row.next_label:
            add(row.next_label, len(indicators))
    last = len(indicators) - 1
    return indicators, [
        (text, label._replace(first=min(label.first, last), last=min(label.last, last))) for text, label in labels
    ]
