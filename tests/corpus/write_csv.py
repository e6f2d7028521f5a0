"""Write sheets as CSV with a delimiter and encoding; every row is as wide as the grid."""

import csv
import io

from orchestration.demo.writers.sheet import Sheet


def write_csv(sheets: list[Sheet], delimiter: str, encoding: str) -> bytes:
    """Return rows as spreadsheets export them; the option `unquoted_commas` leaves amounts without quotes."""
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
