"""Write a text of forms as an xlsx workbook, a worksheet for each form; save workbooks as Excel does."""

import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.xml.constants import ARC_SHARED_STRINGS, ARC_WORKBOOK_RELS, REL_NS, SHARED_STRINGS, SHEET_MAIN_NS

from orchestration.demo.writers import xlsx
from orchestration.demo.writers.typed import keep_text, type_cell
from tests.containers.printed import lay_out_text

_LINE = Side(style="thin")
_RULED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_TABLE_TYPE = f'<Override PartName="/{ARC_SHARED_STRINGS}" ContentType="{SHARED_STRINGS}"/>'.encode()
_TABLE_RELATION = f'<Relationship Type="{REL_NS}/sharedStrings" Target="/{ARC_SHARED_STRINGS}" Id="texts"/>'.encode()
_INLINE = re.compile(rb't="inlineStr"><is>(.*?)</is>', re.DOTALL)


def write_xlsx(text: str, *, typed: bool = True) -> bytes:
    """Return the forms of a text as xlsx; amounts, rates, scores and dates are typed, or all is text."""
    return save_workbook(make_workbook(text, typed=typed))


def make_workbook(text: str, *, typed: bool = True) -> Workbook:
    """Return the workbook before it is saved, for tests that change it; every cell has borders."""
    workbook = xlsx.make_workbook(lay_out_text(text), type_cell if typed else keep_text)
    for cell in [cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row]:
        cell.border = _RULED
    return workbook


def save_workbook(workbook: Workbook) -> bytes:
    """A workbook's bytes, with its texts in one table as Excel keeps them; openpyxl writes them into the cells."""
    written, stream = io.BytesIO(), io.BytesIO()
    workbook.save(written)
    texts: list[bytes] = []

    def share(cell: re.Match[bytes]) -> bytes:
        texts.append(b"<si>" + cell[1] + b"</si>")
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    with zipfile.ZipFile(written) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/"):
                part = _INLINE.sub(share, part)
            elif name == "[Content_Types].xml":
                part = part.replace(b"</Types>", _TABLE_TYPE + b"</Types>")
            elif name == ARC_WORKBOOK_RELS:
                part = part.replace(b"</Relationships>", _TABLE_RELATION + b"</Relationships>")
            target.writestr(name, part)
        target.writestr(ARC_SHARED_STRINGS, b'<sst xmlns="%s">%s</sst>' % (SHEET_MAIN_NS.encode(), b"".join(texts)))
    return stream.getvalue()
