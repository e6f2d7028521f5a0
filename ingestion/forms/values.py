"""Parse printed numbers. macros/parse_number.sql has the same grammar; tests/number_spellings.py compares the two."""

import re
from decimal import Decimal
from typing import NamedTuple

from ingestion.memo import remembered
from ingestion.normalise import normalise

_LONGEST_NUMBER = 40
_CURRENCY = r"(?:¥|人民币|(?i:RMB|CNY)) ?:? ?"
_SIGN = r"[+\-−] ?"
# Digits in well-formed groups of three or ungrouped. Spaces are allowed next to the decimal point only.
_NUMERAL = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?: ?\. ?[0-9]{1,10})?"
# Footnote marks after a number: ①, ², *, [1], (注1), 注1.
_MARK = r"(?: ?(?:[²³¹⁰-₉①-⒛⓪-⓿❶-➓*※†‡]{1,3}|\[[0-9]{1,2}\]|〔[0-9]{1,2}〕|【[0-9]{1,2}】|\(?注[0-9]{0,2}\)?))?"
# 分, %, or a unit of money.
_SUFFIX = "(?:分|%|(?:[万亿]?[元圆][整正]?|[万亿])(?:人民币)?)"
_SIGNS = f"(?:(?P<sign>{_SIGN})(?:{_CURRENCY})?|(?:{_CURRENCY})?(?P<inner_sign>{_SIGN})?)"
_NUMBER = re.compile(f"{_SIGNS}(?P<numeral>{_NUMERAL}) ?(?P<suffix>{_SUFFIX})?{_MARK}")


class PrintedNumber(NamedTuple):
    """A number as printed, and its printed unit: 分, %, 元, 万元 or 亿元."""

    number: Decimal | None  # None if the text is not a plain number
    unit: str | None


@remembered(longest=_LONGEST_NUMBER)
def read_printed_number(text: str) -> PrintedNumber:
    """Return the number that a text consists of, with its unit.

    8, +8, 22.5, 8分, 98.5%, 3,075.00万元, ¥8, 人民币3075000元整, 3075000①, in full or half width.
    """
    match = _NUMBER.fullmatch(normalise(text)) if len(text) <= _LONGEST_NUMBER else None
    if match is None:
        return PrintedNumber(None, None)
    number = Decimal(match["numeral"].replace(",", "").replace(" ", ""))
    sign = match["sign"] or match["inner_sign"] or "+"
    return PrintedNumber(-number if sign[0] in "-−" else number, _name_unit(match["suffix"]))


def read_number(text: str) -> Decimal | None:
    """Return the points printed in a cell (8, +8, 22.5, 8分); None if it is not a plain number of points."""
    number, unit = read_printed_number(text)
    return number if unit in (None, "分") else None


def _name_unit(suffix: str | None) -> str | None:
    if suffix is None or suffix in ("分", "%"):
        return suffix
    return {"亿": "亿元", "万": "万元"}.get(suffix[0], "元")
