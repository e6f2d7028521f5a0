"""Write sheets as an xlsx workbook, one worksheet for each."""

import io
import re
from typing import TYPE_CHECKING, Any

from orchestration.demo.writers.archive import pack, unpack
from orchestration.demo.writers.sheet import Cell, Sheet
from orchestration.demo.writers.typed import TypeCell, type_cell

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.rich_text import CellRichText

_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_FONTS: dict[str, dict[str, Any]] = {
    "struck": {"strike": True}, "raised": {"vertAlign": "superscript"}, "lowered": {"vertAlign": "subscript"},
    "white": {"color": "FFFFFFFF"},
}  # fmt: skip


def write_xlsx(sheets: list[Sheet], type_cell: TypeCell = type_cell) -> bytes:
    """Return a workbook that has the same bytes whenever it is made; `type_cell` gives value and number format."""
    stream = io.BytesIO()
    make_workbook(sheets, type_cell).save(stream)
    parts = unpack(stream.getvalue())
    return pack({name: _MODIFIED.sub(rb"\g<1>2025-01-01T00:00:00Z", part) for name, part in parts.items()})


def make_workbook(sheets: list[Sheet], type_cell: TypeCell = type_cell) -> "Workbook":
    """Return the workbook before it is saved."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for number, sheet in enumerate(sheets, start=1):
        page = workbook.create_sheet(f"自评表{number}")
        for placed in sheet.place():
            row, column = placed.row + 1, placed.column + 1
            cell = page.cell(row, column)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            if placed.runs:
                cell.value = _make_rich_text(placed)
            elif placed.text:
                cell.value, cell.number_format = type_cell(placed)
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a text that starts with = is not a formula
            if placed.is_merged:
                page.merge_cells(None, row, column, placed.row + placed.rows, placed.column + placed.columns)
        for hidden in sheet.hidden_rows:
            page.row_dimensions[len(sheet.above) + hidden + 1].hidden = True
    return workbook


def _make_rich_text(cell: Cell) -> "CellRichText":
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    return CellRichText(
        *(TextBlock(InlineFont(sz=11, **_FONTS.get(run.look, {})), run.text) for run in cell.order_runs())
    )
