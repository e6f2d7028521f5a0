"""Read the form header: labelled fields, one or more label/value pairs per line, and blocks of money and goals.

A value belongs to the label that its position in the grid determines. A cell without a label is an issue: it is neither
joined to the neighbouring cell nor dropped.
"""

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from ingestion.containers.rows import Rows
from ingestion.forms.choices import read_yes_or_no
from ingestion.forms.header_blocks import ExecutionRow, GoalBlock, MoneyBlock
from ingestion.forms.header_lines import LinePair, LineReader
from ingestion.forms.labels import is_continuation, read_label
from ingestion.forms.layouts import AMOUNTS, FIGURES, IDENTITY, NARRATIVES, Layout
from ingestion.forms.values import read_printed_number
from ingestion.normalise import fold_plain, is_nothing, to_plain
from ingestion.records import FormField

# A footnote mark after a name: raised, in a circle, in square brackets, or a star.
_MARK_BEHIND = re.compile(r"(?:\s{0,4}(?:[⁰¹²³⁴-⁹₀-₉①-⑳*※†‡]|[\[〔【][\d⁰¹²³⁴-⁹①-⑳*※]{1,2}[\]〕】])){1,12}$")
_HEADING = re.compile("指标|自评|评价|绩效|评分|打分")
READ_IN_PART = IDENTITY | {"is_recurring", "grade"}  # fields whose normalised value is not the whole printed text


@dataclass(slots=True)
class Pair:
    """A label and its value as printed; `funding_source` only for an amount in a money block."""

    label_text: str | None
    label: str | None
    unit: str | None
    value: str
    column: int  # the cell of the value
    first_line: int
    last_line: int
    field_code: str | None = None
    funding_source: str | None = None

    def make_field(
        self, rows: Rows, part: str, number: int, document_hash: str, form_ordinal: int, layout: Layout
    ) -> FormField:
        """Return the pair as the record of a field."""
        plain = to_plain(self.value)
        normalised = self._read_value(fold_plain(plain), layout)
        value_number, value_unit = read_printed_number(normalised)
        return FormField(
            document_hash=document_hash,
            form_ordinal=form_ordinal,
            part=part,
            field_number=number,
            field_code=self.field_code,
            funding_source_code=self.funding_source,
            label_text=self.label_text,
            label_normalised=self.label,
            label_unit=self.unit,
            value_text=self.value,
            value_plain=plain,
            value_normalised=normalised,
            value_number=value_number,
            value_unit=value_unit,
            first_line=self.first_line,
            last_line=self.last_line,
            first_page=rows.page_of(self.first_line),
            last_page=rows.page_of(self.last_line),
        )

    def _read_value(self, text: str, layout: Layout) -> str:
        """Return the value for keys and numbers: a ticked box as its answer, a name without its footnote mark."""
        if self.field_code == "is_recurring":
            return read_yes_or_no(self.value) or text
        if self.field_code == "grade":
            return layout.read_grade(self.value)
        return _MARK_BEHIND.sub("", text) or text if self.field_code in READ_IN_PART else text


class Issue(NamedTuple):
    """A place that could not be read with certainty: code, field concerned, printed text, and lines."""

    code: str
    field_code: str | None
    observed: str
    first_line: int
    last_line: int


@dataclass
class FormHeader:
    """Everything read from a form header: pairs, the scored execution row, and issues."""

    pairs: list[Pair] = field(default_factory=list)
    execution_row: ExecutionRow | None = None
    issues: list[Issue] = field(default_factory=list)

    def make_fields(
        self, rows: Rows, part: str, document_hash: str, form_ordinal: int, layout: Layout
    ) -> list[FormField]:
        """Return the pairs as records, numbered in their order."""
        return [
            pair.make_field(rows, part, number, document_hash, form_ordinal, layout)
            for number, pair in enumerate(self.pairs, start=1)
        ]


