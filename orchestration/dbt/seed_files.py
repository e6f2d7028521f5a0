"""Check that seeds are readable CSV files, which spreadsheets often do not write. Errors say what to do."""

import csv
from pathlib import Path

from ingestion.normalise import strip_invisible
from orchestration.run.run_record import StageError

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def check_seeds(folder: Path) -> None:
    """Raise StageError with file and line of the first seed that is not plain UTF-8 CSV."""
    for path in sorted(folder.glob("*.csv")):
        if fault := _find_fault(path.read_bytes()):
            raise StageError(f"seeds/reference/{path.name} {fault}", path.stem)


def _find_fault(content: bytes) -> str | None:
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
    for row in rows:
        if row and len(row) != len(header):
            return (
                f"line {rows.line_num} has {len(row)} values, but the header has {len(header)}: "
                "put a text with a comma into double quotes, and omit no value"
            )
    return None
