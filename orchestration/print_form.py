"""`make form`: print an evaluation back from the warehouse as its form. What a steward looks at."""

import re
import sys
from typing import NamedTuple

import duckdb

from orchestration.settings import Settings, SettingsError, read_settings

_KEY = re.compile(r"-?[0-9]{1,18}")
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
# Fields of a table's columns, and where the landing keeps what a line prints for them.
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
# The first spelling of each column and of the total row is the scheme's own.
_LABELS = """
    select field_code, arg_min(label, place)
    from (select *, row_number() over () as place from reference.form_labels)
    where scheme_code = ? and part = ?
    group by field_code
"""


class PrintedLine(NamedTuple):
    """A line of a printed form: its text, cells separated by tabs, and the physical lines it stood on.

    The table's header is the layout's own and stands on no line (0, 0).
    """

    first_line: int
    last_line: int
    text: str


def print_form(connection: duckdb.DuckDBPyConnection, evaluation_key: int) -> list[PrintedLine]:
    """A form as its scheme lays it out, from what the build read of it: split rows joined, all else as printed.

    Raises LookupError when the build has no evaluation of that key.
    """
    form = connection.execute(_FORM, [evaluation_key]).fetchone()
    if form is None:
        raise LookupError(
            f"the warehouse has no evaluation {evaluation_key}; take a key from marts.evaluation_lifecycle"
        )
    title, document_hash, ordinal, scheme, total_weight, total_score, total_line, title_line = form
    place = [document_hash, ordinal]
    labels = dict(connection.execute(_LABELS, [scheme, "column"]).fetchall())
    columns = {field: column for field, column in _COLUMNS.items() if field in labels}
    lines = connection.execute(
        f"select first_line, last_line, {', '.join(columns.values())} from staging.stg_landing__indicator_lines "
        "where document_hash = ? and form_ordinal = ? order by line_number",
        place,
    ).fetchall()
    printed = [PrintedLine(title_line, title_line, title)]
    printed += _fetch(connection, _FIELDS, [*place, "head"])
    printed.append(PrintedLine(0, 0, "\t".join(labels[field] for field in columns)))
    printed += [PrintedLine(first, last, "\t".join(cells)) for first, last, *cells in lines]
    if total_line is not None:
        ((_, total_label),) = connection.execute(_LABELS, [scheme, "total"]).fetchall()
        total = {next(iter(columns)): total_label, "weight": total_weight, "self_score": total_score}
        printed.append(PrintedLine(total_line, total_line, "\t".join(total.get(field, "") for field in columns)))
    for part in ("total", "foot", "note"):
        printed += _fetch(connection, _FIELDS, [*place, part])
    return printed


def _fetch(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[object]) -> list[PrintedLine]:
    return [PrintedLine(*row) for row in connection.execute(query, parameters).fetchall()]


def main(settings: Settings, arguments: list[str]) -> int:
    """Print the form of an evaluation key to standard output, each line with its place in the document."""
    if len(arguments) != 1 or not _KEY.fullmatch(arguments[0]):
        print("name an evaluation: make form EVALUATION=<evaluation_key>", file=sys.stderr)
        return 1
    if not settings.build_file.exists():
        print(f"{settings.build_file} does not exist; run `make refresh` first", file=sys.stderr)
        return 1
    try:
        with duckdb.connect(str(settings.build_file), read_only=True) as connection:
            lines = print_form(connection, int(arguments[0]))
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    except duckdb.IOException:
        print(f"{settings.build_file} cannot be read: a refresh is writing it; wait for its end", file=sys.stderr)
        return 1
    for line in lines:
        print(f"{line.first_line or '':>6}  {line.text}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(read_settings(), sys.argv[1:]))
    except SettingsError as error:
        sys.exit(str(error))
