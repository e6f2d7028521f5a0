"""Print an evaluation as it was read, its findings, and rows of corrections.csv ready to copy."""

import re
from bisect import bisect_right
from typing import NamedTuple

import duckdb

_PLACE = re.compile(r"(?:([0-9]{1,6}):)?([0-9]{1,9})")
_FORM = """
    select
        forms.title_text, forms.document_hash, forms.form_ordinal, forms.scheme_code,
        forms.total_weight_text, forms.total_score_text, forms.total_line, forms.first_line
    from marts.evaluation_lifecycle as evaluations
    inner join staging.stg_landing__evaluations as forms
        on evaluations.document_hash = forms.document_hash and evaluations.form_ordinal = forms.form_ordinal
    where evaluations.evaluation_key = ?
"""
_FIELDS = """
    select
        first_line,
        max(last_line),
        string_agg(coalesce(label_text || chr(9), '') || value_text, chr(9) order by field_number)
    from staging.stg_landing__form_fields
    where document_hash = ? and form_ordinal = ? and part = ?
    group by first_line
    order by first_line
"""
# Fields of a table's columns, and the landing column with the printed text of each.
_COLUMNS = {
    "category": "category_label_text",
    "subcategory": "subcategory_label_text",
    "indicator_name": "indicator_name_text",
    "explanation": "explanation_text",
    "target_operator": "target_operator_text",
    "target": "target_text",
    "target_unit": "target_unit_text",
    "actual": "actual_text",
    "weight": "weight_text",
    "self_score": "self_score_text",
    "deviation": "deviation_text",
    "remark": "remark_text",
}
# The first spelling in the seed is the one that the scheme's official form uses.
_LABELS = """
    select field_code, arg_min(label, row_num)
    from (select *, row_number() over () as row_num from reference.form_labels)
    where scheme_code = ? and part = ?
    group by field_code
"""
_PAGES = """
    select documents.page_starts
    from marts.evaluation_lifecycle as evaluations
    inner join staging.stg_landing__documents as documents on evaluations.document_hash = documents.document_hash
    where evaluations.evaluation_key = ?
"""
_FINDINGS = """
    select
        findings.source_line, findings.severity, rules.finding_name_zh, rules.finding_name_en, findings.message_zh,
        findings.message_en
    from marts.rule_findings as findings
    inner join marts.dim_quality_rule as rules on findings.rule_code = rules.rule_code
    where findings.evaluation_key = ?
    order by findings.severity <> 'blocking', findings.severity <> 'warning', findings.source_line, rules.rule_code
"""
_CELLS = """
    select correction_row
    from intermediate.int_correctable_cells as cells
    where evaluation_key = $key and {condition}
    order by first_line, line_number nulls first, field_code
"""
_ON_LINE = "$line between first_line and last_line"
# A finding about a field is resolved by a correction of that field only; others concern all values of their line.
_OF_FINDINGS = """
    exists (
        select 1 from marts.rule_findings as findings
        where
            findings.evaluation_key = cells.evaluation_key
            and findings.source_line between cells.first_line and cells.last_line
            and (findings.field_code is null or findings.field_code = cells.field_code)
            and (findings.line_number is null or findings.line_number = cells.line_number)
    )
"""
CORRECTION_COLUMNS = (
    "document_hash", "source_page", "source_row", "field_code", "indicator_name", "printed_value", "corrected_value",
    "reason", "corrected_by", "corrected_date",
)  # fmt: skip


class PrintedLine(NamedTuple):
    """A line of a printed form: its text, with cells separated by tabs, and its lines in the document.

    The table header is that of the layout; its lines are (0, 0).
    """

    first_line: int
    last_line: int
    text: str


