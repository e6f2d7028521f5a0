"""Write amounts, points, rates and dates as officials do."""

from datetime import date
from decimal import Decimal

CHINESE_DIGITS = "〇一二三四五六七八九"
UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


def print_amount(yuan: Decimal, unit: str, style: str = "commas") -> str:
    """Return an amount in a unit: `commas` 3,075,000.00, `plain` 3075000.00, `short` without trailing zeros."""
    number = yuan / UNITS[unit]
    if style == "short":
        return print_points(number)
    places = max(2, -int(number.normalize().as_tuple().exponent))
    return f"{number:,.{places}f}" if style == "commas" else f"{number:.{places}f}"


def print_points(points: Decimal | None) -> str:
    """Return points without trailing zeros; a blank for None."""
    return "" if points is None else f"{points.normalize():f}"


def print_rate(rate: Decimal, style: str = "percent") -> str:
    """Return a rate: `percent` 98.35%, `bare` 98.35, `fraction` 0.9835."""
    if style == "fraction":
        return f"{rate.normalize():f}"
    percent = f"{rate * 100:.2f}"
    return percent if style == "bare" else f"{percent}%"


def print_date(day: date, style: str = "iso") -> str:
    """Return a date in one of the formats of officials."""
    if style == "chinese":
        return f"{day.year}年{day.month}月{day.day}日"
    if style == "slashes":
        return f"{day.year}/{day.month}/{day.day}"
    if style == "dots":
        return f"{day.year}.{day.month:02d}.{day.day:02d}"
    if style == "numerals":
        return f"{print_year(day.year)}年{print_small(day.month)}月{print_small(day.day)}日"
    if style == "two_digits":
        return f"{day.year % 100}年{day.month}月{day.day}日"
    if style == "serial":
        return str((day - date(1899, 12, 30)).days)
    return day.isoformat()


def print_year(year: int) -> str:
    """Return a year in Chinese numerals: 二〇二二."""
    return "".join(CHINESE_DIGITS[int(digit)] for digit in str(year))


def print_small(number: int) -> str:
    """Return a number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{CHINESE_DIGITS[tens]}十"
    return head + (CHINESE_DIGITS[ones] if ones else "")
