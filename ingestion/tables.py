"""A form's table: indicator rows below a header, down to the total."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ingestion.categories import Label, settle_categories
from ingestion.layouts import Layout, read_label
from ingestion.normalise import is_nothing, normalise, squash, to_plain
from ingestion.records import FormField, IndicatorLine
from ingestion.rows import Rows, TableLine, TableRow, join_split_rows

_POINTS = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)分?")


class Total(NamedTuple):
    """The printed total row: weight and score cells as printed, and its line."""

    weight_text: str
    score_text: str
    line: int


class Table(NamedTuple):
    """A form's table as read.

    `end` is the line after the last one that belongs to the table. `roles` maps each of its lines to header,
    row, fragment, total or rejected.
    """

    lines: list[IndicatorLine]
    unknown_cells: list[FormField]
    category_basis: str
    total: Total | None
    roles: dict[int, str]
    end: int


@lru_cache(maxsize=4096)
def read_points(text: str) -> Decimal | None:
    """Points printed in a cell (8, 22.5, 8分, full or half width); None where it is no plain number."""
    match = _POINTS.fullmatch(squash(text)) if len(text) <= 24 else None
    return Decimal(match[1]) if match else None


def find_header(rows: Rows, lines: range, layout: Layout) -> tuple[int, dict[str, int]] | None:
    """Line and column positions of the table's header among a form's lines."""
    for line in lines:
        cells = rows.cells[line - 1]
        if columns := layout.read_columns(cells):
            return line, columns
    return None


def read_table(
    rows: Rows, header: int, columns: dict[str, int], stop: int, layout: Layout, document_hash: str, form_ordinal: int
) -> Table:
    """The table below a header line, up to its total row, a note, or the form's end (`stop`, exclusive)."""
    table_lines, roles, total, end = _scan_lines(rows, header, columns, stop, layout)
    joined = join_split_rows(table_lines, columns["weight"], columns["self_score"], columns["category"])
    main_lines = {row.main_line for row in joined}
    for line in table_lines:
        roles[line.row.first_line] = "row" if line.row.first_line in main_lines else "fragment"
    indicators, labels = _take_labels(joined, columns["category"], layout, roles)
    placeholders = [
        _is_placeholder(row.cells[columns["weight"]], row.cells[columns["self_score"]]) for row in indicators
    ]
    weights = [read_points(row.cells[columns["weight"]]) for row in indicators]
    settlement = settle_categories([label for _, label in labels], weights, placeholders)
    categories = [layout.read_category(text) for text, _ in labels]
    header_cells = rows.cells[header - 1]
    unknown = [
        position
        for position in range(len(header_cells))
        if position not in columns.values() and header_cells[position].strip()
    ]
    lines: list[IndicatorLine] = []
    unknown_cells: list[FormField] = []
    for number, (row, group) in enumerate(zip(indicators, settlement.groups, strict=True), start=1):
        category = (None, None, None) if group is None else categories[group]
        place = _Place(
            document_hash, form_ordinal, row.first_line, row.last_line,
            rows.page_of(row.first_line), rows.page_of(row.last_line),
        )  # fmt: skip
        lines.append(_make_line(place, number, row.cells, columns, category, placeholders[number - 1]))
        unknown_cells += [
            _make_unknown_cell(place, len(unknown_cells) + count, header_cells[position], row.cells[position])
            for count, position in enumerate((p for p in unknown if row.cells[p].strip()), start=1)
        ]
    return Table(lines, unknown_cells, settlement.basis, total, roles, end)


def _scan_lines(
    rows: Rows, header: int, columns: dict[str, int], stop: int, layout: Layout
) -> tuple[list[TableLine], dict[int, str], Total | None, int]:
    """The lines below a header before joining, roles of the others, the total, and the line after the table."""
    width = len(rows.cells[header - 1])
    weight, score = columns["weight"], columns["self_score"]
    roles = {header: "header"}
    table_lines: list[TableLine] = []
    after_header = False
    for line in range(header + 1, stop):
        cells = rows.cells[line - 1]
        if not cells:
            continue
        end = layout.find_end(cells)
        if end == "note":
            return table_lines, roles, None, line
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        if end == "total":
            roles[line] = "total"
            return table_lines, roles, Total(cells[weight], cells[score], line), line + 1
        if read_label(cells[weight])[0] in layout.columns and layout.read_columns(cells) == columns:
            # A header printed again opens a page, as a blank line does.
            roles[line] = "header"
            after_header = True
            if table_lines:
                table_lines[-1] = table_lines[-1]._replace(breaks_after=True)
        elif len(cells) > width and any(cell.strip() for cell in cells[width:]):
            roles[line] = "rejected"
        else:
            row = TableRow(cells[:width], line, line, line)
            table_lines.append(TableLine(row, after_header or rows.breaks_before(line), rows.breaks_after(line)))
            after_header = False
    return table_lines, roles, None, stop


class _Place(NamedTuple):
    document_hash: str
    form_ordinal: int
    first_line: int
    last_line: int
    first_page: int
    last_page: int


def _make_line(
    place: _Place,
    number: int,
    cells: list[str],
    columns: dict[str, int],
    category: tuple[str | None, str | None, str | None],
    is_placeholder: bool,
) -> IndicatorLine:
    name, weight, score = cells[columns["indicator_name"]], cells[columns["weight"]], cells[columns["self_score"]]
    explanation = cells[columns["explanation"]] if "explanation" in columns else ""
    remark = cells[columns["remark"]] if "remark" in columns else ""
    return IndicatorLine(
        place.document_hash,
        place.form_ordinal,
        number,
        cells[columns["category"]],
        *category,
        name,
        normalise(name),
        explanation,
        to_plain(explanation),
        weight,
        normalise(weight),
        score,
        normalise(score),
        remark,
        to_plain(remark),
        is_placeholder,
        *place[2:],
    )


def _make_unknown_cell(place: _Place, number: int, label: str, value: str) -> FormField:
    return FormField(
        place.document_hash,
        place.form_ordinal,
        "column",
        number,
        None,
        label,
        squash(label),
        None,
        value,
        to_plain(value),
        normalise(value),
        *place[2:],
    )


def _is_placeholder(weight: str, score: str) -> bool:
    """Whether a row is an indicator left unused: no weight, and no score or 0 (DESIGN §1, Placeholders)."""
    return is_nothing(weight) and (is_nothing(score) or read_points(score) == 0)


def _take_labels(
    joined: list[TableRow], category: int, layout: Layout, roles: dict[int, str]
) -> tuple[list[TableRow], list[tuple[str, Label]]]:
    """Indicator rows, and the printed labels with the rows they stand on.

    A row that holds nothing but a label is no indicator: its label stands on the row below it.
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
