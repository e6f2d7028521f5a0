"""A form's table: indicator rows below a header, down to the total."""

import re
from decimal import Decimal
from typing import NamedTuple

from ingestion.categories import Label, settle_categories
from ingestion.layouts import Layout
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


def read_points(text: str) -> Decimal | None:
    """Points printed in a cell (8, 22.5, 8分, full or half width); None where it is no plain number."""
    match = _POINTS.fullmatch(squash(text)) if len(text) <= 24 else None
    return Decimal(match[1]) if match else None


def find_header(rows: Rows, lines: range, layout: Layout) -> tuple[int, dict[str, int]] | None:
    """Line and column positions of the table's header among a form's lines."""
    for line in lines:
        cells = rows.cells[line - 1]
        if len(cells) >= 4 and (columns := layout.read_columns(cells)):
            return line, columns
    return None


def read_table(
    rows: Rows, header: int, columns: dict[str, int], stop: int, layout: Layout, document_hash: str, form_ordinal: int
) -> Table:
    """The table below a header line, up to its total row, a note, or the form's end (`stop`, exclusive)."""
    header_cells = rows.cells[header - 1]
    width = len(header_cells)
    weight, score, category = columns["weight"], columns["self_score"], columns["category"]
    roles = {header: "header"}
    table_lines: list[TableLine] = []
    total: Total | None = None
    after_header = False
    end = stop
    for line in range(header + 1, stop):
        cells = rows.cells[line - 1]
        if not cells:
            continue
        if layout.is_note(cells):
            end = line
            break
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        if layout.is_total(cells):
            total = Total(cells[weight], cells[score], line)
            roles[line] = "total"
            end = line + 1
            break
        if squash(cells[weight]) in layout.columns and layout.read_columns(cells) == columns:
            roles[line] = "header"
            after_header = True
            if table_lines:
                table_lines[-1] = table_lines[-1]._replace(breaks_after=True)
        elif len(cells) > width and any(cell.strip() for cell in cells[width:]):
            roles[line] = "rejected"
        else:
            row = TableRow(cells[:width], line, line)
            table_lines.append(TableLine(row, after_header or rows.breaks_before(line), rows.breaks_after(line)))
            after_header = False

    bare = {
        entry.row.first_line
        for entry in table_lines
        if not entry.row.cells[weight].strip() and not entry.row.cells[score].strip()
    }
    printed_lines = [entry.row.first_line for entry in table_lines]
    joined = join_split_rows(table_lines, weight, score, category)
    for row in joined:
        within = [number for number in printed_lines if row.first_line <= number <= row.last_line] if row.is_split else []
        roles |= {number: "fragment" if number in bare else "row" for number in within}
        if all(number in bare for number in within):
            roles[row.first_line] = "row"
    indicators, labels = _take_labels(joined, category, layout, roles)
    placeholders = [_is_placeholder(row.cells[weight], row.cells[score]) for row in indicators]
    settlement = settle_categories(
        [label for _, label in labels], [read_points(row.cells[weight]) for row in indicators], placeholders
    )
    names = [layout.read_category(text) for text, _ in labels]
    known = {position: field for field, position in columns.items()}
    extra = [position for position in range(width) if position not in known and header_cells[position].strip()]
    lines, unknown_cells = [], []
    for number, (row, group) in enumerate(zip(indicators, settlement.groups, strict=True), start=1):
        code, name, cap = names[group] if group is not None else (None, None, None)
        cells = {field: row.cells[position] for field, position in columns.items()}
        explanation, remark = cells.get("explanation", ""), cells.get("remark", "")
        first_page, last_page = rows.page_of(row.first_line), rows.page_of(row.last_line)
        lines.append(
            IndicatorLine(
                document_hash,
                form_ordinal,
                number,
                cells["category"],
                code,
                name,
                cap,
                cells["indicator_name"],
                normalise(cells["indicator_name"]),
                explanation,
                to_plain(explanation),
                cells["weight"],
                normalise(cells["weight"]),
                cells["self_score"],
                normalise(cells["self_score"]),
                remark,
                to_plain(remark),
                placeholders[number - 1],
                row.first_line,
                row.last_line,
                first_page,
                last_page,
            )
        )
        unknown_cells += [
            FormField(
                document_hash,
                form_ordinal,
                "column",
                None,
                header_cells[position],
                squash(header_cells[position]),
                None,
                row.cells[position],
                to_plain(row.cells[position]),
                normalise(row.cells[position]),
                row.first_line,
                row.last_line,
                first_page,
                last_page,
            )
            for position in extra
            if row.cells[position].strip()
        ]
    return Table(lines, unknown_cells, settlement.basis, total, roles, end)


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
        if not label.strip() or any(cell.strip() for index, cell in enumerate(row.cells) if index != category):
            indicators.append(row)
        else:
            roles[row.first_line] = "fragment"
        if row.next_label:
            add(row.next_label, len(indicators))
    last = len(indicators) - 1
    return indicators, [
        (text, label._replace(first=min(label.first, last), last=min(label.last, last))) for text, label in labels
    ]
