"""A form's head: labelled fields, one or two label/value pairs a line."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.layouts import Layout, read_label
from ingestion.normalise import normalise, squash, to_plain
from ingestion.records import FormField
from ingestion.rows import Rows

_LONGEST_LABEL = 40


@dataclass(slots=True)
class _Pair:
    label_text: str | None
    label: str | None
    unit: str | None
    value: str
    column: int  # the cell that the value stands in
    first_line: int
    last_line: int


def read_head(rows: Rows, lines: range, layout: Layout, document_hash: str, form_ordinal: int) -> list[FormField]:
    """Every label/value pair of a head, known to the layout or not.

    A line without any label continues the values above it, cell by cell in their columns; what stands in no value's
    column continues the last one.
    """
    pairs: list[_Pair] = []
    for line in lines:
        cells = rows.cells[line - 1]
        if cells:
            _read_line(cells, line, layout, pairs)
    return [
        FormField(
            document_hash,
            form_ordinal,
            "head",
            number,
            layout.head.get(pair.label) if pair.label else None,
            pair.label_text,
            pair.label,
            pair.unit,
            pair.value,
            to_plain(pair.value),
            normalise(pair.value),
            pair.first_line,
            pair.last_line,
            rows.page_of(pair.first_line),
            rows.page_of(pair.last_line),
        )
        for number, pair in enumerate(pairs, start=1)
    ]


def _read_line(cells: list[str], line: int, layout: Layout, pairs: list[_Pair]) -> None:
    """Add a line's pairs, or its text to the values above when it has no label of its own."""
    found = list(_find_pairs(cells, layout))
    if pairs and all(label_text is None for label_text, _, _ in found):
        above = [pair for pair in pairs if pair.first_line == pairs[-1].first_line]
        for _, text, column in found:
            pair = next((pair for pair in above if pair.column == column), pairs[-1])
            pair.value += (" " if pair.last_line == line else "\n") + text
            pair.last_line = line
        return
    for label_text, value, column in found:
        name, unit, _ = read_label(label_text) if label_text else (None, None, False)
        pairs.append(_Pair(label_text, name, unit, value, column, line, line))


def _find_pairs(cells: list[str], layout: Layout) -> Iterator[tuple[str | None, str, int]]:
    """Label, value and the value's cell, of each pair of a line; the label is None for a cell that stands alone."""
    is_single = sum(map(bool, map(str.strip, cells))) == 1
    position = 0
    while position < len(cells):
        cell, position = cells[position], position + 1
        if not cell.strip():
            continue
        has_value_cell = position < len(cells)
        if not _is_label(cell, layout, accept_unknown=has_value_cell and not (is_single and not cells[position])):
            label, value = _split_inline(cell, layout)
            yield label, value, position - 1
            continue
        # The value is the next cell, or the first printed one after blanks that a merged cell left, unless that is
        # a label in turn.
        place = next((place for place in range(position, len(cells)) if cells[place].strip()), None)
        if place is None or _is_label(cells[place], layout, accept_unknown=place > position):
            yield cell, cells[position] if has_value_cell else "", position
        else:
            yield cell, cells[place], place
            position = place + 1


def _is_label(cell: str, layout: Layout, *, accept_unknown: bool) -> bool:
    if len(cell) > _LONGEST_LABEL:
        return False
    name, _, has_colon = read_label(cell)
    return name in layout.head or (accept_unknown and has_colon and bool(name))


def _split_inline(cell: str, layout: Layout) -> tuple[str | None, str]:
    """Label and value of a cell that holds both, as in 项目名称：数据运营服务."""
    for colon in "：:":
        label, found, value = cell.partition(colon)
        if found and len(label) <= _LONGEST_LABEL and read_label(squash(label) + ":")[0] in layout.head:
            return label + colon, value
    return None, cell
