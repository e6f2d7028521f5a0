"""Write a text of forms as an xlsx workbook, a worksheet for each form; save workbooks as Excel does."""

import io
import re

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.xml.constants import ARC_SHARED_STRINGS, ARC_WORKBOOK_RELS, REL_NS, SHARED_STRINGS, SHEET_MAIN_NS

from orchestration.demo.writers import xlsx
from orchestration.demo.writers.archive import pack, unpack
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
    """Return the bytes of a workbook with shared strings, as Excel saves it; openpyxl writes inline strings."""
    stream = io.BytesIO()
    workbook.save(stream)
    parts = unpack(stream.getvalue())
    texts: list[bytes] = []

    def share(cell: re.Match[bytes]) -> bytes:
        texts.append(b"<si>" + cell[1] + b"</si>")
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    sheets = {name: _INLINE.sub(share, part) for name, part in parts.items() if name.startswith("xl/worksheets/")}
    table = b'<sst xmlns="%s">%s</sst>' % (SHEET_MAIN_NS.encode(), b"".join(texts))
    types = parts["[Content_Types].xml"].replace(b"</Types>", _TABLE_TYPE + b"</Types>")
    relations = parts[ARC_WORKBOOK_RELS].replace(b"</Relationships>", _TABLE_RELATION + b"</Relationships>")
    shared = {"[Content_Types].xml": types, ARC_WORKBOOK_RELS: relations, ARC_SHARED_STRINGS: table}
    return pack(parts | sheets | shared)
