"""A form's head: labelled fields, one or two label/value pairs a line, and blocks of money and of goals."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from ingestion.head_blocks import ExecutionRow, GoalBlock, MoneyBlock, find_money_unit
from ingestion.layouts import Layout, read_label
from ingestion.normalise import normalise, squash, to_plain
from ingestion.records import FormField
from ingestion.rows import Rows

_LONGEST_LABEL = 40


@dataclass(slots=True)
class Pair:
    """A label and its value as printed; `funding_source` only of an amount in a block of money."""

    label_text: str | None
    label: str | None
    unit: str | None
    value: str
    column: int  # the cell that the value stands in
    first_line: int
    last_line: int
    field_code: str | None = None
    funding_source: str | None = None


@dataclass
class Head:
    """Everything read of a head: its pairs, and the row that scores the execution of the budget, where it has one."""

    pairs: list[Pair] = field(default_factory=list)
    execution_row: ExecutionRow | None = None

    def make_fields(self, rows: Rows, part: str, document_hash: str, form_ordinal: int) -> list[FormField]:
        """The pairs as records, numbered in their order."""
        return [
            FormField(
                document_hash,
                form_ordinal,
                part,
                number,
                pair.field_code,
                pair.funding_source,
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
            for number, pair in enumerate(self.pairs, start=1)
        ]


def read_head(rows: Rows, lines: range, layout: Layout) -> Head:
    """Every label/value pair of a head, known to the layout or not.

    A line without any label continues the values above it, cell by cell in their columns; what stands in no value's
    column continues the last one. A value is continued on a new line, over a new page without one.
    """
    head = Head()
    form_unit = find_money_unit(rows, lines)
    block: MoneyBlock | GoalBlock | None = None
    for line, last_line, cells in _join_torn_lines(rows, lines, layout):
        known = len(head.pairs)
        if opened := MoneyBlock.open(cells, layout, form_unit) or GoalBlock.open(cells, layout):
            block = opened
        elif block is not None and block.takes(cells, layout):
            if isinstance(block, MoneyBlock):
                head.pairs += [
                    Pair(cell.label_text, cell.label, cell.unit, cell.value, cell.column, line, line,
                         cell.field_code, cell.funding_source)
                    for cell in block.read_row(cells, layout)
                ]  # fmt: skip
                head.execution_row = head.execution_row or block.read_execution_row(cells, layout, line)
            else:
                _add_goals(rows, block, cells, line, head.pairs)
        else:
            block = None
            _read_line(rows, cells, line, layout, head.pairs)
        for pair in head.pairs[known:]:
            pair.last_line = last_line
    return head


def _join_torn_lines(rows: Rows, lines: range, layout: Layout) -> list[tuple[int, int, list[str]]]:
    """First line, last line and cells of each printed line; a line that a page break tore through a label is whole.

    The two parts of a label are none that is known, or another one (项目, 名称), and together they are one.
    """
    labels = layout.head.keys() | layout.goal_columns.keys() | layout.money_columns.keys() | layout.money_rows.keys()

    def is_torn(upper: list[str], lower: list[str]) -> bool:
        return not any(read_label(cell)[0] in labels for cell in lower) and any(
            above.strip() and below.strip() and read_label(above + below)[0] in labels
            for above, below in zip(upper, lower, strict=False)
        )

    joined: list[tuple[int, int, list[str]]] = []
    for line in lines:
        cells = rows.cells[line - 1]
        if not cells:
            continue
        if joined and rows.page_of(joined[-1][1]) != rows.page_of(line) and is_torn(joined[-1][2], cells):
            first, _, upper = joined.pop()
            cells = [above + below for above, below in zip_longest(upper, cells, fillvalue="")]
            joined.append((first, line, cells))
        else:
            joined.append((line, line, cells))
    return joined


def read_foot(rows: Rows, line: int, layout: Layout) -> list[Pair]:
    """The labelled fields of a line below the table."""
    pairs: list[Pair] = []
    for label_text, value, column in _find_pairs(rows.cells[line - 1], layout.foot):
        name, unit, _ = read_label(label_text) if label_text else (None, None, False)
        pairs.append(Pair(label_text, name, unit, value, column, line, line, layout.foot.get(name) if name else None))
    return pairs


def _add_goals(rows: Rows, block: GoalBlock, cells: list[str], line: int, pairs: list[Pair]) -> None:
    """Add a line's texts to the goals that the block's header names, each to the one whose column it stands in."""
    for position, text in enumerate(cells):
        if text.strip():
            code, label_text, column = block.find_column(position)
            known = next((pair for pair in pairs if pair.field_code == code and pair.column == column), None)
            if known:
                _continue_value(rows, known, text, line)
            else:
                pairs.append(Pair(label_text, read_label(label_text)[0], None, text, column, line, line, code))


def _continue_value(rows: Rows, pair: Pair, text: str, line: int) -> None:
    """Join a later line of a value: on a new line, or without one where a page break tore it."""
    if pair.last_line == line:
        pair.value += " " + text
    elif rows.page_of(pair.last_line) == rows.page_of(line):
        pair.value += "\n" + text if pair.value else text
    elif pair.value != text:  # a cell that a page's end cuts may be printed whole on both
        pair.value += text
    pair.last_line = line


def _read_line(rows: Rows, cells: list[str], line: int, layout: Layout, pairs: list[Pair]) -> None:
    """Add a line's pairs, or its text to the values above when it has no label of its own."""
    found = list(_find_pairs(cells, layout.head))
    if pairs and all(label_text is None for label_text, _, _ in found):
        above = [pair for pair in pairs if pair.first_line == pairs[-1].first_line]
        for _, text, column in found:
            _continue_value(rows, next((pair for pair in above if pair.column == column), pairs[-1]), text, line)
        return
    for label_text, value, column in found:
        name, unit, _ = read_label(label_text) if label_text else (None, None, False)
        pairs.append(Pair(label_text, name, unit, value, column, line, line, layout.head.get(name) if name else None))


def _find_pairs(cells: list[str], labels: dict[str, str]) -> Iterator[tuple[str | None, str, int]]:
    """Label, value and the value's cell, of each pair of a line; the label is None for a cell that stands alone."""
    is_single = sum(map(bool, map(str.strip, cells))) == 1
    position = 0
    while position < len(cells):
        cell, position = cells[position], position + 1
        if not cell.strip():
            continue
        has_value_cell = position < len(cells)
        if not _is_label(cell, labels, accept_unknown=has_value_cell and not (is_single and not cells[position])):
            label, value = _split_inline(cell, labels)
            yield label, value, position - 1
            continue
        # The value is the next cell, or the first printed one after blanks that a merged cell left, unless that is
        # a label in turn.
        place = next((place for place in range(position, len(cells)) if cells[place].strip()), None)
        if place is None or _is_label(cells[place], labels, accept_unknown=place > position):
            yield cell, cells[position] if has_value_cell else "", position
        else:
            yield cell, cells[place], place
            position = place + 1


def _is_label(cell: str, labels: dict[str, str], *, accept_unknown: bool) -> bool:
    if len(cell) > _LONGEST_LABEL:
        return False
    name, _, has_colon = read_label(cell)
    return name in labels or (accept_unknown and has_colon and bool(name))


def _split_inline(cell: str, labels: dict[str, str]) -> tuple[str | None, str]:
    """Label and value of a cell that holds both, as in 项目名称：数据运营服务."""
    for colon in "：:":
        label, found, value = cell.partition(colon)
        if found and len(label) <= _LONGEST_LABEL and read_label(squash(label) + ":")[0] in labels:
            return label + colon, value
    return None, cell
