"""Compare how the reader read a document and its redacted copy: everything but the words must be equal."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from ingestion.records import FormField, ParsedDocument
from ingestion.redaction.texts import SHORTEST_ID
from ingestion.redaction.vocabulary import IDENTIFYING

_PLACE = ("first_line", "last_line", "first_page", "last_page")
_COMPARED = {
    "evaluations": (
        "form_ordinal", "scheme_code", "title_year", "category_basis", "indicator_line_count", "total_weight_number",
        "total_score_number", "total_line", *_PLACE,
    ),
    "form_fields": (
        "form_ordinal", "part", "field_number", "field_code", "funding_source_code", "label_unit", "value_number",
        "value_unit", *_PLACE,
    ),
    "indicator_lines": (
        "form_ordinal", "line_number", "category_code", "category_cap_number", "weight_number", "self_score_number",
        "is_placeholder", "is_execution_row", *_PLACE,
    ),
    "assessor_scores": ("form_ordinal", "line_number", "assessor_role_code", "score_number", *_PLACE),
    "set_aside_forms": ("set_aside_ordinal", "kind_code", "title_year", "line_count", *_PLACE),
    "reading_issues": ("form_ordinal", "issue_code", "field_code", "line_number", *_PLACE),
    "rejections": ("form_ordinal", "reason_code", "first_line", "last_line", "page"),
}  # fmt: skip
_DOCUMENT_SKIPPED = {"document_hash", "byte_size"}


class Difference(NamedTuple):
    """What the reader does otherwise: the table of records, the number of the record, its column and both values.

    `number` and `column` are None if the numbers of records differ; the values are then these numbers.
    """

    table: str
    number: int | None
    column: str | None
    original: Any
    redacted: Any


def compare(original: ParsedDocument, redacted: ParsedDocument) -> list[Difference]:
    """Return where two readings differ, apart from words and from the figures of codes and telephone numbers."""
    found = [
        Difference("document", None, name, own, other)
        for name, own, other in zip(original.document._fields, original.document, redacted.document, strict=True)
        if name not in _DOCUMENT_SKIPPED and own != other
    ]
    for table, columns in _COMPARED.items():
        own, other = getattr(original, table), getattr(redacted, table)
        if len(own) != len(other):
            found.append(Difference(table, None, None, len(own), len(other)))
        found += _compare_records(table, columns, own, other)
    return found


def _compare_records(
    table: str, columns: tuple[str, ...], own: Iterable[Any], other: Iterable[Any]
) -> Iterable[Difference]:
    for number, (first, second) in enumerate(zip(own, other, strict=False), start=1):
        for column in columns:
            values = _read(first, column), _read(second, column)
            if values[0] != values[1]:
                yield Difference(table, number, column, *values)


def _read(record: Any, column: str) -> Any:
    """Return a value; of a code or a telephone number only how many figures it has."""
    value = getattr(record, column)
    if column == "value_number" and isinstance(value, Decimal):
        is_code = isinstance(record, FormField) and record.field_code in IDENTIFYING
        count = len(str(abs(int(value))))
        if is_code or count >= SHORTEST_ID:
            return f"a number of {count} figures"
    return value
