"""Write a text of forms as an xls workbook, a worksheet for each form."""

from orchestration.demo.writers import xls
from orchestration.demo.writers.typed import keep_text, type_cell
from tests.containers.printed import lay_out_text


def write_xls(text: str, *, typed: bool = True) -> bytes:
    """Return the forms of a text as xls; amounts, rates, scores and dates are typed, or all is text."""
    return xls.write_xls(lay_out_text(text), type_cell if typed else keep_text)
