"""Add to the records of a document how its text was recognised, and which of it is not certain."""

import re
from collections.abc import Iterator
from decimal import Decimal

from ingestion.containers.result import LEAST_CONFIDENCE, LEAST_OF_ONE, LONE_SIGNS, CellPlace, ContainerText
from ingestion.containers.result import RecognisedCell as Cell
from ingestion.forms.layouts import Layouts
from ingestion.normalise import squash
from ingestion.records import Evaluation, IndicatorLine, ParsedDocument, ReadingIssue, RecognisedCell

_LEAST_OF_LABELS = 0.5  # a text that is a known label is hardly ever another text
_SHORTEST_FIELD = 5  # signs
_NUMBERED = re.compile(r"\d{1,2}[、.]\D")
_MONEY = "元万亿%"  # a unit in a label changes amounts
_LINE_FIELDS = (
    "indicator_name", "weight", "self_score", "target", "actual", "explanation", "deviation", "remark",
)  # fmt: skip


def add_recognition(parsed: ParsedDocument, text: ContainerText, layouts: Layouts) -> ParsedDocument:
    """Return the records with the recognised cells, the reading basis of each form, and an issue for each cell of a
    form that is not certain."""
    if not text.recognised:
        return parsed
    bases = {
        form.form_ordinal: "ocr" if any(_holds(form, cell) for cell in text.recognised) else "text"
        for form in parsed.evaluations
    }
    return parsed._replace(
        evaluations=[form._replace(reading_basis=bases[form.form_ordinal]) for form in parsed.evaluations],
        reading_issues=[*parsed.reading_issues, *_find_uncertain(parsed, text, layouts)],
        recognised_cells=[
            RecognisedCell(
                document_hash=parsed.document.document_hash,
                source_line=cell.line,
                source_column=cell.column + 1,
                page=text.rows.page_of(cell.line),
                left_percent=cell.left,
                top_percent=cell.top,
                recognised_text=cell.text,
                confidence=_round(cell.confidence),
                alternative_text=cell.alternative,
            )
            for cell in text.recognised
        ],
    )


def _holds(form: Evaluation, cell: Cell) -> bool:
    return form.first_line <= cell.line <= form.last_line


def _find_uncertain(parsed: ParsedDocument, text: ContainerText, layouts: Layouts) -> Iterator[ReadingIssue]:
    located = _Located(parsed, text)
    notes = {(field.form_ordinal, field.first_line) for field in parsed.form_fields if field.part == "note"}
    for form in parsed.evaluations:
        for cell in text.recognised:
            if not _holds(form, cell) or cell.confidence >= _find_least(cell, layouts):
                continue
            if (form.form_ordinal, cell.line) in notes and _is_remark(cell.text, layouts):
                continue
            page = text.rows.page_of(cell.line)
            field_code, line_number = _find_field(parsed, form, cell, located)
            yield ReadingIssue(
                document_hash=form.document_hash,
                form_ordinal=form.form_ordinal,
                issue_code="ocr_uncertain",
                field_code=field_code,
                line_number=line_number,
                observed=_describe(cell, page),
                first_line=cell.line,
                last_line=cell.line,
                first_page=page,
                last_page=page,
            )


def _is_remark(note: str, layouts: Layouts) -> bool:
    """Whether a line below a form has no fact of it: one of the form's printed notes, or a few signs, as of a stamp."""
    text = squash(note)
    return (
        len(text) < _SHORTEST_FIELD
        or any(text.startswith(layout.notes) for layout in layouts.layouts)
        or bool(_NUMBERED.match(text))
    )


def _find_least(cell: Cell, layouts: Layouts) -> float:
    """Return the confidence that a cell must have: less for a label of a form, which is known."""
    text = squash(cell.text)
    is_label = any(layout.is_form_text(cell.text) for layout in layouts.layouts)
    if is_label and not any(sign in text for sign in _MONEY):
        return _LEAST_OF_LABELS
    return LEAST_CONFIDENCE if len(text) > 1 or text in LONE_SIGNS else LEAST_OF_ONE


class _Located:
    """The fields of a document whose cells are known."""

    def __init__(self, parsed: ParsedDocument, text: ContainerText):
        self._places = {(place.line, place.column): _locate(place) for place in text.places}
        self._fields = {
            (place.source_line, place.left_permille, place.top_permille): (place.field_code, place.line_number)
            for place in parsed.printed_places
            if place.field_code
        }
        self._known = {(place.source_line, place.field_code, place.line_number) for place in parsed.printed_places}

    def find(self, cell: Cell) -> tuple[str | None, int | None] | None:
        """Return the field that is known to be in a cell, and the number of its line item."""
        place = self._places.get((cell.line, cell.column))
        return self._fields.get(place) if place else None

    def may_be(self, field_code: str | None, line_number: int | None, cell: Cell) -> bool:
        """Whether a field may be in a cell of which no field is known: it is not known to be in another one."""
        return field_code is None or (cell.line, field_code, line_number) not in self._known


def _locate(place: CellPlace) -> tuple[int, int, int]:
    return place.line, place.left, place.top


def _find_field(
    parsed: ParsedDocument, form: Evaluation, cell: Cell, located: _Located
) -> tuple[str | None, int | None]:
    """Return the field of a cell, and the number of its line item, None if it belongs to none."""
    if known := located.find(cell):
        return known
    read = squash(cell.text)
    for line in parsed.indicator_lines:
        if line.form_ordinal == form.form_ordinal and line.first_line <= cell.line <= line.last_line:
            fields = (
                field
                for field in _LINE_FIELDS
                if read and read in squash(_get_text(line, field)) and located.may_be(field, line.line_number, cell)
            )
            return next(fields, None), line.line_number
    for field in parsed.form_fields:
        is_here = field.form_ordinal == form.form_ordinal and field.first_line <= cell.line <= field.last_line
        if is_here and read and read in squash(field.value_text) and located.may_be(field.field_code, None, cell):
            return field.field_code, None
    return None, None


def _get_text(line: IndicatorLine, field: str) -> str:
    return str(getattr(line, f"{field}_text"))


def _describe(cell: Cell, page: int) -> str:
    """Return text, confidence, the other reading, and the place of a cell: page, percent from the left and the top."""
    other = "" if cell.alternative is None else f" | {cell.alternative[:40]}"
    return f"{cell.text[:60]}{other} ({_round(cell.confidence)}; p. {page}: {cell.left}%, {cell.top}%)"


def _round(confidence: float) -> Decimal:
    return Decimal(f"{confidence:.2f}")
