"""The result of every container reader."""

from typing import NamedTuple

from ingestion.containers.rows import Rows


class Gap(NamedTuple):
    """A part of a document without readable text, such as a scanned page: reason code, page, detail."""

    reason_code: str
    page: int
    detail: str


class Notice(NamedTuple):
    """Content that a container does not print, or prints in a way that may not be its value.

    Codes: hidden_sheet, hidden_rows, hidden_columns, hidden_text, struck_text, foreign_currency. `line` counts as in
    Rows; for a hidden sheet it is the first line after it. `observed` is the text left out, shortened.
    """

    code: str
    line: int
    observed: str


class ContainerText(NamedTuple):
    """The rows of a document, its container and encoding.

    `container` is text, csv, html, docx, xlsx, xls or pdf; `encoding` is None if the container defines it.
    `running_lines` repeat at the same position on every page: running headers and footers, or titles of forms that each
    fill one page.
    """

    rows: Rows
    container: str
    encoding: str | None
    gaps: tuple[Gap, ...] = ()
    running_lines: frozenset[int] = frozenset()
    notices: tuple[Notice, ...] = ()
