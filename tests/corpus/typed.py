"""Type the cells of a sheet as an official does: amounts are numbers; labels, names and targets stay text."""

import re
from datetime import date

from orchestration.demo.writers.sheet import Cell
from orchestration.demo.writers.typed import Typed, keep_text

CURRENCIES = {
    "usd": "[$$-409]#,##0.00", "euro": "[$€-2] #,##0.00", "hong_kong": '"HK$"#,##0.00', "yuan_sign": '"¥"#,##0.00',
}  # fmt: skip
_MONEY = ("budget", "prior", "initial", "executed")
_AMOUNT = re.compile(r"(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)\.\d\d")
_NUMBER = re.compile(r"0|[1-9]\d*(?:\.\d*[1-9])?")
_RATE = re.compile(r"(\d+(?:\.\d+)?)%")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def type_money(cell: Cell) -> Typed:
    """Return an amount with a number format as a number, anything else as text."""
    is_money = cell.role.rsplit(":", 1)[-1] in _MONEY and _AMOUNT.fullmatch(cell.text)
    return (
        (float(cell.text.replace(",", "")), cell.number_format) if cell.number_format and is_money else keep_text(cell)
    )


def type_cell(cell: Cell) -> Typed:
    """Return the typed value of a cell and its number format."""
    part, text = cell.role.rsplit(":", 1)[-1], cell.text
    if cell.role == "recurring" and text in ("TRUE", "FALSE"):
        return text == "TRUE", "General"
    if part in _MONEY and _AMOUNT.fullmatch(text):
        return float(text.replace(",", "")), cell.number_format or ("#,##0.00" if "," in text else "0.00")
    if part in (*_MONEY, "weight", "score") and _NUMBER.fullmatch(text):
        return float(text), "General"
    if part == "rate" and (matched := _RATE.fullmatch(text)):
        return round(float(matched[1]) / 100, 6), "0.00%"
    if part == "date" and _DATE.fullmatch(text) and (day := _read_day(text)):
        return day, "yyyy-mm-dd"
    return keep_text(cell)


def _read_day(text: str) -> date | None:
    """Return the day that a text prints, None if there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
