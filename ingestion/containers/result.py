"""What every container reader gives."""

from typing import NamedTuple

from ingestion.containers.rows import Rows


class Gap(NamedTuple):
    """A part of a document that has no text to read, such as a scanned page: reason code, page, what was found."""

    reason_code: str
    page: int
    detail: str


class Notice(NamedTuple):
    """Content that a container holds and does not print, or prints in a way that may not be its value.

    Codes: hidden_sheet, hidden_rows, hidden_columns, hidden_text, struck_text, foreign_currency. `line` counts as in
    Rows; of a sheet that is left out it is the first line that follows. `observed` is what was left out, shortened.
    """

    code: str
    line: int
    observed: str


class ContainerText(NamedTuple):
    """The rows of a document and how its bytes were taken.

    `container` is text, csv, html, docx, xlsx, xls or pdf; `encoding` is None where the container has its own.
    `running_lines` repeat from page to page at one place: running heads and feet, or the titles of forms that are each
    set on a page.
    """

    rows: Rows
    container: str
    encoding: str | None
    gaps: tuple[Gap, ...] = ()
    running_lines: frozenset[int] = frozenset()
    notices: tuple[Notice, ...] = ()
