"""What a clerk's typing makes of a text in a spreadsheet: a number with a format, a date's serial, a boolean."""

import re
from datetime import date
from typing import NamedTuple

FORMATS = ["General", "@", "#,##0.00", "0.00", "0.00%", "0%", "yyyy-mm-dd"]
CURRENCIES = {
    "usd": "[$$-409]#,##0.00", "euro": "[$€-2] #,##0.00", "hong_kong": '"HK$"#,##0.00', "yuan_sign": '"¥"#,##0.00',
}  # fmt: skip
_AMOUNT = re.compile(r"(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)\.\d\d")
_NUMBER = re.compile(r"0|[1-9]\d*(?:\.\d*[1-9])?")
_RATE = re.compile(r"(\d+(?:\.\d+)?)%")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


class Typed(NamedTuple):
    """A number as the sheet keeps it, blank where the cell stays a text."""

    number: str = ""
    format: str = "General"
    is_boolean: bool = False


def type_amount(role: str, text: str, options: set[str]) -> Typed | None:
    """An amount in the currency that the sheet's options name, None where it is no amount or has none."""
    currency = next((code for name, code in CURRENCIES.items() if name in options), None)
    is_amount = role.rsplit(":", 1)[-1] in ("budget", "prior", "initial", "executed") and _AMOUNT.fullmatch(text)
    return Typed(text.replace(",", ""), currency) if currency and is_amount else None


def type_cell(role: str, text: str) -> Typed:
    """The typed value of a cell. Labels, names and targets stay texts."""
    part = role.rsplit(":", 1)[-1]
    if role == "recurring" and text in ("TRUE", "FALSE"):
        return Typed("1" if text == "TRUE" else "0", is_boolean=True)
    if part in ("budget", "prior", "initial", "executed") and _AMOUNT.fullmatch(text):
        return Typed(text.replace(",", ""), "#,##0.00" if "," in text else "0.00")
    if part in ("budget", "prior", "initial", "executed", "weight", "score") and _NUMBER.fullmatch(text):
        return Typed(text)
    if part == "rate" and (matched := _RATE.fullmatch(text)):
        return Typed(_shift(matched[1]), "0.00%")
    if part == "date" and (day := _read_day(text)):
        return Typed(str((day - date(1899, 12, 30)).days), "yyyy-mm-dd")
    return Typed()


def _read_day(text: str) -> date | None:
    """The day that a text prints, None where there is no such day: it stays a text."""
    matched = _DATE.fullmatch(text)
    try:
        return date(int(matched[1]), int(matched[2]), int(matched[3])) if matched else None
    except ValueError:
        return None


def _shift(percent: str) -> str:
    return repr(round(float(percent) / 100, 6))
