"""Sheets as a PDF of ruled cells: on one page, or broken over pages between rows."""

import io

from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.grid import Cell, Sheet
from tests.corpus.runs import order_runs

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
_MARGIN, _SIZE, _LEADING, _PADDING = 40.0, 8.0, 11.0, 3.0
_SIGNS_OF_FONT = str.maketrans("☑☒☐", "√■□")  # the font has no ballot boxes
_WORDY = {"explanation", "remark", "name", "target", "actual", "reason"}


def write_pdf(sheets: list[Sheet], *, over_pages: bool) -> bytes:
    """Each form from a new page on; `over_pages` breaks it where a short page is full, else the page is large enough."""
    stream = io.BytesIO()
    size = landscape(A4) if over_pages else landscape(A3)
    canvas = Canvas(stream, pagesize=size, invariant=True)
    for sheet in sheets:
        _print_sheet(canvas, sheet, size, over_pages)
    canvas.save()
    return stream.getvalue()


def _print_sheet(canvas: Canvas, sheet: Sheet, size: tuple[float, float], over_pages: bool) -> None:
    top = size[1] - _MARGIN
    for line in sheet.above:
        _draw(canvas, line.replace("\t", "        "), _MARGIN + (size[0] - 2 * _MARGIN) / 3, top - _LEADING)
        top -= _LEADING + 4
    lefts = _share_width(sheet, size[0] - 2 * _MARGIN)
    heights = [_measure_row(sheet, lefts, number) for number in range(sheet.height)]
    scale_room = top - _MARGIN - (0 if over_pages else _LEADING * 3 * len(sheet.below))
    first = 0
    while first < sheet.height:
        last = first
        room = scale_room if over_pages else 10_000.0
        while (
            last < sheet.height
            and sum(heights[first : last + 1]) <= room
            and (last == first or last not in sheet.page_ends)
        ):
            last += 1
        last = max(last, first + 1)
        top = _print_rows(canvas, sheet, lefts, heights, (first, last), top)
        first = last
        if first < sheet.height:
            canvas.showPage()
            top = size[1] - _MARGIN
            scale_room = top - _MARGIN
    for note in sheet.below:
        for line in _wrap(note, size[0] - 2 * _MARGIN):
            if top - _LEADING < _MARGIN:
                canvas.showPage()
                top = size[1] - _MARGIN
            top -= _LEADING
            _draw(canvas, line, _MARGIN, top)
        top -= 4
    canvas.showPage()


def _print_rows(
    canvas: Canvas, sheet: Sheet, lefts: list[float], heights: list[float], span: tuple[int, int], top: float
) -> float:
    """Rows of a page; a merged cell that a page break cuts has its text on the first page, as Word prints it."""
    first, last = span
    tops = [top]
    for number in range(first, last):
        tops.append(tops[-1] - heights[number])
    canvas.setLineWidth(0.5)
    for cell in sheet.cells:
        start, end = max(cell.row, first), min(cell.row + cell.rows, last)
        if start >= end:
            continue
        left, right = lefts[cell.column], lefts[cell.column + cell.columns]
        upper, lower = tops[start - first], tops[end - first]
        canvas.rect(left, lower, right - left, upper - lower)
        if cell.row >= first:
            _print_text(canvas, cell, left, right, upper)
    return tops[-1]


def _print_text(canvas: Canvas, cell: Cell, left: float, right: float, upper: float) -> None:
    if cell.runs:
        x = left + _PADDING
        for run in order_runs(cell):
            canvas.setFillGray(1 if run.look == "white" else 0)
            rise = 3 if run.look == "raised" else 0
            size = _SIZE * 0.6 if run.look in ("raised", "lowered") else _SIZE
            canvas.setFont(FONT, size)
            canvas.drawString(x, upper - _PADDING - _SIZE + rise, run.text)
            width = stringWidth(run.text, FONT, size)
            if run.look == "struck":
                canvas.line(x, upper - _PADDING - _SIZE + 3, x + width, upper - _PADDING - _SIZE + 3)
            x += width
        canvas.setFillGray(0)
        return
    for place, line in enumerate(_wrap(cell.text, right - left - 2 * _PADDING)):
        _draw(canvas, line, left + _PADDING, upper - _PADDING - _SIZE - place * _LEADING)


def _draw(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.setFont(FONT, _SIZE)
    canvas.drawString(x, y, text.translate(_SIGNS_OF_FONT))


def _share_width(sheet: Sheet, width: float) -> list[float]:
    """Left sides of the columns, the wordy ones twice as wide."""
    shares = [1.0] * sheet.width
    for cell in sheet.cells:
        if cell.columns == 1 and cell.role.startswith("line:") and cell.role.rsplit(":", 1)[1] in _WORDY:
            shares[cell.column] = 1.6
    lefts = [_MARGIN]
    for share in shares:
        lefts.append(lefts[-1] + width * share / sum(shares))
    return lefts


def _measure_row(sheet: Sheet, lefts: list[float], number: int) -> float:
    lines = 1
    for cell in sheet.cells:
        if cell.row == number:
            wrapped = len(_wrap(cell.text, lefts[cell.column + cell.columns] - lefts[cell.column] - 2 * _PADDING))
            lines = max(lines, -(-wrapped // cell.rows))
    return lines * _LEADING + 2 * _PADDING


def _wrap(text: str, width: float) -> list[str]:
    """Lines of a text; numbers and words in Latin letters are not broken."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        word = ""
        for sign in [*paragraph, " "]:
            if sign.isascii() and sign != " " and not sign.isspace():
                word += sign
                continue
            for part in (word, sign):
                if line and stringWidth(line + part, FONT, _SIZE) > width:
                    lines.append(line)
                    line = ""
                line += part
            word = ""
        lines.append(line.rstrip() if line.endswith(" ") else line)
    return lines
