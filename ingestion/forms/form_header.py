"""A form's head: labelled fields, one or more label/value pairs a line, and blocks of money and of goals.

What stands in a head belongs to the label that the grid gives it. A cell that no label can be given is an issue: it is
neither joined to its neighbour nor dropped.
"""

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from ingestion.containers.rows import Rows
from ingestion.forms.choices import read_yes_or_no
from ingestion.forms.header_blocks import ExecutionRow, GoalBlock, MoneyBlock
from ingestion.forms.header_lines import LinePair, LineReader
from ingestion.forms.labels import read_label
from ingestion.forms.layouts import AMOUNTS, FIGURES, IDENTITY, NARRATIVES, Layout
from ingestion.forms.values import read_printed_number
from ingestion.normalise import is_nothing, normalise, to_plain
from ingestion.records import FormField

# A footnote's mark behind a name: raised, in a circle, in square brackets, or a star.
_MARK_BEHIND = re.compile(r"(?:\s*(?:[⁰¹²³⁴-⁹₀-₉①-⑳*※†‡]+|[\[〔【][\d⁰¹²³⁴-⁹①-⑳*※]{1,2}[\]〕】]))+$")
_HEADING = re.compile("指标|自评|评价|绩效|评分|打分")


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

    @property
    def normalised(self) -> str:
        """The value for keys and numbers; a ticked answer is the answer, a name has no footnote's mark."""
        if self.field_code == "is_recurring":
            return read_yes_or_no(self.value) or normalise(self.value)
        text = normalise(self.value)
        return _MARK_BEHIND.sub("", text) or text if self.field_code in IDENTITY else text


class Issue(NamedTuple):
    """A doubt about a place of the form: its code, the field that it is about, what is printed, and the lines."""

    code: str
    field_code: str | None
    observed: str
    first_line: int
    last_line: int


@dataclass
class FormHeader:
    """Everything read of a head: its pairs, the row that scores the execution of the budget, and doubts."""

    pairs: list[Pair] = field(default_factory=list)
    execution_row: ExecutionRow | None = None
    issues: list[Issue] = field(default_factory=list)

    def make_fields(self, rows: Rows, part: str, document_hash: str, form_ordinal: int) -> list[FormField]:
        """The pairs as records, numbered in their order."""
        return [
            FormField(
                document_hash=document_hash,
                form_ordinal=form_ordinal,
                part=part,
                field_number=number,
                field_code=pair.field_code,
                funding_source_code=pair.funding_source,
                label_text=pair.label_text,
                label_normalised=pair.label,
                label_unit=pair.unit,
                value_text=pair.value,
                value_plain=to_plain(pair.value),
                value_normalised=pair.normalised,
                value_number=read_printed_number(pair.normalised).number,
                value_unit=read_printed_number(pair.normalised).unit,
                first_line=pair.first_line,
                last_line=pair.last_line,
                first_page=rows.page_of(pair.first_line),
                last_page=rows.page_of(pair.last_line),
            )
            for number, pair in enumerate(self.pairs, start=1)
        ]


