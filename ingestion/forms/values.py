"""The one grammar of printed numbers; macros/parse_number.sql holds to the same, by tests/number_spellings.py."""

import re
from decimal import Decimal
from functools import lru_cache

from ingestion.normalise import normalise

_LONGEST_NUMBER = 40
_CURRENCY = r"(?:¥|人民币|(?i:RMB|CNY)) ?:? ?"
_SIGN = r"[+\-−] ?"
# Digits in well-formed groups of three or in none. A space is folded beside the decimal point, nowhere else.
_NUMERAL = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?: ?\. ?[0-9]{1,10})?"
# Marks of a note behind a number: ①, ², *, [1], (注1), 注1.
_MARK = r"(?: ?(?:[²³¹⁰-₉①-⒛⓪-⓿❶-➓*※†‡]{1,3}|\[[0-9]{1,2}\]|〔[0-9]{1,2}〕|【[0-9]{1,2}】|\(?注[0-9]{0,2}\)?))?"
_UNITS = {"亿": Decimal(100_000_000), "万": Decimal(10_000)}
_POINT_SUFFIX = "分"
_AMOUNT_SUFFIX = "(?:[万亿]?[元圆][整正]?|[万亿])(?:人民币)?"


def _compile(suffix: str) -> re.Pattern[str]:
    sign = f"(?:(?P<sign>{_SIGN})(?:{_CURRENCY})?|(?:{_CURRENCY})?(?P<inner_sign>{_SIGN})?)"
    return re.compile(f"{sign}(?P<numeral>{_NUMERAL}) ?(?P<suffix>{suffix})?{_MARK}")


_POINTS = _compile(_POINT_SUFFIX)
_AMOUNT = _compile(_AMOUNT_SUFFIX)


@lru_cache(maxsize=4096)
def read_number(text: str) -> Decimal | None:
    """Points printed in a cell (8, +8, 22.5, 8分, full or half width); None where it is no plain number."""
    match = _match(_POINTS, text)
    return _read_numeral(match) if match else None


@lru_cache(maxsize=4096)
def read_amount(text: str, label_unit: str | None = None) -> Decimal | None:
    """An amount in yuan (3,075.00万元, ¥8, 人民币3075000元整); the label's unit holds where the cell prints none."""
    match = _match(_AMOUNT, text)
    if match is None:
        return None
    unit = match["suffix"] or label_unit or ""
    return _read_numeral(match) * _UNITS.get(unit[:1], Decimal(1))


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.fullmatch(normalise(text)) if len(text) <= _LONGEST_NUMBER else None


def _read_numeral(match: re.Match[str]) -> Decimal:
    number = Decimal(match["numeral"].replace(",", "").replace(" ", ""))
    return -number if (match["sign"] or match["inner_sign"] or "+")[0] in "-−" else number