def print_form(connection: duckdb.DuckDBPyConnection, evaluation_key: int) -> list[PrintedLine]:
    """Return the lines of a form in the order of its scheme: split rows are joined, everything else is as printed.

    Raises LookupError if the build has no evaluation with this key.
    """
    form = connection.execute(_FORM, [evaluation_key]).fetchone()
    if form is None:
        raise LookupError(
            f"the warehouse has no evaluation {evaluation_key}; take a key from marts.evaluation_lifecycle"
        )
    title, document_hash, ordinal, scheme, total_weight, total_score, total_line, title_line = form
    form_id = [document_hash, ordinal]
    labels = dict(connection.execute(_LABELS, [scheme, "column"]).fetchall())
    columns = {field: column for field, column in _COLUMNS.items() if field in labels}
    lines = connection.execute(
        f"select first_line, last_line, {', '.join(columns.values())} from staging.stg_landing__indicator_lines "
        "where document_hash = ? and form_ordinal = ? order by line_number",
        form_id,
    ).fetchall()
    printed = [PrintedLine(title_line, title_line, title)]
    printed += _fetch(connection, _FIELDS, [*form_id, "head"])
    printed.append(PrintedLine(0, 0, "\t".join(labels[field] for field in columns)))
    printed += [PrintedLine(first, last, "\t".join(cells)) for first, last, *cells in lines]
    if total_line is not None:
        ((_, total_label),) = connection.execute(_LABELS, [scheme, "total"]).fetchall()
        total = {next(iter(columns)): total_label, "weight": total_weight, "self_score": total_score}
        printed.append(PrintedLine(total_line, total_line, "\t".join(total.get(field, "") for field in columns)))
    for part in ("total", "foot", "note"):
        printed += _fetch(connection, _FIELDS, [*form_id, part])
    return printed


def _fetch(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[object]) -> list[PrintedLine]:
    return [PrintedLine(*row) for row in connection.execute(query, parameters).fetchall()]


def read_page_starts(connection: duckdb.DuckDBPyConnection, evaluation_key: int) -> list[int]:
    """Return the first line of each page of the form's document."""
    ((page_starts,),) = connection.execute(_PAGES, [evaluation_key]).fetchall()
    return list(page_starts)


def list_findings(connection: duckdb.DuckDBPyConnection, evaluation_key: int) -> list[tuple[int | None, str]]:
    """Return the form's findings, blocking ones first: line of the document, and text with severity, rule, messages."""
    rows = connection.execute(_FINDINGS, [evaluation_key]).fetchall()
    return [
        (line, f"{severity}: {name_zh} {name_en}\n{message_zh}\n{message_en}")
        for line, severity, name_zh, name_en, message_zh, message_en in rows
    ]


def make_correction_rows(connection: duckdb.DuckDBPyConnection, evaluation_key: int, line: int | None = None) -> str:
    """Return rows of corrections.csv for the values that the findings are about, or for all printed on a line.

    A steward fills in the rest. It is blank if no such value can be corrected.
    """
    condition, parameters = (_OF_FINDINGS, {}) if line is None else (_ON_LINE, {"line": line})
    rows = connection.execute(_CELLS.format(condition=condition), {"key": evaluation_key, **parameters}).fetchall()
    return "".join(f"{row}\n" for (row,) in rows)


def find_line(place: str, page_starts: list[int]) -> int:
    """Return the line of the document for a place (row or page:row). Raises LookupError if there is no such page."""
    match = _PLACE.fullmatch(place)
    page = int(match[1] or 1) if match else 0
    if match is None or not 1 <= page <= max(len(page_starts), 1):
        raise LookupError(
            f"the document has no place {place}: use a row as printed, for example 15, or 2:15 for row 15 of page 2"
        )
    return (page_starts[page - 1] if page_starts else 1) + int(match[2]) - 1


def show_place(line: int | None, page_starts: list[int]) -> str:
    """Return the place of a line as findings and summary print it: its row, or page:row if there are several pages."""
    if not line:
        return ""
    if len(page_starts) < 2:
        return str(line)
    page = max(bisect_right(page_starts, line), 1)
    return f"{page}:{line - page_starts[page - 1] + 1}"
