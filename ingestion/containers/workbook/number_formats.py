"""Parse the number formats of spreadsheets: scale, printed unit or currency, and hidden values."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_FORMAT_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\[\]-]*)(?:-[^\[\]]*)?\]|\[[^\[\]]*\]'
    r"|(?P<digit>General|G/通用格式|[0#?])|(?P<exponent>E[+-])|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_NO_UNIT = " ()-+"  # characters that accounting formats print around a number
_CONDITION = re.compile(r"\[(<=|>=|<>|=|<|>)(-?\d+(?:\.\d+)?)\]")
_FOREIGN_CURRENCY = re.compile(
    r"[A-Z]{0,3}[$£€₤₡₣₦₨₩₪₫₭₮₱₲₴₵₸₹₺₽₾฿]"
    r"|(?<![A-Za-z])(?:USD|EUR|JPY|GBP|HKD|MOP|TWD|NTD|KRW|SGD|AUD|CAD|NZD|CHF|RUB|THB|INR|MYR|VND)(?![A-Za-z])"
    r"|美[元金]|[港澳]币|港元|澳元|[欧日韩加纽]元|日[圆円]|英镑|[新台]台?币|新加坡元|瑞士法郎|卢布|泰铢"
)
_YUAN_SIGNS = ("¥", "￥")
_YUAN = (*_YUAN_SIGNS, "CN¥", "CNY", "RMB")
_YUAN_BEFORE = re.compile("¥|￥|CN¥|CNY|RMB|人民币", re.IGNORECASE)
_NOT_FIXED = re.compile(r"General|G/通用格式|E[+-]|[#?0] ?/|\[DBNum", re.IGNORECASE)  # also fractions, figures in words
_COMPARED = ("<", "=", ">")  # signs that a format prints without quotes
_JAPANESE = re.compile("ja.*|[0-9A-F]*411", re.IGNORECASE)
_AMERICAN = ("", "409", "en-us")


class NumberFormat(NamedTuple):
    """The power of ten by which a printed number is multiplied, the text before and after its digits, a currency other
    than yuan, and the number of its decimals, None if the format does not fix it."""

    shift: int
    lead: str
    unit: str
    currency: str
    decimals: int | None


@lru_cache(maxsize=1024)
def read_format(number_format: str) -> NumberFormat:
    """Parse the first section of a format, which applies to positive numbers."""
    scaling_commas = percents = moved_point = decimals = 0
    has_digits = is_behind_point = False
    lead = unit = literals = currency = ""
    for kind, text, whole in _split_format(number_format):
        if kind == "digit":
            # Only text after the last digit is a unit; a literal point between digits shifts the number.
            moved_point += 1 if moved_point or (has_digits and unit == ".") else 0
            scaling_commas = scaling_commas if is_behind_point else 0
            decimals += is_behind_point or moved_point > 0
            lead = lead if has_digits else unit
            has_digits, unit = True, ""
            continue
        if kind == "currency" and (own := _read_currency(text, whole)):
            currency = own
            continue
        literals += text
        if kind == "sign" and text == ",":
            scaling_commas += 1
        elif kind == "sign" and text == ".":
            is_behind_point = True
        elif kind == "sign" and text == "%":
            percents += 1
            unit += text
        elif kind != "sign" or not text.isascii() or text in _COMPARED:
            unit += text
    if not currency and (foreign := _FOREIGN_CURRENCY.search(literals)):
        currency = "US$" if foreign[0] == "$" else foreign[0]
        lead, unit = lead.replace(foreign[0], ""), unit.replace(foreign[0], "")
    shift = 2 * percents - 3 * scaling_commas - moved_point
    unit = unit.strip(_NO_UNIT) if has_digits else ""
    lead = _YUAN_BEFORE.sub("", lead).strip(_NO_UNIT + "%") if has_digits else ""
    unit = unit + "%" if percents and "%" not in unit else unit
    is_fixed = has_digits and not _NOT_FIXED.search(number_format)
    return NumberFormat(shift, lead, unit, currency, decimals if is_fixed else None)


@lru_cache(maxsize=1024)
def read_text_format(number_format: str) -> tuple[str, str]:
    """Return what a format prints before and after a text: its section with @, the fourth or the last one."""
    if number_format == "@" or "@" not in number_format:
        return "", ""
    sections = _split_sections(number_format)
    around = ["", ""]
    is_behind = False
    for kind, text, _ in _split_format(sections[3] if len(sections) > 3 else sections[-1]):
        if kind == "sign" and text == "@":
            is_behind = True
        elif kind in ("quoted", "escaped") or not text.isascii() or text in _COMPARED:
            around[is_behind] += text
    return (around[0].strip(), around[1].strip()) if is_behind else ("", "")


def prints_nothing(value: object, number_format: str) -> bool:
    """Whether a format hides a value: the section for the value is blank, as all sections of `;;;` are."""
    if ";" not in number_format:
        return False
    if isinstance(value, str):
        sections = _split_sections(number_format)
        return len(sections) > 3 and _is_blank(sections[3])
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 1.0
    if (section := find_section(number, number_format)) is not None:
        return _is_blank(section)
    return _is_hidden(number_format, (number > 0) - (number < 0))


def find_section(number: float, number_format: str) -> str | None:
    """Return the section of a format with conditions ([>=10000]) that applies to a number; None for other formats."""
    if "[" not in number_format:
        return None
    sections = _split_sections(number_format)
    conditions = [*map(_CONDITION.search, sections)]
    if not any(conditions):
        return None
    return next(
        (
            section
            for section, condition in zip(sections, conditions, strict=True)
            if condition is None or _holds(number, condition[1], float(condition[2]))
        ),
        "#",  # no section applies: the cell is filled with signs, whatever its number is
    )


@lru_cache(maxsize=1024)
def _is_hidden(number_format: str, sign: int) -> bool:
    sections = _split_sections(number_format)
    if len(sections) < 3:  # with two sections, programs differ on a blank section for negative numbers
        return False
    return _is_blank(sections[{1: 0, -1: 1, 0: 2}[sign]])


@lru_cache(maxsize=1024)
def _split_sections(number_format: str) -> tuple[str, ...]:
    sections = [""]
    for part in _FORMAT_PART.finditer(number_format):
        if part[0] == ";":
            sections.append("")
        else:
            sections[-1] += part[0]
    return tuple(sections)


def _is_blank(section: str) -> bool:
    return not any(part.lastgroup and part[part.lastgroup].strip() for part in _FORMAT_PART.finditer(section))


def _holds(number: float, sign: str, bound: float) -> bool:
    is_equal, is_less = number == bound, number < bound
    return {
        "=": is_equal, "<>": not is_equal, "<": is_less, "<=": is_less or is_equal,
        ">": not is_less and not is_equal, ">=": not is_less,
    }[sign]  # fmt: skip


def _read_currency(symbol: str, whole: str) -> str:
    """Return a currency other than yuan from a symbol in brackets with its locale; blank for any other text."""
    symbol = symbol.strip()
    locale = whole[2:-1].partition("-")[2]
    if symbol in _YUAN_SIGNS and _JAPANESE.fullmatch(locale):
        return "JP¥"
    if not symbol or symbol.upper() in _YUAN:
        return ""
    if symbol == "$":
        return "US$" if locale.lower() in _AMERICAN else "$"
    is_latin = any(sign.isalpha() and sign < "\u2e80" for sign in symbol)
    return symbol if is_latin or _FOREIGN_CURRENCY.search(symbol) else ""


def _split_format(number_format: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind (digit, sign, or one of the literals), text and spelling of each part of a format's first section."""
    for part in _FORMAT_PART.finditer(number_format):
        kind = part.lastgroup
        if kind == "exponent" or part[0] == ";":
            return
        if kind is not None:
            yield kind, part[kind], part[0]
