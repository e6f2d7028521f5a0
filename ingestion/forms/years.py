"""Read fiscal years in digits and Chinese numerals: 2022年度, （2022）, 二〇二二年度."""

import re

_NUMERALS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_YEAR_ALONE = re.compile(r"[(\[【]?(20\d\d)(?:年度|年)?[)\]】]?")


def spell_years(text: str) -> str:
    """Return the text with years in Chinese numerals converted to digits."""
    if "二" not in text:
        return text
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_NUMERALS), text)


def read_year_alone(text: str) -> int | None:
    """Return the year of a squashed text that contains only a year, else None."""
    match = _YEAR_ALONE.fullmatch(spell_years(text)) if len(text) <= 24 else None
    return int(match[1]) if match else None
