"""Findings of a form, each with the cell that it is about and the correction rows that could mend it."""

from decimal import Decimal
from typing import Any, NamedTuple

from orchestration.publication.report.printed_form import TOTALS, Field, Line

_WITH_ANCHOR = {"title", "head", "foot", "note"}


class Finding(NamedTuple):
    """A finding: its number on the page, what is wrong, and the anchor of its cell ("" if it is of the whole form)."""

    number: int
    severity: str
    rule_code: str
    name: tuple[str, str]
    message: tuple[str, str]
    observed: str | None
    expected: tuple[str, str] | None
    difference: Decimal | None
    page: int | None
    row: int | None
    anchor: str
    correction_rows: list[str]
    about: tuple[int | None, str | None, int | None]  # line item, field, line of the document


def place_findings(
    rows: list[tuple[Any, ...]],
    correction_rows: list[tuple[Any, ...]],
    fields: list[Field],
    lines: list[Line],
    columns: set[str],
) -> list[Finding]:
    """Return the findings of a form in their order.

    `rows` and `correction_rows` are those of the queries; `columns` are the codes of the columns that the page shows.
    """
    return [
        Finding(
            number, severity, code, (name_zh, name_en), (message_zh, message_en), observed,
            expected=(expected_zh, expected) if expected else None, difference=difference,
            page=page, row=row,
            anchor=_find_anchor(line_number, field, source_line, fields, lines, columns),
            correction_rows=_find_rows(correction_rows, line_number, field, source_line),
            about=(line_number, field, source_line),
        )
        for number, (
            severity, code, name_zh, name_en, message_zh, message_en, line_number, field, observed, expected_zh,
            expected, difference, source_line, page, row,
        ) in enumerate(rows, start=1)
    ]  # fmt: skip


def _find_anchor(
    line_number: int | None,
    field: str | None,
    source_line: int | None,
    fields: list[Field],
    lines: list[Line],
    columns: set[str],
) -> str:
    """Return the anchor of the cell, else of the line or field printed on the line of the document."""
    if field in TOTALS:
        return f"total-{field}" if TOTALS[field] in columns else ""
    line = next((line for line in lines if line.number == line_number), None)
    if line_number is None and (field is None or field in columns):
        line = next((line for line in lines if line.is_on(source_line)), None)
    if line is not None:
        return f"line-{line.number}-{field}" if field in columns else f"line-{line.number}"
    fields = [one for one in fields if one.part in _WITH_ANCHOR]
    known = [one for one in fields if one.code == field] if field else []
    on_line = [one for one in known if one.is_on(source_line)] or known
    if not on_line and (field is None or field == "fiscal_year"):
        on_line = [one for one in fields if one.is_on(source_line)]
    return on_line[0].anchor if on_line else ""


def _find_rows(
    rows: list[tuple[Any, ...]], line_number: int | None, field: str | None, source_line: int | None
) -> list[str]:
    """Return the rows for the field of a finding; of a finding about a line item those of all its values."""
    if source_line is None or (field is None and line_number is None):
        return []
    return [
        row
        for number, code, first_line, last_line, row in rows
        if first_line <= source_line <= last_line
        and (line_number is None or number == line_number)
        and (field is None or code == field)
    ]
