"""Read the csv container: cells separated by commas, or by semicolons if more lines have them.

A record is a row and counts as one line, even if its quoted cells span several physical lines. If a quote is
misplaced, quotes are ordinary characters: each line is a row, split at every separator.
"""

from collections.abc import Iterable

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.errors import ContainerError
from ingestion.containers.quoted_cells import read_records
from ingestion.containers.result import ContainerText
from ingestion.containers.rows import Rows
from ingestion.containers.text import decode_text, is_blank, unify_line_ends
from ingestion.limits import Limits


def read(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of a CSV text, with its encoding. Raises ContainerError: not_text, too_many_cells."""
    decoded = decode_text(content)
    if decoded is None:
        raise ContainerError("not_text", "neither UTF-8, UTF-16 with a byte-order mark, nor GB18030")
    text, encoding = unify_line_ends(decoded[0]), decoded[1]
    delimiter = _find_delimiter(text)
    try:
        cells = _make_rows(read_records(text, delimiter), limits)
    except ValueError:
        cells = _make_rows((line.split(delimiter) for line in text.removesuffix("\n").split("\n")), limits)
    return ContainerText(Rows(cells), "csv", encoding)


def _find_delimiter(text: str) -> str:
    lines = text.split("\n")
    return ";" if sum(";" in line for line in lines) > sum("," in line for line in lines) else ","


def _make_rows(records: Iterable[list[str]], limits: Limits) -> list[list[str]]:
    budget = CellBudget(limits.cells)
    rows: list[list[str]] = []
    for record in records:
        budget.take(max(1, len(record)))
        rows.append([] if is_blank("".join(record)) else [cell.replace("\t", " ") for cell in record])
    return rows
