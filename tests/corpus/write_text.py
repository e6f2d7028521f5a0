"""Sheets as text with tabs and as CSV."""

import csv
import io

from tests.corpus.grid import Sheet


def write_text(sheets: list[Sheet], encoding: str) -> bytes:
    """Cells separated by tabs; a page break is a blank line before the row it falls on."""
    lines = []
    for sheet in sheets:
        lines += sheet.above
        for number, cells in enumerate(sheet.spread()):
            if number in sheet.gaps | sheet.page_ends:
                lines.append("")
            lines.append("\t".join(cells))
        for note in sheet.below:
            lines += ["", note] if len(sheet.below) > 1 else [note]
        lines.append("")
    return "\n".join(lines).encode(encoding)


def write_csv(sheets: list[Sheet], delimiter: str, encoding: str) -> bytes:
    """Rows as spreadsheets export them; `unquoted_commas` puts amounts without quotes, as some systems do."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    for sheet in sheets:
        writer.writerows(line.split("\t") for line in sheet.above)
        for cells in sheet.spread():
            padded = cells + [""] * (sheet.width - len(cells))
            if "unquoted_commas" in sheet.options and not any("\n" in cell or '"' in cell for cell in padded):
                stream.write(delimiter.join(padded) + "\r\n")
            else:
                writer.writerow(padded)
        writer.writerows([note] for note in sheet.below)
    return stream.getvalue().encode(encoding)
