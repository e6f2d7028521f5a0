"""Write sheets as a PDF: lines as paragraphs, the grid as a ruled table that goes on over pages."""

import io
from html import escape
from typing import TYPE_CHECKING

from orchestration.demo.writers.sheet import Cell, Sheet

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

FONT = "STSong-Light"  # known to every PDF reader: no font file is needed
_SIGNS_OF_FONT = str.maketrans("☑☒☐", "√■□")  # the font has no ballot boxes
_TAGS = {
    "struck": "<strike>{}</strike>", "raised": "<super>{}</super>", "lowered": "<sub>{}</sub>",
    "white": '<font color="white">{}</font>', "": "{}",
}  # fmt: skip
_TAB = " " * 8


def register_font() -> None:
    """Make the font known to reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def write_pdf(sheets: list[Sheet], size: tuple[float, float] | None = None) -> bytes:
    """Return a document of the sheets; `size` is that of the pages in points, A4 if none."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    register_font()
    style = ParagraphStyle("cell", fontName=FONT, fontSize=8, leading=11, wordWrap="CJK")
    title = ParagraphStyle("title", parent=style, fontSize=15, leading=22, alignment=1)
    stream = io.BytesIO()
    page = SimpleDocTemplate(stream, pagesize=size or A4, leftMargin=36, rightMargin=36, invariant=1)

    def set_table(sheet: Sheet) -> Table:
        cells: list[list[Paragraph | str]] = [[""] * sheet.width for _ in range(sheet.height)]
        spans = []
        for cell in sheet.cells:
            cells[cell.row][cell.column] = Paragraph(_set_runs(cell), style)
            last = (cell.column + cell.columns - 1, cell.row + cell.rows - 1)
            spans.append(("SPAN", (cell.column, cell.row), last))
        shares = sheet.shares or [1 / sheet.width] * sheet.width
        table = Table(cells, [page.width * share for share in shares])
        table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans])
        return table

    story: list[Flowable] = []
    for part in [part for sheet in sheets for part in sheet.pages()]:
        story += [PageBreak()] if story and part.starts_page else []
        story += [Paragraph(_set_text(line), title) for line in part.above]
        story += [set_table(part), Spacer(1, 6)]
        story += [Paragraph(_set_text(line), style) for line in part.below]
    page.build(story)
    return stream.getvalue()


def _set_runs(cell: Cell) -> str:
    return "".join(_TAGS[run.look].format(_set_text(run.text)) for run in cell.order_runs())


def _set_text(text: str) -> str:
    return escape(text.translate(_SIGNS_OF_FONT)).replace("\t", _TAB).replace("\n", "<br/>")
