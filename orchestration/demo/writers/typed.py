"""Type the texts of a form as a clerk who enters them in a spreadsheet does."""

import re
from collections.abc import Callable
from datetime import date

from orchestration.demo.writers.sheet import Cell

Typed = tuple[str | int | float | date, str]  # a value and its number format
TypeCell = Callable[[Cell], Typed]

_AMOUNT = re.compile(r"(?:0|[1-9][\d,]*)\.\d\d")
_NUMBER = re.compile(r"0|[1-9]\d{0,8}(?:\.\d+)?")
_RATE = re.compile(r"\d+(?:\.\d+)?%")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def type_cell(cell: Cell) -> Typed:
    """Return the value that a cell's text becomes: amounts, rates, dates and numbers are typed."""
    text = cell.text
    if _AMOUNT.fullmatch(text):
        return float(text.replace(",", "")), "#,##0.00"
    if _RATE.fullmatch(text):
        return float(text[:-1]) / 100, "0.00%"
    if _DATE.fullmatch(text):
        return date.fromisoformat(text), "yyyy-mm-dd"
    if _NUMBER.fullmatch(text):
        return (float(text) if "." in text else int(text)), "General"
    return text, "General"


def keep_text(cell: Cell) -> Typed:
    """Return the cell's text as text."""
    return cell.text, "@"
