"""Read records with quoted cells, as spreadsheets export them: a quoted cell may contain separators and line breaks."""

import csv
import io
from collections.abc import Iterator

# A setting of the whole process: the default is shorter than a narrative may be; document size is limited elsewhere.
csv.field_size_limit(2**31 - 1)


def read_records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each record, quotes resolved; lines end with line feeds.

    Raises ValueError at a misplaced quote.
    """
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise ValueError(str(error)) from error
