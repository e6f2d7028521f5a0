"""Records of quoted cells, as spreadsheets write them to text: a cell in quotes may hold separators and line breaks."""

import csv
import io
from collections.abc import Iterator

# Of the whole process: the largest document is the limit, and the library's own is shorter than a narrative may be.
csv.field_size_limit(2**31 - 1)


def read_records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Cells of each record, quotes resolved; lines end with line feeds. ValueError at a quote that is out of place."""
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise ValueError(str(error)) from error
