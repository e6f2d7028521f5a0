"""A text of forms set as one HTML page, as a system that bureaus fill forms in would export it."""

from html import escape

from tests.containers.printed import PrintedForm, read_printed
from tests.containers.write_docx import Cell, lay_out


def write_html(text: str) -> bytes:
    """The forms of a text as a page: titles and notes as blocks, head and indicators in a table of merged cells."""
    body = "\n".join(_set_form(form) for form in read_printed(text))
    page = f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title>导出</title></head>\n<body>\n{body}\n</body>\n</html>\n'
    return page.encode()


def _set_form(form: PrintedForm) -> str:
    titles = "\n".join(f'<p align="center"><b>{escape(line)}</b></p>' for line in form.title.split("\n"))
    rows = "\n".join(f"<tr>\n{''.join(map(_set_cell, cells))}</tr>" for cells in lay_out(form))
    notes = "\n".join(f"<p>{escape(note)}</p>" for note in form.notes)
    return f'{titles}\n<table border="1">\n{rows}\n</table>\n{notes}'


def _set_cell(cell: Cell) -> str:
    spans = "".join(
        f' {name}="{count}"' for name, count in (("colspan", cell.columns), ("rowspan", cell.rows)) if count > 1
    )
    return f"<td{spans}>{escape(cell.text) or '&nbsp;'}</td>\n"
