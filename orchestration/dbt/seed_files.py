"""Check that seeds are readable CSV files, which spreadsheets often do not write. Errors say what to do."""

import csv
from difflib import get_close_matches
from pathlib import Path

import yaml

from ingestion.normalise import strip_invisible
from orchestration.run.run_record import StageError
from orchestration.settings import Seeds

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def check_seeds(seeds: Seeds) -> None:
    """Raise StageError with file and line of the first seed that is missing or not plain UTF-8 CSV with its columns.

    `_seeds.yml` of the project's folder, if there is one, lists the seeds and their columns. A file of the site that
    replaces none of these is an error, too.
    """
    columns = _read_columns(seeds.project / "_seeds.yml")
    names = sorted(columns.keys() | seeds.list_files().keys())
    for path in seeds.list_site():
        if path.suffix != ".csv" or path.stem not in names or not path.is_file():
            alike = get_close_matches(path.stem, names, n=1)
            hint = f"rename it to {alike[0]}.csv" if alike else "give it the name of one of these"
            raise StageError(
                f"{path} replaces no file of seeds/reference: {hint}, or move it to another folder", path.stem
            )
    for name in names:
        path = seeds.locate(name)
        fault = _find_fault(path.read_bytes(), columns.get(name)) if path.exists() else "is missing: restore it"
        if fault:
            raise StageError(f"{seeds.show(name)} {fault}", name)


def _read_columns(path: Path) -> dict[str, list[str]]:
    """Return the columns of each seed; {} if the file cannot be read: then dbt says why."""
    try:
        seeds = yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]
        return {seed["name"]: [column["name"] for column in seed["columns"]] for seed in seeds}
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError):
        return {}


def _find_fault(content: bytes, columns: list[str] | None) -> str | None:
    if content.startswith(_BYTE_ORDER_MARKS):
        return "begins with a byte-order mark, as Excel writes it: save the file as UTF-8 without one"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return f"line {line} is not UTF-8 (perhaps GBK): save the file as UTF-8 without a byte-order mark"
    for number, row_text in enumerate(text.split("\n"), start=1):
        if strip_invisible(row_text) != row_text:
            return f"line {number} contains an invisible character: type the value again"
    rows = csv.reader(text.splitlines(keepends=True))
    header = next(rows, [])
    if columns is not None and sorted(header) != sorted(columns):
        return f"line 1 must have the columns {','.join(columns)}, but has {','.join(header) or 'none'}"
    for row in rows:
        if row and len(row) != len(header):
            return (
                f"line {rows.line_num} has {len(row)} values, but the header has {len(header)}: "
                "put a text with a comma into double quotes, and omit no value"
            )
    return None
