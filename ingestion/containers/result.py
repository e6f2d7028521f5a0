"""The result of every container reader."""

from typing import NamedTuple

from ingestion.containers.rows import Rows

# Confidence that a recognised text needs, and a single letter or figure, which has no others around it.
LEAST_CONFIDENCE, LEAST_OF_ONE = 0.95, 0.985
# Signs that fill a cell by themselves. Text recognition reads them between numbers too, and is as certain of them as of
# a longer text.
LONE_SIGNS = frozenset("/≥≤=＝<>%％")


class Gap(NamedTuple):
    """A part of a document without readable text, such as a scanned page: reason code, page, detail."""

    reason_code: str
    page: int
    detail: str


class Notice(NamedTuple):
    """Content that a container does not print, or prints in a way that may not be its value.

    Codes: hidden_sheet, hidden_rows, hidden_columns, hidden_text, struck_text, foreign_currency, rounded_number,
    text_box (of a workbook: only a unit of money in it is read), conditional_format (a value that a conditional format
    perhaps hides; it is read). `line` counts as in Rows; for a hidden sheet it is the first line after it. `observed`
    is the text left out, shortened; of a number that is read as stored and shown rounded, both numbers.
    """

    code: str
    line: int
    observed: str


class MarginText(NamedTuple):
    """A line printed in the margins of pages, as headers, footers and footnotes are, or in a text box of a sheet: its
    cells, and the first and last line of the rows on these pages.

    `is_sure` is false for a line that is not on the first of these pages: there may be no other page.
    """

    first_line: int
    last_line: int
    cells: tuple[str, ...]
    is_sure: bool = True


class RecognisedCell(NamedTuple):
    """A cell, or a paragraph outside of tables, whose text was recognised in a picture.

    `confidence` is that of its least certain letter, figure or sign, from 0 to 1; `alternative` is another reading, if
    there is one. `left` and `top` are its place on the page, in hundredths of the page's width and height.
    """

    line: int
    column: int  # from 0
    text: str
    confidence: float
    alternative: str | None
    left: int
    top: int


class CellPlace(NamedTuple):
    """Where a cell, or a paragraph outside of tables, stands on the picture of its page: the page as a reader draws it,
    turned counter-clockwise by `turn` degrees. The others are thousandths of the picture's width and height."""

    line: int
    column: int  # from 0
    page: int
    turn: float
    left: int
    top: int
    width: int
    height: int


class ContainerText(NamedTuple):
    """The rows of a document, its container and encoding.

    `container` is one of those that find_container returns; `encoding` is None if the container defines it.
    `running_lines` repeat at the same position on every page: running headers and footers, or titles of forms that each
    fill one page. `converter` is name and version of the program that converted the document before it was read.
    `recognised` has the cells that were read from pictures. `spread_lines` are lines of a page whose texts are side by
    side without ruled lines around them: perhaps the rows of a table, but their cells are not known. `places` has the
    cells whose place on a page is known. `margins` has the headers and footers that a container keeps apart from its
    rows.
    """

    rows: Rows
    container: str
    encoding: str | None
    gaps: tuple[Gap, ...] = ()
    running_lines: frozenset[int] = frozenset()
    notices: tuple[Notice, ...] = ()
    converter: str | None = None
    recognised: tuple[RecognisedCell, ...] = ()
    spread_lines: frozenset[int] = frozenset()
    places: tuple[CellPlace, ...] = ()
    margins: tuple[MarginText, ...] = ()
