"""Convert typed cells of a spreadsheet to canonical text, equivalent to the text that a printed form has.

The printed text of a cell depends on its value and its number format. The conversion is:

- text as it is, tabs as spaces, line breaks as "\\n", with text that the format prints around it (120 as @"万元" is
  120万元);
- numbers without insignificant zeros, exponents or thousands separators, with at most 15 significant digits, the
  precision of spreadsheets (735.0 is 735, 0.1+0.2 is 0.3), and at most 9 decimals, the precision to which forms are
  read; numbers are not rounded to the decimals that the format shows;
- a number with a percent format as percent (0.9835 is 98.35%), one with text before or after its digits with the text
  (50 as "≥"0"人次" is ≥50人次, 3075 as 0.00"万元" is 3075万元), one that the format scales as scaled (30750 as
  0!.0,"万" is 3.075万); signs of the yuan are left out, and another currency (US$3075000) is always put before the
  digits;
- dates as 2020-05-14, with the time if there is one (2020-05-14 09:30), times as 09:30 or 09:30:15, durations alike;
- TRUE and FALSE, and errors as printed (#DIV/0!), never blank;
- a blank if the format prints nothing (;;;).
"""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ingestion.containers.unshown import FOREIGN_CURRENCY, HIDDEN, ROUNDED
from ingestion.containers.workbook.number_formats import find_section, prints_nothing, read_format, read_text_format

CellValue = str | bool | int | float | date | time | timedelta | None

# Escapes of xlsx for characters that XML does not allow: _x000D_.
_CONTROL_ESCAPE = re.compile(r"_x(00[01][0-9A-Fa-f]|[Ff]{3}[EeFf])_")
_SIGNIFICANT_DIGITS = 15
_LAST_DECIMAL = -9
_CLOSE = Decimal("0.001")  # of a number: rounding that changes it by less is usual, such as that of a rate


def print_cell(
    value: CellValue, number_format: str, reason: str = "", *, hides_zeros: bool = False
) -> tuple[str, list[tuple[str, str]]]:
    """Return the printed text of a cell's value, and code and text of a value that is not printed as it is.

    `reason` is the code of a notice if the font hides the value; `hides_zeros` is true for a sheet that does not show
    zeros. The text of a rounded number has the number as it is shown, and in brackets as it is stored.
    """
    text = spell_cell(value, number_format)
    if not text:
        return "", []
    if code := reason or find_notice(value, number_format, hides_zeros=hides_zeros):
        return ("" if code != FOREIGN_CURRENCY else text), [(code, text)]
    shown = _round_as_shown(value, number_format) if isinstance(value, int | float) and value else ""
    return text, [(ROUNDED, f"{shown} ({text})")] if shown else []


def spell_cell(value: CellValue, number_format: str) -> str:
    """Return the text of a cell's value, "" if it has none. The module docstring defines the conversion."""
    if value is None:
        return ""
    if isinstance(value, str):
        before, after = read_text_format(number_format)
        return before + _spell_text(value) + after if value.strip() else _spell_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _spell_number(value, number_format)
    if isinstance(value, timedelta):
        return _spell_duration(value)
    if isinstance(value, time):
        return _spell_time(value)
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) != (0, 0, 0):
        return f"{value.isoformat()[:10]} {_spell_time(value.time())}"
    return value.isoformat()[:10]


def find_notice(value: CellValue, number_format: str, *, hides_zeros: bool = False) -> str:
    """Return the code of the notice for a value with a number format, blank if there is none.

    `hides_zeros` is true for a sheet that does not show zeros.
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and value == 0 and hides_zeros:
        return HIDDEN
    if value is None or value == "" or number_format == "General":
        return ""
    if prints_nothing(value, number_format):
        return HIDDEN
    return FOREIGN_CURRENCY if is_number and read_format(number_format).currency else ""


def _spell_text(text: str) -> str:
    if "_x" in text:
        text = _CONTROL_ESCAPE.sub(_resolve_escape, text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\t", " ")


def _resolve_escape(escape: re.Match[str]) -> str:
    sign = chr(int(escape[1], 16))
    return sign if sign in "\t\n\r" else ""


def _spell_number(value: float, number_format: str) -> str:
    if not math.isfinite(value):
        return "#NUM!"
    section = read_format(find_section(value, number_format) or number_format)
    number = _scale(value, section.shift)
    if int(number.as_tuple().exponent) < _LAST_DECIMAL:
        number = round(number, -_LAST_DECIMAL)
    # A number in a format of text only is shown as a text.
    is_text = "@" in number_format and ";" not in number_format
    before, after = read_text_format(number_format) if is_text else (section.lead, section.unit)
    return section.currency + before + _spell_decimal(number) + after


def _scale(value: float, shift: int) -> Decimal:
    """Return a number with its significant digits, multiplied by a power of ten."""
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{_SIGNIFICANT_DIGITS}g"))
    return number.scaleb(shift) if shift else number


def _spell_decimal(number: Decimal) -> str:
    digits = format(number, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _round_as_shown(value: float, number_format: str) -> str:
    """Return a number as its format shows it if rounding changes it noticeably, else a blank."""
    section = read_format(find_section(value, number_format) or number_format)
    if section.decimals is None or isinstance(value, bool) or not math.isfinite(value):
        return ""
    number = _scale(value, section.shift)
    shown = number.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)
    return _spell_decimal(shown) + section.unit if abs(shown - number) > abs(number) * _CLOSE else ""


def _spell_time(value: time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def _spell_duration(value: timedelta) -> str:
    seconds = round(abs(value).total_seconds())
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if seconds % 60:
        text += f":{seconds % 60:02}"
    return f"-{text}" if value < timedelta() else text
