"""Write a text of forms as a PDF in which page breaks split rows, with the header on every page."""

import io
from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth

from orchestration.demo.writers import pdf
from orchestration.demo.writers.sheet import Cell, Sheet
from tests.containers.printed import lay_out_text

pdf.register_font()
_WIDTH, _HEIGHT = A4[0] - 84, A4[1] - 170  # usable size of a page
_SIZE, _LEADING, _TITLE_LEADING, _PADDING = 8.0, 11.0, 22.0, 6.0


def write_pdf(text: str, *, rows_on_first_page: int | None = None, split_row: bool = True) -> bytes:
    """Return the forms of a text (cells separated by tabs) as a PDF, below each other.

    The first page of a form ends after `rows_on_first_page` line items, or when it is full; with `split_row` the page
    break splits the next row instead.
    """
    room = _HEIGHT
    sheets = lay_out_text(text)
    for sheet in sheets:
        top = len(sheet.above) * _TITLE_LEADING
        sheet.starts_page = room < top + _measure(sheet, 0)
        room = _end_pages(sheet, (_HEIGHT if sheet.starts_page else room) - top, rows_on_first_page, split_row)
    return pdf.write_pdf(sheets)


def turn_pages(pdf: bytes, crop: float = 0.0) -> bytes:
    """Return a PDF that looks the same: its pages lie on their side, and say that they are shown turned by 90 degrees.

    The outermost `crop` points on each side are not shown.
    """
    stream = io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            width, height = page.get_size()
            for drawn in page.get_objects():
                drawn.transform(pypdfium2.PdfMatrix(0, 1, -1, 0, height, 0))
            page.set_mediabox(0, 0, height, width)
            page.set_cropbox(crop, crop, height - crop, width - crop)
            page.set_rotation(90)
            page.gen_content()
        document.save(stream)
    return stream.getvalue()


def _end_pages(sheet: Sheet, room: float, rows_on_first_page: int | None, split_row: bool) -> float:
    """Set the page ends of a sheet whose grid starts with so much room, and return the room below it."""
    rows_left = rows_on_first_page
    row = 0
    while row < sheet.height:
        header = sheet.header_row
        is_below_header = header is not None and row > header
        height = _measure(sheet, row)
        is_last = is_below_header and rows_left == 0
        if height <= room and not is_last:
            room -= height
            row += 1
            rows_left = rows_left - 1 if is_below_header and rows_left is not None else rows_left
            continue
        count = round((height - _PADDING) / _LEADING)  # of lines
        kept = count // 2 if is_last else int((room - _PADDING) // _LEADING)
        if 0 < kept < count and split_row and row != header:
            _split(sheet, row, kept)
            row += 1
        rows_left = None
        sheet.page_starts.add(row)
        room = _HEIGHT - (_measure(sheet, header) if header is not None and is_below_header else 0)
    return room - len(sheet.below) * 2 * _LEADING


def _split(sheet: Sheet, row: int, kept: int) -> None:
    """Split a row after so many lines: the others are in a new row below it."""
    lower = []
    for cell in sheet.cells:
        if cell.row > row:
            cell.row += 1
        elif cell.rows > 1 and cell.row + cell.rows > row:
            cell.rows += 1
        elif cell.row == row:
            lines = _wrap(sheet, cell)
            cell.text = "".join(lines[:kept])
            lower.append(replace(cell, row=row + 1, text="".join(lines[kept:])))
    sheet.cells += lower
    sheet.height += 1
    if sheet.header_row is not None and sheet.header_row > row:
        sheet.header_row += 1


def _measure(sheet: Sheet, row: int) -> float:
    """Return the height of a row in points."""
    lines = [len(_wrap(sheet, cell)) for cell in sheet.cells if cell.row == row and cell.rows == 1]
    return max(lines, default=1) * _LEADING + _PADDING


def _wrap(sheet: Sheet, cell: Cell) -> list[str]:
    """Return the lines of a cell's text."""
    width = _WIDTH * sum(sheet.shares[cell.column : cell.column + cell.columns]) - 2 * _PADDING
    lines = [""]
    for sign in cell.text:
        if stringWidth(lines[-1] + sign, pdf.FONT, _SIZE) > width:
            lines.append("")
        lines[-1] += sign
    return lines
