"""Read the form footer: labelled fields below the table, a grade stated in words, notes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ingestion.containers.rows import Rows
from ingestion.forms.form_header import Pair
from ingestion.forms.header_lines import LineReader
from ingestion.forms.labels import read_label
from ingestion.forms.layouts import NARRATIVES, Layout, Layouts
from ingestion.forms.table_header import TableHeader
from ingestion.forms.titles import is_number_or_unit
from ingestion.forms.values import read_number
from ingestion.normalise import squash

_SHORT_PAIR = re.compile(r"[^:：,，。;；]{2,10}[:：][^:：,，。;；]{1,30}")  # of a web page, perhaps
_LONGEST_STATEMENT = 60
_STATED_GRADE = re.compile(
    r"((?:自评|评价|绩效|考核|评定){0,5}(?:等级|等次)(?:[（(][^（）()]{0,40}[）)])?)(?:为|是)?[\s:：]*(优秀|优|良好|良|中|合格|不合格|差)[。.\s]*$"
)


@dataclass
class FormFooter:
    """Everything read below a table: fields, lines kept as notes, rejected lines with a reason code, roles by line."""

    pairs: list[Pair] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    rejected: list[tuple[str, range]] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)


class FormFooterReader:
    """Read the lines below a table. `is_grid` returns whether a line belongs to a ruled table or a sheet."""

    def __init__(
        self, rows: Rows, layout: Layout, layouts: Layouts, header: TableHeader, is_grid: Callable[[int], bool]
    ):
        self._rows = rows
        self._layout = layout
        self._layouts = layouts
        self._header = header
        self._is_grid = is_grid
        self._footer = FormFooter()

    def read(self, lines: range) -> FormFooter:
        """Read every line; reject a line that may be a line item or part of another form."""
        footer = self._footer
        reader = self._make_reader(is_grid=all(map(self._is_grid, lines)))
        later = reader.find_later([self._rows.cells[line - 1] for line in lines])
        for line, later_fields in zip(lines, later, strict=False):
            cells = self._layout.join_grades(self._rows.cells[line - 1])
            if not cells:
                continue
            if self._layout.starts_form_footer(cells):
                footer.roles[line] = "note"
                self._read_fields(line, cells, later_fields)
            elif not self._may_be_row(cells) and (ticked := _find_ticked_grade(cells, line, self._layout)):
                footer.roles[line] = "note"
                footer.notes.append(line)
                footer.pairs.append(ticked)
            elif footer.pairs and self._continues(footer.pairs[-1], cells, line):
                footer.roles[line] = "note"
            elif self._rows.breaks_before(line) and self._layout.read_columns(cells) == self._header.columns:
                footer.roles[line] = "header"  # repeated on a page that contains only notes
            elif any(known.starts_form_header(cells) for known in self._layouts.layouts):
                # A form with an unknown title: reject all of it and keep the form above.
                footer.rejected.append(("text_after_form", range(line, lines.stop)))
                break
            elif self._may_be_row(cells):
                footer.rejected.append(("row_after_total", range(line, line + 1)))
            else:
                footer.roles[line] = "note"
                footer.notes.append(line)
                if grade := _find_grade(cells, line):
                    footer.pairs.append(grade)
        return footer

    def _make_reader(self, *, is_grid: bool) -> LineReader:
        return LineReader(self._layout.footer_labels, self._layout.sections, is_grid=is_grid)

    def _may_be_row(self, cells: list[str]) -> bool:
        columns = [self._header.columns[name] for name in ("weight", "self_score")]
        return len(cells) > max(columns) and any(read_number(cells[column]) for column in columns)

    def _read_fields(self, line: int, cells: list[str], later_fields: frozenset[str]) -> None:
        """Read the labelled fields of a line. In plain text, join a line that continues the narrative above to it."""
        pairs = self._footer.pairs
        is_grid = self._is_grid(line)
        seen = {pair.field_code for pair in pairs if pair.field_code and pair.value.strip()}
        is_narrative = not is_grid and bool(pairs) and pairs[-1].field_code in NARRATIVES
        reader = self._make_reader(is_grid=is_grid)
        reader.learn_columns([cells])
        read = reader.read(cells, is_narrative=is_narrative, seen=seen, later=() if is_grid else later_fields)
        others = [text for _, text in (*read.continued, *read.beyond)]
        if is_narrative and not read.pairs:
            pairs[-1].value += "\n" + " ".join(others)
            pairs[-1].last_line = line
            return
        for found in read.pairs:
            label = read_label(found.label_text or "")
            pairs.append(
                Pair(found.label_text, label.name, label.unit, found.value, found.column, line, line, found.field_code)
            )
        pairs += [Pair(None, None, None, text, 0, line, line) for text in others]

    def _continues(self, pair: Pair, cells: list[str], line: int) -> bool:
        """Join a line to the narrative directly above it, if it has a blank label or none; return whether it did."""
        printed = [place for place, cell in enumerate(cells) if cell.strip()]
        if pair.field_code not in NARRATIVES or len(printed) != 1 or pair.last_line != line - 1:
            return False
        text = cells[printed[0]]
        is_note = any(squash(text[:20]).startswith(layout.notes) for layout in self._layouts.layouts)
        is_note |= is_number_or_unit(squash(text[:40]))
        is_note |= not pair.value.strip() and _SHORT_PAIR.fullmatch(text) is not None
        is_row = self._is_grid(pair.first_line) and len(self._rows.cells[pair.first_line - 1]) > 1
        if is_note or printed[0] != (pair.column if is_row else 0) or (is_row and len(cells) < 2):
            return False
        pair.value += "\n" + text
        pair.last_line = line
        return True


def _find_grade(cells: list[str], line: int) -> Pair | None:
    """Return the grade that a line below the table states in words (自评得分 98.62 自评等级 差), else None."""
    text = " ".join(cell.strip() for cell in cells if cell.strip())
    match = _STATED_GRADE.search(text) if len(text) <= _LONGEST_STATEMENT else None
    if match is None:
        return None
    return Pair(match[1], read_label(match[1]).name, None, match[2], 0, line, line, "grade")


def _find_ticked_grade(cells: list[str], line: int, layout: Layout) -> Pair | None:
    """Return the grades with boxes that a line below the table prints, ticked or not; None if it has none."""
    printed = [cell.strip() for cell in cells if cell.strip()]
    text = next(filter(layout.is_grade_choice, printed), " ".join(printed))
    return Pair(None, None, None, text, 0, line, line, "grade") if layout.is_grade_choice(text) else None
