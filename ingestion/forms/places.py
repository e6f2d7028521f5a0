"""Find where the values of forms stand on the pages of a document. A value whose place is not certain has none."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ingestion.containers.result import CellPlace, ContainerText
from ingestion.normalise import squash
from ingestion.records import Evaluation, FormField, IndicatorLine, ParsedDocument, PrintedPlace

_TOTALS = {"total_weight": "weight", "total_score": "self_score"}  # fields of the total row, and their columns
Columns = Mapping[str, int]  # of a table: the column (from 0) of each field


class _Value(NamedTuple):
    """A value of a form on a line: its field, the line item that it belongs to, and its text and label, squashed."""

    field_code: str | None
    line_number: int | None
    text: str
    label: str


def add_places(parsed: ParsedDocument, text: ContainerText, columns: Mapping[int, Columns]) -> ParsedDocument:
    """Return the records with the places of lines and values on pages; unchanged if no cell has a place.

    `columns` are those of the table of each form, by its ordinal.
    """
    if not text.places:
        return parsed
    finder = _Finder(parsed, text)
    places = [place for form in parsed.evaluations for place in finder.find(form, columns.get(form.form_ordinal, {}))]
    return parsed._replace(printed_places=places)


class _Finder:
    """The cells of a document with their places, and the values of its forms."""

    def __init__(self, parsed: ParsedDocument, text: ContainerText):
        self._cells = text.rows.cells
        self._on_line: dict[int, dict[int, CellPlace]] = defaultdict(dict)
        for place in text.places:
            self._on_line[place.line][place.column] = place
        self._fields: dict[int, list[FormField]] = defaultdict(list)
        for field in parsed.form_fields:
            self._fields[field.form_ordinal].append(field)
        self._items: dict[int, list[IndicatorLine]] = defaultdict(list)
        for item in parsed.indicator_lines:
            self._items[item.form_ordinal].append(item)

    def find(self, form: Evaluation, columns: Columns) -> Iterator[PrintedPlace]:
        """Yield the place of each line of a form, and of each of its values that has a certain one."""
        lines = [line for line in range(form.first_line, form.last_line + 1) if line in self._on_line]
        for line in lines:
            yield _record(form, _span(list(self._on_line[line].values())), None, None)
        in_table = list(self._find_in_table(form, columns))
        taken = {(place.line, place.column) for place, _ in in_table}
        found = in_table + [
            one for line, values in self._list_values(form).items() for one in self._find_on_line(line, values, taken)
        ]
        # A field that has two places on a line is not told apart by the findings.
        counts = Counter((place.line, value.field_code, value.line_number) for place, value in found)
        for place, value in found:
            if value.field_code and counts[place.line, value.field_code, value.line_number] == 1:
                yield _record(form, place, value.field_code, value.line_number)

    def _find_in_table(self, form: Evaluation, columns: Columns) -> Iterator[tuple[CellPlace, _Value]]:
        """Yield the cells of line items and of the total row, which the columns of the table determine."""
        for item in self._items[form.form_ordinal]:
            for code, column in columns.items():
                if not item.is_execution_row:
                    label = "_label" if code in ("category", "subcategory") else ""
                    value = _Value(code, item.line_number, squash(getattr(item, f"{code}{label}_text")), "")
                    for line in range(item.first_line, item.last_line + 1):
                        is_one_line = item.first_line == item.last_line
                        if place := self._get_place(line, column, value.text, may_be_blank=is_one_line):
                            yield place, value
        totals = {"total_weight": form.total_weight_text, "total_score": form.total_score_text}
        for code, text in totals.items():
            value = _Value(code, None, squash(text or ""), "")
            place = self._get_place(form.total_line or 0, columns.get(_TOTALS[code], -1), value.text, may_be_blank=True)
            if place:
                yield place, value

    def _get_place(self, line: int, column: int, text: str, *, may_be_blank: bool) -> CellPlace | None:
        """Return the place of a cell that has (part of) a text."""
        place = self._on_line.get(line, {}).get(column)
        if place is None:
            return None
        printed = self._read(line, column)
        is_same = printed in text if printed else may_be_blank and not text
        return place if is_same else None

    def _list_values(self, form: Evaluation) -> dict[int, list[_Value]]:
        """Return the values outside the columns of the table, by line: fields, and weight and score of an execution
        row."""
        values: dict[int, list[_Value]] = defaultdict(list)
        for field in self._fields[form.form_ordinal]:
            if field.part != "note":
                value = _Value(field.field_code, None, squash(field.value_text), squash(field.label_text or ""))
                values[field.first_line].append(value)
        for item in self._items[form.form_ordinal]:
            if item.is_execution_row:
                for code, text in (("weight", item.weight_text), ("self_score", item.self_score_text)):
                    values[item.first_line].append(_Value(code, item.line_number, squash(text), ""))
        return values

    def _find_on_line(
        self, line: int, values: list[_Value], taken: set[tuple[int, int]]
    ) -> Iterator[tuple[CellPlace, _Value]]:
        """Yield the values of a line that have one cell: equal ones in their order, a blank one behind its label."""
        free = {column: place for column, place in self._on_line.get(line, {}).items() if (line, column) not in taken}
        counts = Counter(value.text for value in values)
        for value in values:
            if value.text and counts[value.text] == 1:
                columns = [column for column in free if self._prints(line, column, value)]
            elif not value.text:
                columns = self._find_blank(line, value.label, free)
            else:
                columns = self._find_in_order(line, value, values, free)
            if len(columns) == 1:
                yield free[columns[0]], value

    def _prints(self, line: int, column: int, value: _Value) -> bool:
        """Whether a cell prints a value, alone, behind its label, or the first line of a long one."""
        printed = self._read(line, column)
        is_behind_label = bool(value.label) and value.text in printed and value.label.rstrip(":") in printed
        return printed == value.text or is_behind_label or (len(printed) > 20 and value.text.startswith(printed))

    def _find_blank(self, line: int, label: str, free: Mapping[int, CellPlace]) -> list[int]:
        """Return the column of the blank cell behind the only cell with a label."""
        labels = [column for column in free if label and self._read(line, column) == label]
        behind = [column for column in sorted(free) if labels and column > labels[0]][:1]
        return behind if len(labels) == 1 and behind and not self._read(line, behind[0]) else []

    def _find_in_order(
        self, line: int, value: _Value, values: list[_Value], free: Mapping[int, CellPlace]
    ) -> list[int]:
        """Return the column of one of several equal fields of a line, which are in the order of their cells."""
        equal = [one for one in values if one.text == value.text]
        columns = [column for column in sorted(free) if self._read(line, column) == value.text]
        if len(columns) != len(equal) or any(one.line_number is not None for one in equal):
            return []
        return [next(column for column, one in zip(columns, equal, strict=True) if one is value)]

    def _read(self, line: int, column: int) -> str:
        cells = self._cells[line - 1]
        return squash(cells[column]) if column < len(cells) else ""


def _span(cells: list[CellPlace]) -> CellPlace:
    """Return the place of a whole line: its cells, as high as the lowest of them, since others span several lines."""
    left, top = min(cell.left for cell in cells), min(cell.top for cell in cells)
    right = max(cell.left + cell.width for cell in cells)
    bottom = min(cell.top + cell.height for cell in cells)
    return cells[0]._replace(column=0, left=left, top=top, width=right - left, height=max(1, bottom - top))


def _record(form: Evaluation, place: CellPlace, field_code: str | None, line_number: int | None) -> PrintedPlace:
    return PrintedPlace(
        document_hash=form.document_hash,
        form_ordinal=form.form_ordinal,
        source_line=place.line,
        line_number=line_number,
        field_code=field_code,
        page=place.page,
        page_turn=Decimal(f"{place.turn:.2f}"),
        left_permille=place.left,
        top_permille=place.top,
        width_permille=place.width,
        height_permille=place.height,
    )
