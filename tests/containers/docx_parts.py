"""Write parts of a docx as XML, for documents that libraries cannot write."""

import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
BLANK = "<w:p/>"


def pack(part: bytes, styles: str = "") -> bytes:
    """Return a docx with these bytes as its main part, and styles in XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", part)
        if styles:
            archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>')
    return file.getvalue()


def make_docx(body: str, namespace: str = W, styles: str = "") -> bytes:
    """Return a docx with a body in XML."""
    return pack(
        f'<w:document xmlns:w="{namespace}" xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{body}</w:body></w:document>".encode(),
        styles,
    )


def p(*runs: str, properties: str = "") -> str:
    """Return a paragraph of runs; a run that does not start with < is text."""
    content = "".join(run if run.startswith("<") else r(f"<w:t>{escape(run)}</w:t>") for run in runs)
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{content}</w:p>"


def r(content: str, properties: str = "") -> str:
    """Return a run."""
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}{content}</w:r>"


def tc(content: str, properties: str = "") -> str:
    """Return a cell; content that does not start with < is a paragraph's text."""
    block = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{block}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """Return a row of cells; a cell that does not start with <w:tc> is its content."""
    content = "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr>{properties and f'<w:trPr>{properties}</w:trPr>'}{content}</w:tr>"


def tbl(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def make_two_tables(text: str, lead: str, between: str, below: str | None = None) -> bytes:
    """Return a docx of a form's text in two tables: the second one starts at the row whose first or second cell is `lead`.

    `between` are the blocks between the tables, `below` the first row of the second table, cells separated by tabs.
    """
    title, *lines = filter(None, text.splitlines())
    cut = next(place for place, line in enumerate(lines) if lead in line.split("\t")[:4])
    parts = (lines[:cut], [*([below] if below else []), *lines[cut:]])
    return make_docx(p(title) + between.join(tbl(*(tr(*line.split("\t")) for line in part)) for part in parts))
