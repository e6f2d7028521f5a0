"""Write sheets as a web page: lines as paragraphs, the grid as a table of merged cells."""

from html import escape

from orchestration.demo.writers.sheet import Cell, Sheet

_STYLES = {
    "struck": "text-decoration:line-through", "raised": "vertical-align:super", "lowered": "vertical-align:sub",
    "hidden": "display:none", "white": "color:#ffffff", "zero": "font-size:0",
}  # fmt: skip
_TAB = "&nbsp;" * 8


def write_html(sheets: list[Sheet]) -> bytes:
    """Return a page as exported by an online form system."""
    head = '<!DOCTYPE html>\n<html lang="zh">\n<head><meta charset="utf-8"><title>自评表导出</title></head>\n<body>\n'
    return (head + "\n".join(map(set_sheet, sheets)) + "\n</body>\n</html>\n").encode()


def set_sheet(sheet: Sheet) -> str:
    """Return the elements of a sheet: paragraphs, one table, paragraphs."""
    above = "\n".join(f'<p align="center"><b>{_set_line(line)}</b></p>' for line in sheet.above)
    rows = "\n".join(f"<tr>{''.join(map(_set_cell, cells))}</tr>" for cells in sheet.rows())
    below = "\n".join(f"<p>{_set_line(line)}</p>" for line in sheet.below)
    return f'{above}\n<table border="1">\n{rows}\n</table>\n{below}'


def _set_line(line: str) -> str:
    return escape(line).replace("\t", _TAB) or "&nbsp;"


def _set_cell(cell: Cell) -> str:
    counts = (("colspan", cell.columns), ("rowspan", cell.rows))
    spans = "".join(f' {name}="{count}"' for name, count in counts if count > 1)
    markup = "".join(
        f'<span style="{_STYLES[run.look]}">{escape(run.text)}</span>' if run.look else escape(run.text)
        for run in cell.order_runs()
    ).replace("\n", "<br/>")
    return f"<td{spans}>{markup or '&nbsp;'}</td>"
