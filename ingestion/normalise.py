"""Text as it is compared (NFKC, spaces, HTML to text) and as it is shown (HTML to text only)."""

import html
import re
import unicodedata
from functools import lru_cache

_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|tr|table|tbody|thead|h[1-6]|hr)\b[^<>]*>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:span|strong|b|i|u|em|font|a|td|th|sub|sup|img|o:p)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]+);", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Circled, raised and bracketed figures are marks of their own: NFKC would make 30750000① ten times the amount.
_MARKED_FIGURE = re.compile("([²³¹¼-¾⁰-₉⅐-↋①-⒛⓪-⓿❶-➓㈠-㈩㉈-㉏㉑-㉟㊀-㊉㊱-㊿]+)")
_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(%?)")
_NOTHING_MARKS = frozenset({"", "-", "--", "/", "—", "——", "–"})


def to_plain(text: str) -> str:
    """Text for people: HTML tags and entities resolved, blocks as lines, punctuation as printed."""
    if "<" in text and ">" in text:
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", text))
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if "\n" in text:
        return "\n".join(line for part in text.split("\n") if (line := part.strip()))
    return text.strip()


def _normalise(text: str) -> str:
    text = to_plain(text)
    parts = _MARKED_FIGURE.split(text)
    text = "".join(part if place % 2 else unicodedata.normalize("NFKC", part) for place, part in enumerate(parts))
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


_normalise_short = lru_cache(maxsize=65_536)(_normalise)


def normalise(text: str) -> str:
    """Text for keys, matching and numbers: HTML to text, NFKC (full to half width), white space folded."""
    return _normalise_short(text) if len(text) <= 64 else _normalise(text)


@lru_cache(maxsize=65_536)
def squash(text: str) -> str:
    """A label as it is compared: normalised, without any white space (项 目 名 称 is 项目名称)."""
    return normalise(text).replace(" ", "")


def fold_number(text: str) -> str:
    """A normalised text for comparing contents: a plain figure without separators and idle zeros, else as it is.

    30,750,000.00 in a text and 30750000 in a typed cell of a workbook say the same, as do 98.00% and 98%.
    """
    match = _FIGURE.fullmatch(text) if len(text) <= 40 else None
    if match is None:
        return text
    whole, decimals, percent = match.groups(default="")
    decimals = decimals.rstrip("0")
    return (whole.replace(",", "").lstrip("0") or "0") + (f".{decimals}" if decimals else "") + percent


def is_nothing(text: str) -> bool:
    """Whether a cell says nothing: blank, or a dash or slash that fills it in."""
    return not text or (len(text) <= 64 and squash(text) in _NOTHING_MARKS)
