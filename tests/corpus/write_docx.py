"""Write sheets as a Word document: in a table, with the form header as paragraphs, or inside a layout table."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from orchestration.demo.writers.docx import make_docx, set_lines, set_paragraph, set_runs, set_table
from orchestration.demo.writers.sheet import Sheet

Arrangement = Literal["table", "paragraphs", "layout"]
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def write_docx(sheets: list[Sheet], arrangement: Arrangement = "table") -> bytes:
    """Return a document in which each sheet starts a page; private-use characters are symbols and check boxes."""
    body = _PAGE_BREAK.join(_set_sheet(sheet, arrangement) for sheet in sheets)
    for sign in sorted({sign for sign in body if "\ue000" <= sign <= "\uf8ff"}):
        body = body.replace(sign, f'</w:t></w:r>{_set_sign(sign)}<w:r><w:t xml:space="preserve">')
    return make_docx(body)


def _set_sheet(sheet: Sheet, arrangement: Arrangement) -> str:
    above, below = set_lines(sheet.above, "center"), set_lines(sheet.below)
    if arrangement == "paragraphs":
        return f"{above}{''.join(_set_head(sheet))}{set_table(sheet, sheet.head_rows)}<w:p/>{below}"
    if arrangement == "layout":
        inner = f"{above}{set_table(sheet)}{below}<w:p/>"
        return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr/>{inner}</w:tc></w:tr></w:tbl><w:p/>"
    return f"{above}{set_table(sheet)}<w:p/>{below}"


def _set_head(sheet: Sheet) -> Iterator[str]:
    """Yield a paragraph for each form header row, its cells separated by tabs; more lines of the last cell follow."""
    for cells in sheet.rows()[: sheet.head_rows]:
        first, *others = cells[-1].text.split("\n")
        yield set_paragraph("<w:r><w:tab/></w:r>".join(map(set_runs, [*cells[:-1], replace(cells[-1], text=first)])))
        yield set_lines(others)


def _set_sign(sign: str) -> str:
    """Return a check box, checked or not, or a symbol of Wingdings."""
    match sign:
        case "\ue000" | "\ue001":
            return _set_control(is_checked=sign == "\ue001")
        case "\ue002" | "\ue003":
            return _set_field(is_checked=sign == "\ue003")
        case _:
            return f'<w:r><w:sym w:font="Wingdings" w:char="{ord(sign):04X}"/></w:r>'


def _set_control(*, is_checked: bool) -> str:
    """Return a check box of Word 2010 and later."""
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:checked w14:val="{int(is_checked)}"/>'
        f"</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>{'☒' if is_checked else '☐'}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def _set_field(*, is_checked: bool) -> str:
    """Return a form field check box of older Word versions."""
    box = f'<w:checkBox><w:sizeAuto/><w:default w:val="0"/>{"<w:checked/>" if is_checked else ""}</w:checkBox>'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{box}</w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
