"""Forms set again as a PDF: ruled tables over several pages, as a bureau prints them."""

import io
from collections.abc import Iterator
from html import escape
from itertools import zip_longest
from typing import Any, NamedTuple

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

from tests.containers.printed import PrintedForm, read_printed
from tests.containers.write_docx import Cell, lay_out, measure_width

FONT = "STSong-Light"  # known to every PDF reader: no font file is needed
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

_MARGIN = 50.0
_WIDTH = A4[0] - 2 * _MARGIN
_PADDING = 4.0
_STYLE = ParagraphStyle("cell", fontName=FONT, fontSize=9, leading=12, wordWrap="CJK", allowOrphans=1)
_HEAD = ParagraphStyle("head", parent=_STYLE, allowWidows=0, allowOrphans=0)  # no label is split
_TITLE = ParagraphStyle("title", parent=_STYLE, fontSize=16, leading=24, alignment=TA_CENTER)


class _Cell(NamedTuple):
    """A cell's first and last column in the grid, and its text."""

    first: int
    last: int
    text: Paragraph


# A row of a form's grid; a column in which it has no cell belongs to the cell above.
_Row = list[_Cell]


def write_pdf(text: str, *, rows_on_first_page: int | None = None, split_row: bool = True) -> bytes:
    """A text of forms (cells separated by tabs) as a PDF.

    Each form is a centred title, one ruled grid of its head and its table, and its notes. A category's cell is merged
    over its group; the header is printed again on every page. A form's first page ends after `rows_on_first_page`
    indicators, or when it is full; with `split_row` the page break goes through the next row instead.
    """
    stream = io.BytesIO()
    press = _Press(Canvas(stream, pagesize=A4, invariant=True))
    for form in read_printed(text):
        _print_form(press, form, rows_on_first_page, split_row)
    press.canvas.save()
    return stream.getvalue()


class _Press:
    """Sets blocks below one another, and turns the page."""

    def __init__(self, canvas: Canvas):
        self.canvas = canvas
        self.top = A4[1] - _MARGIN

    @property
    def room(self) -> float:
        return self.top - _MARGIN

    def turn_page(self) -> None:
        self.canvas.showPage()
        self.top = A4[1] - _MARGIN

    def set(self, block: Paragraph | Table) -> None:
        _, height = block.wrap(_WIDTH, self.room)
        if height > self.room:
            self.turn_page()
        self.top -= height
        block.drawOn(self.canvas, _MARGIN, self.top)


def _print_form(press: _Press, form: PrintedForm, rows_on_first_page: int | None, split_row: bool) -> None:
    for line in form.title.split("\n"):
        press.set(_make_paragraph(line, _TITLE))
    grid = lay_out(form)
    widths = _share_width(form)
    below_header = len(form.head) + bool(form.header)
    rows = list(_make_rows(grid, below_header))
    header = rows[below_header - 1] if form.header else None
    page_end = None if rows_on_first_page is None else below_header + rows_on_first_page
    _print_rows(press, rows, header, widths, page_end, split_row)
    for note in form.notes:
        press.top -= 4
        press.set(_make_paragraph(note))
    press.top -= 20


def _print_rows(
    press: _Press, rows: list[_Row], header: _Row | None, widths: list[float], page_end: int | None, split_row: bool
) -> None:
    """Fill pages with rows; the first page ends after `page_end` of them, if it is not full before."""
    waiting = list(rows)
    page: list[_Row] = []
    is_below_header = False
    while waiting:
        row = waiting.pop(0)
        room = press.room - sum(_measure(above, widths) for above in page)
        height = _measure(row, widths)
        is_last = len(page) == page_end
        if height <= room and not is_last:
            page.append(row)
            is_below_header = is_below_header or row is header
            continue
        upper, lower = None, row
        if split_row or height > A4[1] / 2:
            upper, lower = _split(row, widths, max(height / 2, _STYLE.leading + 2 * _PADDING) if is_last else room)
        page += [upper] if upper else []
        if page:
            press.set(_make_table(page, widths))
        press.turn_page()
        page_end = None
        page = [header] if header and is_below_header else []
        waiting.insert(0, lower)
    press.set(_make_table(page, widths))


def _split(row: _Row, widths: list[float], height: float) -> tuple[_Row | None, _Row]:
    """A row's upper part, at most so high, and the rest of it; no upper part where it cannot be split."""
    blank = _make_paragraph("")
    upper, lower = [], []
    for cell in row:
        text: Any = cell.text  # untyped: its parts are paragraphs, though declared as anything that flows
        parts = text.split(_inner_width(cell, widths), height - 2 * _PADDING) if text.frags else [blank]
        if not parts:
            return None, row
        upper.append(cell._replace(text=parts[0]))
        lower.append(cell._replace(text=parts[1] if len(parts) > 1 else blank))
    return (upper, lower) if any(cell.text is not blank for cell in lower) else (None, row)


def _make_table(rows: list[_Row], widths: list[float]) -> Table:
    cells: list[list[Paragraph | str]] = [[""] * len(widths) for _ in rows]
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    for side in ("TOP", "BOTTOM", "LEFT", "RIGHT"):
        style.add(f"{side}PADDING", (0, 0), (-1, -1), _PADDING)
    reaching: dict[int, tuple[int, _Cell]] = {}  # row and cell that a column belongs to
    for number, row in enumerate(rows):
        for cell in row:
            cells[number][cell.first] = cell.text
            reaching |= dict.fromkeys(range(cell.first, cell.last + 1), (number, cell))
        blank = [column for column in range(len(widths)) if column not in reaching]
        reaching |= {column: (number, _Cell(column, column, _make_paragraph(""))) for column in blank}
        for top, cell in reaching.values():
            style.add("SPAN", (cell.first, top), (cell.last, number))
    return Table(cells, widths, [_measure(row, widths) for row in rows], style=style)


def _measure(row: _Row, widths: list[float]) -> float:
    heights = [cell.text.wrap(_inner_width(cell, widths), A4[1])[1] for cell in row]
    return float(max(heights)) + 2 * _PADDING


def _inner_width(cell: _Cell, widths: list[float]) -> float:
    return sum(widths[cell.first : cell.last + 1]) - 2 * _PADDING


def _make_rows(grid: list[list[Cell]], below_header: int) -> Iterator[_Row]:
    covered: set[tuple[int, int]] = set()
    for number, cells in enumerate(grid):
        style = _STYLE if number >= below_header else _HEAD
        column = 0
        row = []
        for cell in cells:
            while (number, column) in covered:
                column += 1
            row.append(_Cell(column, column + cell.columns - 1, _make_paragraph(cell.text, style)))
            covered |= {(number + down, column) for down in range(1, cell.rows)}
            column += cell.columns
        yield row


def _share_width(form: PrintedForm) -> list[float]:
    """Column widths by the longest text of each, so that columns of figures stay narrow."""
    columns = zip_longest(form.header, *form.rows, [""] * measure_width(form), fillvalue="")
    longest = [max(map(len, column)) for column in columns]
    shares = [min(max(length, 4), 12) for length in longest]
    return [_WIDTH * share / sum(shares) for share in shares]


def _make_paragraph(text: str, style: ParagraphStyle = _STYLE) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), style)
