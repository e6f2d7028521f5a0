"""Write sheets as a Word document: lines as paragraphs, the grid as a table of merged cells."""

from html import escape

from orchestration.demo.writers.archive import pack
from orchestration.demo.writers.sheet import Cell, Sheet

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in _SIDES)
_PROPERTIES = {
    "struck": "<w:strike/>",
    "raised": '<w:vertAlign w:val="superscript"/>',
    "lowered": '<w:vertAlign w:val="subscript"/>',
    "hidden": "<w:vanish/>",
    "white": '<w:color w:val="FFFFFF"/>',
    "zero": '<w:sz w:val="2"/>',
}
_TABLE_WIDTH = 9600  # in twentieths of a point: the width between the margins of an A4 page
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_docx(sheets: list[Sheet]) -> bytes:
    """Return a document of the sheets, one below the other."""
    return make_docx("".join(map(set_sheet, sheets)))


def make_docx(body: str) -> bytes:
    """Return a document whose body is XML."""
    kinds = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    )
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>',
    }
    return pack({name: (_XML + part).encode() for name, part in parts.items()})


def set_sheet(sheet: Sheet) -> str:
    """Return the elements of a sheet: paragraphs, one table, paragraphs."""
    return set_lines(sheet.above, "center") + set_table(sheet) + set_lines(sheet.below)


def set_lines(lines: list[str], alignment: str = "left") -> str:
    """Return a paragraph for each line."""
    return "".join(set_paragraph(set_text(line), alignment) for line in lines)


def set_table(sheet: Sheet, first_row: int = 0) -> str:
    """Return the grid of a sheet, from a row on, as a table."""
    width = _TABLE_WIDTH // sheet.width
    reaching = [cell for cell in sheet.cells if cell.rows > 1]
    rows = "".join(
        _set_row(cells, number, reaching, width, is_hidden=number in sheet.hidden_rows)
        for number, cells in enumerate(sheet.rows())
        if number >= first_row
    )
    # Word saves the width of each column. An office suite that finds none moves the edges of merged cells.
    grid = "<w:tblGrid>" + f'<w:gridCol w:w="{width}"/>' * sheet.width + "</w:tblGrid>"
    return f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>{grid}{rows}</w:tbl>"


def set_paragraph(runs: str, alignment: str = "left") -> str:
    """Return a paragraph of runs."""
    return f'<w:p><w:pPr><w:jc w:val="{alignment}"/></w:pPr>{runs}</w:p>'


def set_runs(cell: Cell) -> str:
    """Return the runs of a cell, each with its look."""
    return "".join(set_text(run.text, _PROPERTIES.get(run.look, "")) for run in cell.order_runs()) or set_text("")


def set_text(text: str, properties: str = "") -> str:
    """Return one run of a text."""
    content = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}{content}</w:r>"


def _set_row(cells: list[Cell], number: int, reaching: list[Cell], width: int, *, is_hidden: bool) -> str:
    covered = [cell for cell in reaching if cell.row < number < cell.row + cell.rows]
    properties = "<w:trPr><w:hidden/></w:trPr>" if is_hidden else ""
    ordered = sorted([*covered, *cells], key=lambda cell: cell.column)
    return (
        f"<w:tr>{properties}{''.join(_set_cell(cell, width, is_first=cell.row == number) for cell in ordered)}</w:tr>"
    )


def _set_cell(cell: Cell, column_width: int, *, is_first: bool) -> str:
    """Return a cell in its first row, or one that continues it."""
    width = f'<w:tcW w:w="{column_width * cell.columns}" w:type="dxa"/>'
    span = width + (f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else "")
    if not is_first:
        return f"<w:tc><w:tcPr>{span}<w:vMerge/></w:tcPr><w:p/></w:tc>"
    merge = '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
    content = set_paragraph(set_runs(cell)) if cell.runs else set_lines(cell.text.split("\n"))
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{content}</w:tc>"
