"""Replace signs by others of the same kind: ideographs by ideographs, letters by letters, figures by figures."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator

from ingestion.lookalikes import replace_lookalikes

_LETTERS = "cdfghjqwz"  # which form no word, currency or tag that the reader knows
_WIDE = 0xFEE0  # distance of full-width letters and figures from the usual ones
_JOINING_AT_START = re.compile(r"[的或]|和(?![谐睦解])|与(?!会)|及(?![时格])")
_JOINING_AT_END = "的和与及或"
_PRIVATE = "\ue000"
_TAGS = range(0xE0000, 0xE1000)  # invisible letters, and selectors, which may carry a text


def find_kind(sign: str) -> str:
    """Return the kind of a sign: w of a word, d a figure, s white space or invisible, . any other."""
    category = unicodedata.category(sign)
    if category[0] == "L" or category == "Co" or sign == "〇":
        return "w"
    if category == "Nd":
        return "d"
    return "s" if sign.isspace() or category in ("Cf", "Cc", "Mn", "Me") else "."


def fold(text: str) -> str:
    """Return a text of the same length with each sign in its usual width and form, in lower case."""
    folded = (unicodedata.normalize("NFKC", sign) for sign in text)
    usual = "".join(new if len(new) == 1 else sign for sign, new in zip(text, folded, strict=True))
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in replace_lookalikes(usual))


class Substitution:
    """Replace texts. The same text becomes the same replacement; without the salt nobody can compute it."""

    def __init__(self, pool: str, salt: bytes):
        self._pool = pool
        self._salt = salt

    def replace_word(self, text: str) -> str:
        """Return a replacement of a text of words: each sign by another of its kind, white space as it is."""
        choices = self._draw("".join(sign for sign in text if find_kind(sign) != "s"))
        written = [self._replace(sign, next(choices)) if find_kind(sign) == "w" else sign for sign in text]
        if _JOINING_AT_START.match(text):
            written[0] = text[0]
        if text[-1:] in tuple(_JOINING_AT_END):
            written[-1] = text[-1]
        return "".join(written)

    def replace_figures(self, text: str) -> str:
        """Return a text of figures with other figures; one that is not 0 at the start stays so."""
        choices = self._draw(f"figures {text}")
        while True:
            written = "".join(
                self._replace_figure(sign, next(choices), is_first=not place) for place, sign in enumerate(text)
            )
            if written != text:
                return written

    def _replace(self, sign: str, choice: int) -> str:
        if unicodedata.category(sign) == "Co":
            return _PRIVATE
        wide = _WIDE if 0xFF00 <= ord(sign) <= 0xFF5E else 0
        usual = chr(ord(sign) - wide)
        if unicodedata.east_asian_width(sign) in "WF" and not wide:
            new = self._pool[choice % len(self._pool)]
            return new if new != sign else self._pool[(choice + 1) % len(self._pool)]
        letter = _LETTERS[choice % len(_LETTERS)]
        letter = letter if letter != usual.lower() else _LETTERS[(choice + 1) % len(_LETTERS)]
        return chr(ord(letter.upper() if usual.isupper() else letter) + wide)

    def _replace_figure(self, sign: str, choice: int, *, is_first: bool) -> str:
        value = unicodedata.decimal(sign)
        new = 1 + choice % 9 if is_first and value else choice % 10
        return chr(ord(sign) - value + new)

    def _draw(self, text: str) -> Iterator[int]:
        """Yield random numbers that depend on a text and the salt."""
        count = 0
        while True:
            digest = hmac.new(self._salt, f"{count} {text}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
            yield from (int.from_bytes(digest[place : place + 4], "big") for place in range(0, 32, 4))
            count += 1


def clean_hidden(text: str) -> str:
    """Return a text in which invisible signs that may spell a text are spaces of no width."""
    return "".join("\u200b" if ord(sign) in _TAGS else sign for sign in text)
