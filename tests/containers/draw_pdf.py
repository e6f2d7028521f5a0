"""Draw PDFs character by character and line by line, and read them: pages, tables and their rules."""

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ingestion.containers import ContainerError, ContainerText, read_container
from ingestion.limits import Limits
from orchestration.demo.writers.pdf import FONT, register_font

register_font()
LIMITS = Limits()
LEFT, SIZE, LEADING, PADDING = 50.0, 9.0, 12.0, 4.0
WIDTHS = (80.0, 90.0, 150.0, 50.0, 50.0, 60.0)

Box = tuple[float, float, float, float]  # left, bottom, right, top
Rule = Callable[[Canvas, Box, Box], None]
Row = list[str | None]  # texts with line breaks; None if the cell above spans this row
Block = str | list[Row]


def rule_lines(canvas: Canvas, cell: Box, table: Box) -> None:
    """Draw four lines."""
    left, bottom, right, top = cell
    canvas.lines([(left, top, right, top), (left, bottom, right, bottom), (left, bottom, left, top), (right, bottom, right, top)])  # fmt: skip


def rule_thin_areas(canvas: Canvas, cell: Box, table: Box) -> None:
    """Draw as Word does: areas half a point wide, and separate corners."""
    left, bottom, right, top = cell
    for x in (left, right):
        canvas.rect(x, bottom + 0.5, 0.5, top - bottom - 0.5, stroke=0, fill=1)
        canvas.rect(x, bottom, 0.5, 0.5, stroke=0, fill=1)
    for y in (bottom, top):
        canvas.rect(left + 0.5, y, right - left - 0.5, 0.5, stroke=0, fill=1)


def rule_outlines(canvas: Canvas, cell: Box, table: Box) -> None:
    """Draw a shaded rectangle."""
    left, bottom, right, top = cell
    canvas.setFillGray(0.9)
    canvas.rect(left, bottom, right - left, top - bottom, stroke=1, fill=1)
    canvas.setFillGray(0)


def rule_polygons(canvas: Canvas, cell: Box, table: Box) -> None:
    """Draw sides as a browser fills them: cut at the corners."""
    left, bottom, right, top = cell
    for points in (
        ((left, bottom), (left + 0.8, bottom + 0.8), (left + 0.8, top - 0.8), (left, top)),
        ((right, bottom), (right - 0.8, bottom + 0.8), (right - 0.8, top - 0.8), (right, top)),
        ((left, bottom), (left + 0.8, bottom + 0.8), (right - 0.8, bottom + 0.8), (right, bottom)),
        ((left, top), (left + 0.8, top - 0.8), (right - 0.8, top - 0.8), (right, top)),
    ):
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


def rule_double(canvas: Canvas, cell: Box, table: Box) -> None:
    """Draw two lines instead of one."""
    left, bottom, right, top = cell
    rule_lines(canvas, cell, table)
    rule_lines(canvas, (left + 1.2, bottom + 1.2, right - 1.2, top - 1.2), table)


def rule_open_sides(canvas: Canvas, cell: Box, table: Box) -> None:
    """Draw no lines left and right of the table."""
    left, bottom, right, top = cell
    canvas.line(left, top, right, top)
    canvas.line(left, bottom, right, bottom)
    if left > table[0]:
        canvas.line(left, bottom, left, top)
    if right < table[2]:
        canvas.line(right, bottom, right, top)


def rule_open_ends(canvas: Canvas, cell: Box, table: Box) -> None:
    """Draw no line at a page break."""
    left, bottom, right, top = cell
    canvas.line(left, bottom, left, top)
    canvas.line(right, bottom, right, top)
    if top < table[3]:
        canvas.line(left, top, right, top)
    if bottom > table[1]:
        canvas.line(left, bottom, right, bottom)


RULES: list[Rule] = [
    rule_lines, rule_thin_areas, rule_outlines, rule_polygons, rule_double, rule_open_sides, rule_open_ends,
]  # fmt: skip


def draw_table(canvas: Canvas, rows: list[Row], top: float, widths: tuple[float, ...], rule: Rule) -> float:
    """Draw a table downwards from `top`; return its bottom."""
    heights = [LEADING * max(len((cell or "").split("\n")) for cell in row) + 2 * PADDING for row in rows]
    lefts = [LEFT + sum(widths[:column]) for column in range(len(widths) + 1)]
    tops = [top - sum(heights[:row]) for row in range(len(rows) + 1)]
    table = (lefts[0], tops[-1], lefts[-1], top)
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if text is None:
                continue
            last = row + 1
            while last < len(rows) and rows[last][column] is None:
                last += 1
            rule(canvas, (lefts[column], tops[last], lefts[column + 1], tops[row]), table)
            for number, line in enumerate(text.split("\n"), start=1):
                canvas.drawString(lefts[column] + PADDING, tops[row] - PADDING - LEADING * number + 3, line)
    return tops[-1]


def draw(
    *pages: list[Block], rule: Rule = rule_lines, widths: tuple[float, ...] = WIDTHS, height: float = A4[1]
) -> bytes:
    """Return pages of text lines and tables, below each other."""

    def fill(canvas: Canvas, page: list[Block]) -> None:
        top = height - 50
        for block in page:
            if isinstance(block, str):
                canvas.drawString(LEFT, top - LEADING, block)
                top -= LEADING
            else:
                top = draw_table(canvas, block, top - 4, widths, rule) - 4

    return print_pages(*((lambda canvas, page=page: fill(canvas, page)) for page in pages), height=height)


def print_pages(
    *pages: Callable[[Canvas], None], encrypt: StandardEncryption | None = None, height: float = A4[1]
) -> bytes:
    """Return a PDF of pages drawn by functions."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(A4[0], height), invariant=True, encrypt=encrypt)
    for page in pages:
        canvas.setFont(FONT, SIZE)
        canvas.setLineWidth(0.5)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def wrap(text: str, width: float) -> list[str]:
    """Draw the lines of a text in a cell."""
    lines = [""]
    for sign in text:
        if stringWidth(lines[-1] + sign, FONT, SIZE) > width - 2 * PADDING:
            lines.append("")
        lines[-1] += sign
    return lines


def read(content: bytes, limits: Limits = LIMITS) -> ContainerText:
    """Read a PDF."""
    return read_container(content, limits)


def read_cells(content: bytes) -> list[list[str]]:
    """Return the rows of a PDF."""
    return read(content).rows.cells


def find_reason(content: bytes, limits: Limits = LIMITS) -> str:
    """Return the reason code with which a PDF is rejected."""
    with pytest.raises(ContainerError) as caught:
        read_container(content, limits)
    return caught.value.reason_code


GRID: list[Row] = [
    ["产出 (34分)", "完成率", "按需求清单完成\n接口的开发", "20", "18", ""],
    [None, "达标率", "", "7", "6", "注"],
    ["效果", "满意度", "问卷", "8", "7", ""],
]
READ = [
    ["产出 (34分)", "完成率", "按需求清单完成接口的开发", "20", "18", ""],
    ["", "达标率", "", "7", "6", "注"],
    ["效果", "满意度", "问卷", "8", "7", ""],
]


def print_text(canvas: Canvas) -> None:
    """Return a page with a table."""
    draw_table(canvas, GRID, 750, WIDTHS, rule_lines)
