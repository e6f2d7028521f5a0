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
    first_line: int
    last_line: int


def read_head(rows: Rows, lines: range, layout: Layout, document_hash: str, form_ordinal: int) -> list[FormField]:
    """Every label/value pair of a head, known to the layout or not; a line without a label continues the one above."""
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
    """Add a line's pairs, or its text to the pair above when it has no label of its own."""
    printed = [cell for cell in cells if cell.strip()]
    found = list(_find_pairs(cells, layout, len(printed) == 1))
    if len(printed) == 1 and found[0][0] is None and pairs:
        pairs[-1].value += "\n" + printed[0]
        pairs[-1].last_line = line
        return
    for label_text, value in found:
        name, unit, _ = read_label(label_text) if label_text else (None, None, False)
        pairs.append(_Pair(label_text, name, unit, value, line, line))


def _find_pairs(cells: list[str], layout: Layout, is_single: bool) -> Iterator[tuple[str | None, str]]:
    """Label and value texts of a line; the label is None for a cell that stands alone."""
    position = 0
    while position < len(cells):
        cell = cells[position]
        following = cells[position + 1] if position + 1 < len(cells) else ""
        position += 1
        if not cell.strip():
            continue
        if _is_label(cell, layout, accept_unknown=not is_single or bool(following)):
            if following and _is_label(following, layout, accept_unknown=False):
                yield cell, ""
            else:
                position += 1
                yield cell, following
        else:
            yield _split_inline(cell, layout)


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
