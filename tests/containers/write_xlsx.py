"""Forms set again as an xlsx workbook, a sheet a form, as a clerk types them."""

import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import ARC_SHARED_STRINGS, ARC_WORKBOOK_RELS, REL_NS, SHARED_STRINGS, SHEET_MAIN_NS

from tests.containers.clerk import Placed, place_forms, type_text

_LINE = Side(style="thin")
_RULED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_TABLE_TYPE = f'<Override PartName="/{ARC_SHARED_STRINGS}" ContentType="{SHARED_STRINGS}"/>'.encode()
_TABLE_RELATION = f'<Relationship Type="{REL_NS}/sharedStrings" Target="/{ARC_SHARED_STRINGS}" Id="texts"/>'.encode()
_INLINE = re.compile(rb't="inlineStr"><is>(.*?)</is>', re.DOTALL)


def write_xlsx(text: str, *, typed: bool = True) -> bytes:
    """A text of forms (cells separated by tabs) as xlsx; amounts, rates, scores and dates are typed, or all is text."""
    return save_workbook(make_workbook(text, typed=typed))


def make_workbook(text: str, *, typed: bool = True) -> Workbook:
    """The workbook before it is saved, for tests that change it."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for number, cells in enumerate(place_forms(text), start=1):
        _set_sheet(workbook.create_sheet(f"自评表{number}"), cells, typed)
    return workbook


def _set_sheet(sheet: Worksheet, cells: list[Placed], typed: bool) -> None:
    for place in cells:
        cell = sheet.cell(place.row, place.column)
        cell.border = _RULED
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if place.text:
            value, number_format = type_text(place.text) if typed else (place.text, "@")
            cell.value, cell.number_format = value, number_format
            if isinstance(value, str):
                cell.data_type = "s"  # a text that opens with = is no formula
        if place.is_merged:
            sheet.merge_cells(
                start_row=place.row, start_column=place.column, end_row=place.last_row, end_column=place.last_column
            )


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
