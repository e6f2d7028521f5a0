"""Sheets as a Word document, written part by part: a merged table, head lines as paragraphs with tabs, a layout table."""

import io
import re
import zipfile
from html import escape
from typing import Literal

from tests.corpus.draft import Run
from tests.corpus.grid import Cell, Sheet
from tests.corpus.runs import CHECK_BOXES, WORD_PROPERTIES, order_runs

Arrangement = Literal["table", "paragraphs", "layout"]
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_BORDERS = (
    '<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr>"
)


def write_docx(sheets: list[Sheet], arrangement: Arrangement = "table") -> bytes:
    """The sheets one behind the other, each from a new page on."""
    body = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'.join(_set_sheet(sheet, arrangement) for sheet in sheets)
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_NAMESPACE}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", document)
    return stream.getvalue()


def _set_sheet(sheet: Sheet, arrangement: Arrangement) -> str:
    above = "".join(_set_paragraph(_set_text(line), is_centred=True) for line in sheet.above)
    below = "".join(_set_paragraph(_set_text(line)) for line in sheet.below)
    rows = sheet.rows()
    lines = []
    first = 0
    if arrangement == "paragraphs":
        first = sheet.head_rows
        for cells in rows[:first]:
            lines.append(
                _set_paragraph("<w:r><w:tab/></w:r>".join(_set_runs(cell, cell.text.split("\n")[0]) for cell in cells))
            )
            lines += [_set_paragraph(_set_text(line)) for line in cells[-1].text.split("\n")[1:]]
    head = "".join(lines)
    covered = [cell for cell in sheet.cells if cell.rows > 1]
    grid = "<w:tblGrid>" + "<w:gridCol/>" * sheet.width + "</w:tblGrid>"
    table = (
        f"<w:tbl>{_BORDERS}{grid}"
        + "".join(
            _set_row(rows[number], number, covered, is_hidden=number in sheet.hidden_rows)
            for number in range(first, len(rows))
        )
        + "</w:tbl>"
    )
    if arrangement == "layout":
        inner = f"{above}{head}{table}{below}<w:p/>"
        return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr/>{inner}</w:tc></w:tr></w:tbl><w:p/>"
    return f"{above}{head}{table}<w:p/>{below}"


def _set_row(cells: list[Cell], number: int, covered: list[Cell], *, is_hidden: bool) -> str:
    merged = [(cell, "<w:vMerge/>", "<w:p/>") for cell in covered if cell.row < number < cell.row + cell.rows]
    own = [(cell, '<w:vMerge w:val="restart"/>' if cell.rows > 1 else "", _set_paragraphs(cell)) for cell in cells]
    texts = []
    for cell, merge, content in sorted([*merged, *own], key=lambda item: item[0].column):
        span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        texts.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{content}</w:tc>")
    properties = "<w:trPr><w:hidden/></w:trPr>" if is_hidden else ""
    return f"<w:tr>{properties}{''.join(texts)}</w:tr>"


def _set_paragraphs(cell: Cell) -> str:
    if cell.runs:
        return _set_paragraph(_set_runs(cell))
    return "".join(_set_paragraph(_set_text(line)) for line in cell.text.split("\n"))


def _set_runs(cell: Cell, text: str | None = None) -> str:
    runs = [run if run.look or text is None else Run(text, "") for run in order_runs(cell)]
    return "".join(_set_text(run.text, WORD_PROPERTIES.get(run.look, "")) for run in runs)


def _set_text(text: str, properties: str = "") -> str:
    return _set_text_runs(text.replace("\n", " "), properties)


def _set_text_runs(text: str, properties: str) -> str:
    """Runs of a text: signs of the private range are symbols of Wingdings, or Word's check boxes."""
    parts = re.split("([\ue000-\uf8ff])", text)
    return "".join(_set_sign(part) if place % 2 else _set_run(part, properties) for place, part in enumerate(parts))


def _set_run(text: str, properties: str) -> str:
    content = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))
    return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>" if text else ""


def _set_sign(sign: str) -> str:
    if sign in CHECK_BOXES:
        kind, is_checked = CHECK_BOXES[sign]
        return _set_control(is_checked=is_checked) if kind == "control" else _set_field(is_checked=is_checked)
    return f'<w:r><w:sym w:font="Wingdings" w:char="{ord(sign):04X}"/></w:r>'


def _set_control(*, is_checked: bool) -> str:
    """A check box of Word 2010 and later."""
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:checked w14:val="{int(is_checked)}"/>'
        f"</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>{'☒' if is_checked else '☐'}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def _set_field(*, is_checked: bool) -> str:
    """A check box of a form's fields, of older Word."""
    box = f'<w:checkBox><w:sizeAuto/><w:default w:val="0"/>{"<w:checked/>" if is_checked else ""}</w:checkBox>'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{box}</w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _set_paragraph(runs: str, *, is_centred: bool = False) -> str:
    properties = '<w:pPr><w:jc w:val="center"/></w:pPr>' if is_centred else ""
    return f"<w:p>{properties}{runs}</w:p>"
