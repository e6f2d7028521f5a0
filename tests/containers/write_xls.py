"""Forms set again as an xls workbook, a sheet a form, as a clerk types them."""

import io

import xlwt

from tests.containers.clerk import place_forms, type_text


def write_xls(text: str, *, typed: bool = True) -> bytes:
    """A text of forms (cells separated by tabs) as xls; amounts, rates, scores and dates are typed, or all is text."""
    workbook = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, xlwt.XFStyle] = {}
    for number, cells in enumerate(place_forms(text), start=1):
        sheet = workbook.add_sheet(f"自评表{number}")
        for place in cells:
            value, number_format = type_text(place.text) if typed else (place.text, "@")
            if number_format not in styles:
                styles[number_format] = xlwt.easyxf("alignment: wrap on; borders: left thin, right thin, top thin")
                styles[number_format].num_format_str = number_format
            if place.is_merged:
                rows, columns = (place.row - 1, place.last_row - 1), (place.column - 1, place.last_column - 1)
                sheet.write_merge(*rows, *columns, value, styles[number_format])
            else:
                sheet.write(place.row - 1, place.column - 1, value, styles[number_format])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
