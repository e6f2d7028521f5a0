"""Write sheets as an xls workbook, one worksheet for each."""

import io

from orchestration.demo.writers.sheet import Sheet
from orchestration.demo.writers.typed import TypeCell, type_cell


def write_xls(sheets: list[Sheet], type_cell: TypeCell = type_cell, *, merge_each: bool = False) -> bytes:
    """Return a workbook; `type_cell` gives each cell's value and number format.

    With `merge_each` every cell is a merged range, as some programs export, even if it covers one place only.
    """
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, xlwt.XFStyle] = {}
    for number, sheet in enumerate(sheets, start=1):
        page = workbook.add_sheet(f"自评表{number}")
        for cell in sheet.place():
            value, number_format = type_cell(cell)
            style = styles.setdefault(number_format, xlwt.XFStyle())
            style.num_format_str = number_format
            if merge_each or cell.is_merged:
                last_row, last_column = cell.row + cell.rows - 1, cell.column + cell.columns - 1
                page.write_merge(cell.row, last_row, cell.column, last_column, value, style)
            else:
                page.write(cell.row, cell.column, value, style)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
