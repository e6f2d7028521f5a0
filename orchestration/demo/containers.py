"""Forms set in the containers that offices send. The same forms give the same bytes, whenever they are made."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import zip_longest
from random import Random

from orchestration.demo.paper import Cell, Paper

_MADE_ON = (2025, 1, 1, 0, 0, 0)  # what a zip notes of its parts
_AMOUNT = re.compile(r"(?:0|[1-9][\d,]*)\.\d\d")
_NUMBER = re.compile(r"0|[1-9]\d{0,8}(?:\.\d+)?")
_RATE = re.compile(r"\d+(?:\.\d+)?%")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in _SIDES)
_FONT = "STSong-Light"  # known to every PDF reader: no font file is needed
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")

Placed = tuple[Cell, int, int]  # with its row and column from 0


def set_text(papers: list[Paper], draw: Random) -> bytes:
    """Text with tabs as it is drawn from documents.

    Page breaks tear rows apart, labels slip to the bottom of their group, a line stands above the title; encodings
    and line ends differ.
    """
    lines = ["附件2", ""] if draw.random() < 0.02 else []
    for paper in papers:
        laid = _lower_labels(paper) if paper.labels == 1 and draw.random() < 0.05 else paper
        torn = _tear(laid, draw) if draw.random() < 0.3 else laid.lines()
        lines += ["\t".join(cells) for cells in torn] + [""]
    text = "\n".join(lines)
    encoding = draw.choices(("utf-8", "utf-8-sig", "gb18030", "utf-16"), (70, 10, 18, 2))[0]
    return text.replace("\n", "\r\n").encode(encoding) if draw.random() < 0.3 else text.encode(encoding)


def set_csv(papers: list[Paper]) -> bytes:
    """Comma-separated values, as a spreadsheet exports them."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(cells for paper in papers for cells in paper.lines())
    return buffer.getvalue().encode("utf-8-sig")


def set_html(papers: list[Paper]) -> bytes:
    """A page, as a system that forms are filled in exports it."""

    def set_cell(cell: Cell) -> str:
        counts = (("colspan", cell.columns), ("rowspan", cell.rows))
        spans = "".join(f' {name}="{count}"' for name, count in counts if count > 1)
        return f"<td{spans}>{escape(cell.text) or '&nbsp;'}</td>"

    forms = []
    for paper in papers:
        titles = "\n".join(f'<p align="center"><b>{escape(line)}</b></p>' for line in paper.title)
        rows = "\n".join(f"<tr>{''.join(map(set_cell, row))}</tr>" for row in paper.grid())
        notes = "\n".join(f"<p>{escape(note)}</p>" for note in paper.notes)
        forms.append(f'{titles}\n<table border="1">\n{rows}\n</table>\n{notes}')
    head = '<!DOCTYPE html>\n<html lang="zh">\n<head><meta charset="utf-8"><title>自评表导出</title></head>\n<body>\n'
    return (head + "\n".join(forms) + "\n</body>\n</html>\n").encode()


def set_docx(papers: list[Paper]) -> bytes:
    """A Word document: titles and notes as paragraphs, head and table in one table of merged cells."""
    body = "".join(_set_word(paper) for paper in papers)
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    kinds = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    )
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>',
        "word/document.xml": document,
    }
    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return pack({name: (xml + part).encode() for name, part in parts.items()})


def set_xlsx(papers: list[Paper]) -> bytes:
    """A workbook, a sheet a form; amounts, rates, scores and dates are typed as a clerk's typing makes them."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for number, paper in enumerate(papers, start=1):
        sheet = workbook.create_sheet(f"自评表{number}")
        for (text, columns, rows), row, column in _place(paper):
            cell = sheet.cell(row + 1, column + 1)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            if text:
                cell.value, cell.number_format = _type(text)
            if columns > 1 or rows > 1:
                sheet.merge_cells(None, row + 1, column + 1, row + rows, column + columns)
    stream = io.BytesIO()
    workbook.save(stream)
    with zipfile.ZipFile(stream) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    return pack({name: _MODIFIED.sub(rb"\g<1>2025-01-01T00:00:00Z", part) for name, part in parts.items()})


def set_xls(papers: list[Paper]) -> bytes:
    """A workbook of the old kind, typed as above."""
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, xlwt.XFStyle] = {}
    for number, paper in enumerate(papers, start=1):
        sheet = workbook.add_sheet(f"自评表{number}")
        for (text, columns, rows), row, column in _place(paper):
            value, number_format = _type(text)
            style = styles.setdefault(number_format, xlwt.XFStyle())
            style.num_format_str = number_format
            sheet.write_merge(row, row + rows - 1, column, column + columns - 1, value, style)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def set_pdf(papers: list[Paper]) -> bytes:
    """A printed form: a ruled table over its pages."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    style = ParagraphStyle("cell", fontName=_FONT, fontSize=8, leading=11, wordWrap="CJK")
    title = ParagraphStyle("title", parent=style, fontSize=15, leading=22, alignment=1)
    stream = io.BytesIO()
    page = SimpleDocTemplate(stream, pagesize=A4, leftMargin=36, rightMargin=36, invariant=1)

    def set_table(paper: Paper) -> Table:
        cells: list[list[Paragraph | str]] = [[""] * paper.width for _ in paper.grid()]
        spans = []
        for (text, columns, rows), row, column in _place(paper, titled=False):
            cells[row][column] = Paragraph(escape(text), style)
            spans.append(("SPAN", (column, row), (column + columns - 1, row + rows - 1)))
        table = Table(cells, [page.width * share for share in _share_width(paper)])
        table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans])
        return table

    story: list[Flowable] = []
    for paper in papers:
        story += [PageBreak()] if story else []
        story += [Paragraph(escape(line), title) for line in paper.title]
        story += [set_table(paper), Spacer(1, 6)]
        story += [Paragraph(escape(note), style) for note in paper.notes]
    page.build(story)
    return stream.getvalue()


