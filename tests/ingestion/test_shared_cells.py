"""A target or an actual value that is printed once, in a merged cell beside several line items, is that of each."""

import io
from collections.abc import Callable

import pytest
import xlwt
from openpyxl import Workbook

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from tests.containers.docx_parts import make_docx, p, tbl, tc, tr
from tests.containers.write_xlsx import save_workbook
from tests.national_form import NationalForm

Rows = list[list[str]]
Place = tuple[int, int]  # row and column, from 0
ACTUAL = 5


def list_rows(actual: str) -> tuple[Rows, int]:
    """Return the rows of a form whose third line item has this actual value and whose fourth has none, and the third's
    place."""
    form = NationalForm().with_cell(3, ACTUAL, actual).with_cell(4, ACTUAL, "")
    rows = [line.split("\t") for line in form.text().splitlines()]
    return rows, next(place for place, row in enumerate(rows) if "验收合格率" in row)


def write_docx(rows: Rows, merged: Place | None) -> bytes:
    def mark(row: int, column: int) -> str:
        if merged is None or column != merged[1] or row not in (merged[0], merged[0] + 1):
            return ""
        return '<w:vMerge w:val="restart"/>' if row == merged[0] else "<w:vMerge/>"

    lines = [
        tr(*(tc(text, mark(number, column)) for column, text in enumerate(row)))
        for number, row in enumerate(rows)
        if len(row) > 1
    ]
    return make_docx(p(rows[0][0]) + p(rows[1][0]) + tbl(*lines))


def write_html(rows: Rows, merged: Place | None) -> bytes:
    lines = []
    for number, row in enumerate(rows):
        cells = [
            f"<td{' rowspan=2' if (number, column) == merged else ''}>{text.replace('<', '&lt;')}</td>"
            for column, text in enumerate(row)
            if merged is None or (number, column) != (merged[0] + 1, merged[1])
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>" if len(row) > 1 else "")
    return f"<p>{rows[0][0]}<p>{rows[1][0]}<table>{''.join(lines)}</table>".encode()


def write_xlsx(rows: Rows, merged: Place | None) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append([text or None for text in row])
    if merged is not None:
        sheet.merge_cells(None, merged[0] + 1, merged[1] + 1, merged[0] + 2, merged[1] + 1)
    return save_workbook(workbook)


def write_xls(rows: Rows, merged: Place | None) -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("表")
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if (number, column) == merged:
                sheet.write_merge(number, number + 1, column, column, text)
            elif text:
                sheet.write(number, column, text)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("write", [write_docx, write_html, write_xlsx, write_xls])
@pytest.mark.parametrize("actual", ["100%", "已完成", ""])
def test_a_merged_actual_value_is_that_of_each_line_item(
    layouts: Layouts, actual: str, write: Callable[[Rows, Place | None], bytes]
) -> None:
    rows, place = list_rows(actual)

    def read(merged: Place | None) -> list[str]:
        parsed = parse_document(write(rows, merged), "0" * 64, layouts)
        assert not parsed.rejections
        items = [line for line in parsed.indicator_lines if not line.is_execution_row]
        return [line.actual_text for line in items[1:4]]

    assert read((place, ACTUAL)) == ["12种", actual, actual]
    assert read(None) == ["12种", actual, ""]
    assert read((place, ACTUAL + 3)) == ["12种", actual, ""]  # of another column