class FormHeaderReader:
    """Reads a head line by line.

    `is_grid` tells whether cells are those of a ruled table or a sheet: there a line that opens with a text opens with
    a label. In plain text it may be a further line of a narrative.
    """

    def __init__(self, rows: Rows, layout: Layout, form_unit: str | None, *, is_grid: bool):
        self.header = FormHeader()
        self._rows = rows
        self._layout = layout
        self._form_unit = form_unit
        self._is_grid = is_grid
        self._lines = LineReader({**layout.other, **layout.form_header}, layout.sections, is_grid=is_grid)
        self._block: MoneyBlock | GoalBlock | None = None
        self._block_unit: str | None = None
        self._told_later: frozenset[str] = frozenset()  # fields whose labels stand before a value in later rows
        self._goal_width = 0  # cells of the block of goals' last line, counted from the block's first column

    def read(self, lines: range) -> FormHeader:
        """Every label/value pair of a head, known to the layout or not."""
        torn = _join_torn_lines(self._rows, lines, self._layout)
        self._lines.learn_columns([cells for _, _, cells in torn])
        later = self._lines.find_later([cells for _, _, cells in torn])
        for place, (line, last_line, cells) in enumerate(torn):
            known = len(self.header.pairs)
            if place + 1 == len(torn) and self._is_table_heading(cells):
                self.header.pairs.append(Pair(None, None, None, cells[0], 0, line, last_line))
                continue
            self._told_later = later[place]
            self._read_line(line, cells)
            for pair in self.header.pairs[known:]:
                pair.last_line = last_line
        self._check_values()
        return self.header

    def _is_table_heading(self, cells: list[str]) -> bool:
        """Whether the last line above the table is a heading over all its columns, and no title in a narrative."""
        printed = [cell for cell in cells if cell.strip()]
        is_single = (
            len(printed) == 1 and bool(cells[0].strip()) and (self._is_grid or not printed[0].strip().endswith("表"))
        )
        return is_single and self._lines.may_be_label(printed[0]) and _HEADING.search(printed[0]) is not None

    def _read_line(self, line: int, cells: list[str]) -> None:
        layout = self._layout
        if opened := MoneyBlock.open(cells, layout, self._form_unit) or GoalBlock.open(cells, layout):
            self._block, self._block_unit, self._goal_width = opened, None, 0
            for cell in opened.repeated if isinstance(opened, MoneyBlock) else ():
                self._report("cells_beyond_label", "budget", cell, line)
        elif isinstance(self._block, MoneyBlock) and self._block.takes(cells, layout):
            self._read_money(self._block, line, cells)
        elif isinstance(self._block, GoalBlock) and self._block.takes(cells, layout):
            self._read_goals(self._block, line, cells)
        else:
            self._block = None
            self._read_pairs(line, cells)

    def _read_money(self, block: MoneyBlock, line: int, cells: list[str]) -> None:
        self._block_unit = block.read_unit(cells) or self._block_unit
        found, beyond = block.read_row(cells, self._layout, self._block_unit)
        self.header.pairs += [
            Pair(cell.label_text, cell.label, cell.unit, cell.value, cell.column, line, line,
                 cell.field_code, cell.funding_source)
            for cell in found
        ]  # fmt: skip
        for cell in beyond:
            self._report("cells_beyond_label", "budget", cell, line)
        self.header.execution_row = self.header.execution_row or block.read_execution_row(cells, self._layout, line)

    def _read_goals(self, block: GoalBlock, line: int, cells: list[str]) -> None:
        is_broken = not self._is_grid and bool(cells[0].strip()) and self._goal_width > 0
        # In plain text a line break within a cell ends the line: the next one begins in the middle of that cell.
        offset = self._goal_width - 1 if is_broken else 0
        self._goal_width = offset + len(cells)
        for position, text in enumerate(cells, start=offset):
            if not text.strip() or (place := block.find_column(position, self._layout, text)) is None:
                continue
            code, label_text, column = place
            known = next((p for p in self.header.pairs if p.field_code == code and p.column == column), None)
            if known:
                self._continue_value(known, text, line)
            else:
                name = read_label(label_text).name
                self.header.pairs.append(Pair(label_text, name, None, text, column, line, line, code))

    def _read_pairs(self, line: int, cells: list[str]) -> None:
        pairs = self.header.pairs
        open_pair = pairs[-1] if pairs else None
        is_narrative = open_pair is not None and open_pair.field_code in NARRATIVES
        seen = {pair.field_code for pair in pairs if pair.field_code and pair.value.strip()}
        read = self._lines.read(cells, is_narrative=is_narrative, seen=seen, later=self._told_later)
        if open_pair is not None and len(read.continued) > 1 and self._may_be_goal_header(open_pair):
            self._report("cells_beyond_label", open_pair.field_code, open_pair.value, open_pair.first_line)
        pairs += [self._make_pair(found, line) for found in read.pairs]
        is_prose = not self._is_grid or self._may_continue(cells, len(read.continued))
        for column, text in read.continued:
            self._continue(column, text, line, is_prose=is_prose)
        for code, text in read.beyond:
            self._report("cells_beyond_label", code, text, line)

    def _may_be_goal_header(self, pair: Pair) -> bool:
        """Whether a label and the short text beside it may be the header of a block of goals, one label misspelled."""
        label = read_label(pair.label_text or "")
        is_heading = not pair.value.strip() or self._lines.may_be_label(pair.value)
        return label.is_in(self._layout.goal_columns) and is_heading

    def _may_continue(self, cells: list[str], count: int) -> bool:
        """Whether a row may go on with the narrative above: it begins at the left, or stands alone under the value.

        A text in the column of labels is none of a value beside a label: its own label may be gone.
        """
        last = self.header.pairs[-1] if self.header.pairs else None
        is_beside = (
            last is not None
            and last.column > 0
            and bool(last.value.strip())
            and len(self._rows.cells[last.first_line - 1]) > 1
        )
        if cells[0].strip():
            return not is_beside
        return count == 1

    def _make_pair(self, found: LinePair, line: int) -> Pair:
        label = read_label(found.label_text) if found.label_text is not None else None
        code = found.field_code
        unit = label.unit if label else None
        if code in AMOUNTS and unit is None:
            unit = self._form_unit
        name = label.name if label else None
        return Pair(found.label_text, name, unit, found.value, found.column, line, line, code)

    def _continue(self, column: int, text: str, line: int, *, is_prose: bool) -> None:
        """Join a cell under a value to it; one that stands under none belongs to an open narrative, or is an issue."""
        pairs = self.header.pairs
        if not pairs:
            # Above the first label: the name of the unit, the date, the number of the form.
            pairs.append(Pair(None, None, None, text, column, line, line))
            return
        above = [pair for pair in pairs if pair.first_line == pairs[-1].first_line and pair.label is not None]
        pair = next((pair for pair in above if pair.column == column), None)
        if pair is None and is_prose and pairs[-1].field_code in NARRATIVES:
            pair = pairs[-1]
        if pair is None and pairs[-1].label is None:
            pairs.append(Pair(None, None, None, text, column, line, line))
        elif pair is None:
            pairs.append(Pair(None, None, None, text, column, line, line))
            self._report("cells_beyond_label", pairs[-2].field_code, text, line)
        else:
            self._continue_value(pair, text, line)

    def _continue_value(self, pair: Pair, text: str, line: int) -> None:
        """Join a later line of a value: on a new line, or without one where a page break tore it."""
        if pair.field_code in FIGURES and pair.value.strip():
            self._report("figure_torn", pair.field_code, f"{pair.value.strip()} | {text.strip()}", line)
        if pair.last_line == line:
            pair.value += " " + text
        elif self._rows.page_of(pair.last_line) == self._rows.page_of(line):
            pair.value += "\n" + text if pair.value else text
        elif pair.value != text:  # a cell that a page's end cuts may be printed whole on both
            pair.value += text
        pair.last_line = line

    def _report(self, code: str, field_code: str | None, observed: str, line: int) -> None:
        self.header.issues.append(Issue(code, field_code, observed.strip(), line, line))

    def _check_values(self) -> None:
        for pair in self.header.pairs:
            if pair.field_code == "is_recurring" and not is_nothing(pair.value) and read_yes_or_no(pair.value) is None:
                self._report("choice_unreadable", "is_recurring", pair.value, pair.first_line)
        if self._form_unit is None:
            return
        for pair in self.header.pairs:
            if pair.field_code in AMOUNTS and pair.unit not in (None, self._form_unit):
                self._report(
                    "money_unit_conflict",
                    pair.field_code,
                    f"{pair.label_text or ''} {self._form_unit}",
                    pair.first_line,
                )
                return


def _join_torn_lines(rows: Rows, lines: range, layout: Layout) -> list[tuple[int, int, list[str]]]:
    """First line, last line and cells of each printed line; a line that a page break tore through a label is whole.

    The two parts of a label are none that is known, or another one (项目, 名称), and together they are one.
    """
    labels = (
        layout.form_header.keys() | layout.goal_columns.keys() | layout.money_columns.keys() | layout.money_rows.keys()
    )

    def is_torn(upper: list[str], lower: list[str]) -> bool:
        return not any(read_label(cell).name in labels for cell in lower) and any(
            above.strip() and below.strip() and read_label(above + below).name in labels
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