class FormHeaderReader:
    """Read a form header line by line.

    `is_grid` is true for a ruled table or a sheet, where the first text of a line is a label. In plain text it may also
    be a further line of a narrative.
    """

    def __init__(self, rows: Rows, layout: Layout, form_unit: str | None, *, is_grid: bool):
        self.header = FormHeader()
        self._rows = rows
        self._layout = layout
        self._form_unit = form_unit
        self._is_grid = is_grid
        self._lines = LineReader(layout.header_labels, layout.sections, is_grid=is_grid)
        self._block: MoneyBlock | GoalBlock | None = None
        self._block_unit: str | None = None
        self._later_fields: frozenset[str] = frozenset()  # fields whose labels have a value in later rows
        self._goal_width = 0  # cells of the last line of the goal block, counted from its first column

    def read(self, lines: range) -> FormHeader:
        """Read every label/value pair of a form header, known to the layout or not."""
        joined = _join_split_lines(self._rows, lines, self._layout)
        self._lines.learn_columns([cells for _, _, cells in joined])
        later = self._lines.find_later([cells for _, _, cells in joined])
        for place, (line, last_line, cells) in enumerate(joined):
            known = len(self.header.pairs)
            if place + 1 == len(joined) and self._is_table_heading(cells):
                self.header.pairs.append(Pair(None, None, None, cells[0], 0, line, last_line))
                continue
            self._later_fields = later[place]
            self._read_line(line, cells)
            for pair in self.header.pairs[known:]:
                pair.last_line = last_line
        self._check_values()
        return self.header

    def _is_table_heading(self, cells: list[str]) -> bool:
        """Whether the last line above the table is a heading of the table and not a title within a narrative."""
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
        if self._starts_other_grid(block, line, cells):
            self._report("cells_beyond_label", "budget", " ".join(filter(str.strip, cells)), line)
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

    def _starts_other_grid(self, block: MoneyBlock, line: int, cells: list[str]) -> bool:
        """Whether a row of a block is the first of another table of Word, with other columns than the header."""
        is_word = bool(self._rows.text_lines) and self._is_grid
        return is_word and not self._rows.cells[line - 2] and len(cells) != len(block.labels)

    def _read_goals(self, block: GoalBlock, line: int, cells: list[str]) -> None:
        is_broken = not self._is_grid and bool(cells[0].strip()) and self._goal_width > 0
        # In plain text a line break within a cell ends the line; the next line continues that cell.
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
        cells = self._layout.join_grades(cells)
        open_pair = pairs[-1] if pairs else None
        is_narrative = open_pair is not None and open_pair.field_code in NARRATIVES
        seen = {pair.field_code for pair in pairs if pair.field_code and pair.value.strip()}
        read = self._lines.read(cells, is_narrative=is_narrative, seen=seen, later=self._later_fields)
        if open_pair is not None and len(read.continued) > 1 and self._may_be_goal_header(open_pair):
            self._report("cells_beyond_label", open_pair.field_code, open_pair.value, open_pair.first_line)
        pairs += [self._make_pair(found, line) for found in read.pairs]
        is_prose = not self._is_grid or self._may_continue(cells, len(read.continued))
        for column, text in read.continued:
            self._continue(column, text, line, is_prose=is_prose)
        for code, text in read.beyond:
            self._report("cells_beyond_label", code, text, line)

    def _may_be_goal_header(self, pair: Pair) -> bool:
        """Whether a label and the short text next to it may be the header of a goal block with a misspelled label."""
        label = read_label(pair.label_text or "")
        is_heading = not pair.value.strip() or self._lines.may_be_label(pair.value)
        return label.is_in(self._layout.goal_columns) and is_heading

    def _may_continue(self, cells: list[str], count: int) -> bool:
        """Whether a row may continue the narrative above: it starts in the first cell, or has only one printed cell.

        A text in the label column does not continue a value that is next to a label: its own label may be missing.
        """
        last = self.header.pairs[-1] if self.header.pairs else None
        is_next_to_label = (
            last is not None
            and last.column > 0
            and bool(last.value.strip())
            and len(self._rows.cells[last.first_line - 1]) > 1
        )
        if cells[0].strip():
            return not is_next_to_label
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
        """Join a cell to the value above it, or else to an open narrative; report any other cell as an issue."""
        pairs = self.header.pairs
        if not pairs:
            # Text above the first label: the name of the unit, the date, the number of the form.
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
        """Join a later line to a value: with a line feed, or without one after a page break."""
        if pair.field_code in FIGURES and pair.value.strip():
            self._report("figure_torn", pair.field_code, f"{pair.value.strip()} | {text.strip()}", line)
        if pair.last_line == line:
            pair.value += " " + text
        elif self._rows.page_of(pair.last_line) == self._rows.page_of(line):
            pair.value += "\n" + text if pair.value else text
        elif pair.value != text:  # a cell split by a page break may be printed in full on both pages
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


def _is_continuation(rows: Rows, line: int, stop: int, above: list[str]) -> bool:
    """Whether a line only says that the table continues, and no line or one with as many cells as above follows."""
    below = next((cells for cells in rows.cells[line : stop - 1] if cells), above)
    return is_continuation(rows.cells[line - 1]) and len(below) == len(above)


def _join_split_lines(rows: Rows, lines: range, layout: Layout) -> list[tuple[int, int, list[str]]]:
    """Return first line, last line and cells of each printed line; join lines whose label a page break split.

    A label is split if its two parts together are a known label and the lower part alone is not (项目, 名称).
    """
    labels = layout.value_labels

    def is_split(upper: list[str], lower: list[str]) -> bool:
        return not any(read_label(cell).name in labels for cell in lower) and any(
            above.strip() and below.strip() and read_label(above + below).name in labels
            for above, below in zip(upper, lower, strict=False)
        )

    joined: list[tuple[int, int, list[str]]] = []
    for line in lines:
        cells = rows.cells[line - 1]
        if not cells or (joined and _is_continuation(rows, line, lines.stop, joined[-1][2])):
            continue
        if joined and rows.page_of(joined[-1][1]) != rows.page_of(line) and is_split(joined[-1][2], cells):
            first, _, upper = joined.pop()
            cells = [above + below for above, below in zip_longest(upper, cells, fillvalue="")]
            joined.append((first, line, cells))
        else:
            joined.append((line, line, cells))
    return joined
