"""Write a text of forms as one Word document, in a package with styles and properties as Word saves it."""

import io
import re

import docx

from ingestion.normalise import squash
from orchestration.demo.paper import Paper
from orchestration.demo.writers.archive import pack, unpack
from orchestration.demo.writers.docx import set_sheet
from tests.containers.printed import lay_out, read_printed

_WEIGHTS = {"权重", "分值"}
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def write_docx(text: str, *, split_pages: bool = False) -> bytes:
    """Return the forms of a text as a docx: titles and notes as paragraphs, form header and line items in one table.

    With `split_pages` a page break splits a row of each form: its upper part ends one table, and its lower part starts
    the next one below a repeated header.
    """
    sheets = [lay_out(split_form(paper) if split_pages else paper) for paper in read_printed(text)]
    body = "".join(_PAGE_BREAK.join(map(set_sheet, sheet.pages())) for sheet in sheets)
    stream = io.BytesIO()
    docx.Document().save(stream)
    parts = unpack(stream.getvalue())
    name = "word/document.xml"
    parts[name] = re.sub(rb"(?=<w:sectPr)", lambda _: body.encode(), parts[name], count=1)
    return pack(parts)


def split_form(paper: Paper) -> Paper:
    """Return a form in which a page break splits the longest text of a row with a weight, near the middle."""
    names = [squash(name) for name in paper.header]
    weight = next((place for place, name in enumerate(names) if name in _WEIGHTS), 0)
    middle = len(paper.rows) // 2
    for place in sorted(range(len(paper.rows)), key=lambda place: abs(place - middle)):
        row = paper.rows[place]
        longest = max(range(paper.labels, len(row)), key=lambda column: len(row[column]))
        if row[weight].strip() and longest != weight and len(row[longest]) > 3:
            return paper.split_row(place, longest, len(row[longest]) // 2)
    return paper
