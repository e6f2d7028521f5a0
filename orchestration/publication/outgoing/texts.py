"""How the outgoing documents say amounts, rates, points, dates, and name their files."""

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from ingestion.normalise import strip_invisible
from orchestration.publication import formats

UNKNOWN = "不明"
_CHINA = timezone(timedelta(hours=8))
# Characters that a file system refuses, and the full-width ones that stand for them.
_REFUSED = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")
_LONGEST_NAME = 60  # characters, at most 240 bytes


def say_amount(yuan: Decimal | None, unknown_count: int = 0) -> str:
    """Return an amount of yuan in 万元, with the number of amounts that it leaves out."""
    if yuan is None:
        return "金额不明"
    left_out = f"（另有 {unknown_count:,} 份金额不明）" if unknown_count else ""
    return f"{formats.wan(yuan)} 万元{left_out}"


def show_amount(yuan: Decimal | None) -> str:
    """Return an amount of yuan in 万元 for a cell whose column names the unit."""
    return UNKNOWN if yuan is None else formats.wan(yuan)


def show_rate(rate: Decimal | None) -> str:
    """Return a rate as a percentage, as the report prints it."""
    return UNKNOWN if rate is None else formats.rate(rate)


def show_points(points: Decimal | None) -> str:
    """Return points."""
    return UNKNOWN if points is None else formats.summed(points)


def say_year(fiscal_year: int | None) -> str:
    """Return a fiscal year in words."""
    return "年度不明" if fiscal_year in (None, -1) else f"{fiscal_year}年度"


def say_date(released_at: str) -> str:
    """Return the day of a moment (ISO 8601), in China."""
    day = datetime.fromisoformat(released_at).astimezone(_CHINA)
    return f"{day.year}年{day.month}月{day.day}日"


def make_file_name(name: str) -> str:
    """Return a name that every file system accepts, without an ending."""
    plain = re.sub(r"\s+", " ", strip_invisible(name)).translate(_REFUSED).strip(" .")
    return plain[:_LONGEST_NAME].strip(" .")
