"""Write and change parts of an xlsx, for workbooks that libraries cannot write."""

from collections.abc import Callable

from openpyxl import Workbook

from orchestration.demo.writers.archive import pack, unpack
from tests.containers.write_xlsx import save_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def change_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an xlsx with one of its parts changed."""
    parts = unpack(content)
    return pack(parts | {name: change(parts[name])})


def write_sheet(data: str, below: str = "") -> bytes:
    """Return an xlsx of one sheet: rows in XML, and the elements below them."""
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{below}</worksheet>'
    return change_part(save_workbook(Workbook()), SHEET, lambda _: xml.encode())
