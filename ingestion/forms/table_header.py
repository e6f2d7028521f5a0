"""Find the header of a form's table: one line, or several lines with cells below each other."""

from itertools import zip_longest
from typing import NamedTuple

from ingestion.containers.rows import Rows
from ingestion.forms.labels import LONGEST_LABEL, find_labels, find_repeated, read_label
from ingestion.forms.layouts import Layout
from ingestion.normalise import squash

_MOST_LINES = 3
_NOTES = ("explanation", "deviation", "remark")  # a table may have several columns of them, since they are not facts
_FEWEST_KNOWN = 2  # column labels in a line that has other cells, too


class TableHeader(NamedTuple):
    """The header of a table: its lines, the label of each column as printed, and the column of each field.

    `columns` has every printed field of the layout. `repeated` are labels of a field that another column already has.
    If a scheme prints no weights, the column of `weight` is one after the last printed column.
    """

    first_line: int
    last_line: int
    labels: list[str]
    columns: dict[str, int]
    repeated: tuple[str, ...]
    has_weight: bool

    @property
    def width(self) -> int:
        """Return the number of columns, including one for weights that are not printed."""
        return len(self.labels)


def find_table_header(rows: Rows, lines: range, layout: Layout) -> TableHeader | None:
    """Return the first table header of the layout among the lines, None if there is none."""
    for line in lines:
        if not rows.cells[line - 1]:
            continue
        stack: list[int] = []
        for below in range(line, min(line + 2 * _MOST_LINES, lines.stop)):
            cells = rows.cells[below - 1]
            if not cells:
                continue
            if max(map(len, cells)) > LONGEST_LABEL or (
                stack and not _continues(cells, rows.cells[stack[-1] - 1], layout)
            ):
                break
            stack.append(below)
            if len(stack) > _MOST_LINES or (len(stack) == 2 and not _opens(rows.cells[line - 1], layout)):
                break
            if len(stack) == 1 and layout.read_columns(cells) is None:
                continue
            if header := _read_stack(rows, stack, layout):
                return _extend(rows, header, stack, lines, layout)
    return None


def _extend(rows: Rows, header: TableHeader, stack: list[int], lines: range, layout: Layout) -> TableHeader:
    """Add lines below a header that continue it, or the end of a label that a page break split."""
    for line in range(stack[-1] + 1, min(stack[-1] + 3, lines.stop)):
        cells = rows.cells[line - 1]
        if not cells:
            continue
        if _continues(cells, rows.cells[stack[-1] - 1], layout) and (
            longer := _read_stack(rows, [*stack, line], layout)
        ):
            return longer
        printed = [cell for cell in cells if cell.strip()]
        if len(printed) == 1:
            for label in header.labels:
                joined = read_label(label + printed[0])
                is_whole = layout.columns.have(label) and squash(label) not in layout.opening_labels
                if label and not is_whole and joined.is_in(layout.columns):
                    labels = [label + printed[0] if own == label else own for own in header.labels]
                    return (
                        _make_header(stack[0], line, labels[: len(labels) - (not header.has_weight)], layout) or header
                    )
        break
    return header


def _continues(cells: list[str], above: list[str], layout: Layout) -> bool:
    """Whether a line below the first line belongs to the header: most cells are column labels and none is a figure.

    A label may be in two parts, one on the line above (评分, 标准).
    """
    have = layout.column_labels.have
    known = sum(
        have(cell) or (bool(cell and over) and have(over + cell))
        for cell, over in zip_longest(cells, above[: len(cells)], fillvalue="")
    )
    if not known:
        return False
    printed = list(map(read_label, filter(str.strip, cells)))
    if known == len(printed):
        return True
    has_figures = any(not label.folded or label.folded[0].isdigit() for label in printed)
    return known >= _FEWEST_KNOWN and 2 * known > len(printed) and not has_figures


def _opens(cells: list[str], layout: Layout) -> bool:
    """Whether a line may be the first of several: it has a column label, or only section headings."""
    printed = map(read_label, filter(str.strip, cells))
    return any(map(layout.column_labels.have, cells)) or all(map(layout.is_section, printed))


def _read_stack(rows: Rows, stack: list[int], layout: Layout) -> TableHeader | None:
    """Return the header that lines form together: a column label is its lowest cell, or the parts of a known label."""
    printed = [rows.cells[line - 1] for line in stack]
    width = max(map(len, printed))
    labels = []
    for position in range(width):
        parts = [cells[position] for cells in printed if position < len(cells) and cells[position].strip()]
        labels.append(_choose(parts, layout))
    return _make_header(stack[0], stack[-1], labels, layout)


def _choose(parts: list[str], layout: Layout) -> str:
    """Return the label of a column from its cells, top to bottom."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    for text in ("".join(parts), *reversed(parts)):
        # Above another word, 评分 may be the heading of several columns, or the beginning of a label (评分依据).
        if layout.column_labels.have(text) and (text == parts[-1] or squash(text) not in layout.opening_labels):
            return text
    return parts[-1]


def _make_header(first: int, last: int, labels: list[str], layout: Layout) -> TableHeader | None:
    if layout.read_columns(labels) is None:
        return None
    columns = find_labels(labels, layout.columns)
    repeated = tuple(label for field, label in find_repeated(labels, layout.columns, columns) if field not in _NOTES)
    has_weight = "weight" in columns
    if not has_weight:
        columns["weight"] = len(labels)
        labels = [*labels, ""]
    return TableHeader(first, last, labels, columns, repeated, has_weight)
