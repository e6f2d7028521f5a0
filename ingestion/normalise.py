"""Normalise text for comparison (NFKC, spaces, HTML to text) and for display (HTML to text only)."""

import html
import re
import unicodedata

from ingestion.lookalikes import replace_lookalikes
from ingestion.memo import remembered

_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|tr|table|tbody|thead|h[1-6]|hr)\b[^<>]*>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:span|strong|b|i|u|em|font|a|td|th|sub|sup|img|o:p)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]+);", re.IGNORECASE)
# Characters that a reader does not see: control, format, private use, surrogates, noncharacters, variation selectors,
# fillers, tags. Only the verbatim text keeps them.
_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ue000-\uf8ff"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
)
_BREAKS = "\x0b\x0c\x85\u2028\u2029"
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_STRIPPED = re.compile(f"[{_UNSEEN}{_BREAKS}\U00010000-\U0010ffff]")
_RARE = re.compile("[\U00010000-\U0010ffff]")
_RARE_INVISIBLE = re.compile(
    "[\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xE0000, 0x10000))
    + "]"
)
# A run that is shown from right to left, whatever its characters are; brackets are mirrored in it.
_TURNED = re.compile("\u202e([^\u202a-\u202e\u2066-\u2069\n]*)\u202c")
_OTHER_HAND = str.maketrans("()（）[]【】<>《》〈〉「」『』{}", ")(）（][】【><》《〉〈」「』『}{")
_LINE_BREAK = re.compile(f"[{_BREAKS}]")
# Circled, raised and bracketed figures are marks, not digits: NFKC would make 30750000① ten times the amount.
_MARKED_FIGURE = re.compile("([²³¹¼-¾⁰-₉⅐-↋①-⒛⓪-⓿❶-➓㈠-㈩㉈-㉏㉑-㉟㊀-㊉㊱-㊿]+)")
_WIDE_MARKS = [(mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；（）％！？"]
_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(%?)")
# Fillers of an empty cell: any number of strokes, or one of the words. macros/parse_number.sql has the same list;
# tests/warehouse/test_values.py compares the two.
_STROKES = re.compile(r"[-‐‑‒–—―−─_/\\]*")
NOTHING_WORDS = frozenset({"无", "暂无", "没有", "不适用", "空", "n/a", "na"})


def strip_invisible(text: str) -> str:
    """Return the text without invisible characters; other line separators become line feeds.

    A run that a right-to-left override reverses is returned as it is shown.
    """
    if not _STRIPPED.search(text):
        return text
    if "\u202e" in text:
        text = _TURNED.sub(lambda run: run[1][::-1].translate(_OTHER_HAND), text)
    text = _INVISIBLE.sub("", text)
    if _RARE.search(text):
        text = _RARE_INVISIBLE.sub("", text)
    return _LINE_BREAK.sub("\n", text)


@remembered(longest=64)
def to_plain(text: str) -> str:
    """Return text for people: HTML tags and entities resolved, blocks as lines, no invisible characters."""
    if "<" in text and ">" in text:
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", text))
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if not text.isascii() or not text.isprintable():
        text = strip_invisible(text)
    if "\n" in text:
        return "\n".join(line for part in text.split("\n") if (line := part.strip()))
    return text.strip()


@remembered(longest=64, most=16_384)
def normalise(text: str) -> str:
    """Return text for keys, matching and numbers.

    HTML to text, NFKC (full to half width), lookalikes replaced, white space folded.
    """
    return fold_plain(to_plain(text))


def fold_plain(text: str) -> str:
    """Return normalised text from plain text."""
    return " ".join((text if text.isascii() else _fold_width(replace_lookalikes(text))).split())


def _fold_width(text: str) -> str:
    """Return the text in NFKC, except for marked figures.

    Replacing a character by its own NFKC never changes the NFKC of a text, and a text that is in NFKC is its own: only
    the few texts that are not, after replacing the usual full-width marks, are converted.
    """
    for wide, narrow in _WIDE_MARKS:
        text = text.replace(wide, narrow)
    if unicodedata.is_normalized("NFKC", text):
        return text
    parts = _MARKED_FIGURE.split(text)
    return "".join(part if place % 2 else unicodedata.normalize("NFKC", part) for place, part in enumerate(parts))


@remembered(longest=64)
def squash(text: str) -> str:
    """Return a label for comparison: normalised, without white space (项 目 名 称 becomes 项目名称)."""
    return normalise(text).replace(" ", "")


@remembered(longest=40)
def fold_number(text: str) -> str:
    """Return a plain number without separators and insignificant zeros; return any other text unchanged.

    30,750,000.00 in a text equals 30750000 in a typed cell of a workbook, and 98.00% equals 98%.
    """
    match = _FIGURE.fullmatch(text) if len(text) <= 40 else None
    if match is None:
        return text
    whole, decimals, percent = match.groups(default="")
    decimals = decimals.rstrip("0")
    return (whole.replace(",", "").lstrip("0") or "0") + (f".{decimals}" if decimals else "") + percent


def is_nothing(text: str) -> bool:
    """Whether a cell has no value: it is blank, or contains only strokes or a filler word (无)."""
    if len(text) > 64:
        return False
    mark = squash(text)
    return _STROKES.fullmatch(mark) is not None or mark.rstrip(".。").lower() in NOTHING_WORDS