def pack(entries: dict[str, bytes]) -> bytes:
    """A zip archive of these entries, all of one date."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE_ON), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _tear(paper: Paper, draw: Random) -> list[list[str]]:
    """The lines with one row in two: a page ends in its longest cell, and a blank line stands where it did."""
    lines = paper.lines()
    first = lines.index(paper.header) + 1
    place = first + draw.randrange(1, len(paper.rows))
    row = lines[place]
    column = max(range(paper.labels, len(row)), key=lambda column: len(row[column]))
    middle = len(row[column]) // 2
    if middle < 2 or not row[3]:
        return lines
    upper = [text[:middle] if at == column else text for at, text in enumerate(row)]
    lower = [text[middle:] if at == column else "" for at, text in enumerate(row)]
    return [*lines[:place], upper, [], lower, *lines[place + 1 :]]


def _lower_labels(paper: Paper) -> Paper:
    """The form with each label on the last row of its group, as cells aligned at the bottom come out."""
    starts = [place for place, row in enumerate(paper.rows) if row[0]]
    ends = [start - 1 for start in starts[1:]] + [len(paper.rows) - 1]
    labels = {end: paper.rows[start][0] for start, end in zip(starts, ends, strict=True)}
    return paper.changed(rows=[[labels.get(place, ""), *row[1:]] for place, row in enumerate(paper.rows)])


def _set_word(paper: Paper) -> str:
    def set_paragraph(text: str, alignment: str = "left") -> str:
        run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        return f'<w:p><w:pPr><w:jc w:val="{alignment}"/></w:pPr>{run}</w:p>'

    covering: dict[int, int] = {}  # rows that a merged cell still covers, by its column
    rows = []
    for cells in paper.grid():
        waiting = iter(cells)
        row, column = "", 0
        while column < paper.width:
            if covering.get(column, 0):
                covering[column] -= 1
                row += "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
                column += 1
                continue
            cell = next(waiting)
            span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
            merge = '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
            row += f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{set_paragraph(cell.text)}</w:tc>"
            covering[column] = cell.rows - 1
            column += cell.columns
        rows.append(f"<w:tr>{row}</w:tr>")
    grid = "<w:tblGrid>" + "<w:gridCol/>" * paper.width + "</w:tblGrid>"
    table = f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>{grid}{''.join(rows)}</w:tbl>"
    titles = "".join(set_paragraph(line, "center") for line in paper.title)
    return titles + table + "".join(map(set_paragraph, paper.notes))


def _share_width(paper: Paper) -> list[float]:
    """Each column's share of the page, by its longest text: columns of figures stay narrow."""
    columns = zip_longest(paper.header, *paper.rows, [""] * paper.width, fillvalue="")
    lengths = [min(max(map(len, column), default=0), 12) for column in columns]
    return [max(length, 4) / sum(max(length, 4) for length in lengths) for length in lengths]


def _place(paper: Paper, *, titled: bool = True) -> Iterator[Placed]:
    """Each cell with its row and column; titles and notes as wide as the form, or left out."""
    top = 0
    if titled:
        for top, line in enumerate(paper.title, start=1):
            yield Cell(line, columns=paper.width), top - 1, 0
    covered: set[tuple[int, int]] = set()
    grid = paper.grid()
    for row, cells in enumerate(grid, start=top):
        column = 0
        for cell in cells:
            while (row, column) in covered:
                column += 1
            yield cell, row, column
            covered |= {(row + down, column) for down in range(1, cell.rows)}
            column += cell.columns
    if titled:
        for row, note in enumerate(paper.notes, start=top + len(grid)):
            yield Cell(note, columns=paper.width), row, 0


def _type(text: str) -> tuple[str | int | float | date, str]:
    """What typing makes of a text, with the number format it is shown in."""
    if _AMOUNT.fullmatch(text):
        return float(text.replace(",", "")), "#,##0.00"
    if _RATE.fullmatch(text):
        return float(text[:-1]) / 100, "0.00%"
    if _DATE.fullmatch(text):
        return date.fromisoformat(text), "yyyy-mm-dd"
    if _NUMBER.fullmatch(text):
        return (float(text) if "." in text else int(text)), "General"
    return text, "General"
