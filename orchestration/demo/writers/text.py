"""Write sheets as text with tabs and as comma-separated values."""

import csv
import io

from orchestration.demo.writers.sheet import Sheet


def write_text(sheets: list[Sheet], encoding: str = "utf-8", line_end: str = "\n") -> bytes:
    """Return text whose cells are separated by tabs, with a blank line after each sheet."""
    lines = ["\t".join(cells) for sheet in sheets for cells in [*sheet.lines(), []]]
    return line_end.join(lines).encode(encoding)


def write_csv(sheets: list[Sheet]) -> bytes:
    """Return comma-separated values with a byte-order mark, as a spreadsheet exports them."""
    stream = io.StringIO()
    csv.writer(stream).writerows(cells for sheet in sheets for cells in sheet.lines())
    return stream.getvalue().encode("utf-8-sig")
