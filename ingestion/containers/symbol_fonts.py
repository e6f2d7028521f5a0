"""Map characters of symbol fonts, in which signs have the codes of letters, to Unicode."""

import re
from functools import lru_cache

_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x78: "☒", 0xA1: "○", 0xA8: "☐",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐",
}  # fmt: skip
# The encoding of the font Symbol (Adobe), without its few signs of logic and parts of brackets.
_SYMBOL = {
    code: sign
    for first, signs in (
        (0x21, "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
        (0xA1, "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…"),
    )
    for code, sign in enumerate(signs, first)
}
_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings2": _WINGDINGS_2,
    "wingdings3": {},
    "webdings": {0x61: "✓", 0x63: "☐"},
}
# A subset of a font in a PDF has six letters before its name: ABCDEF+SymbolMT.
_AROUND_NAME = re.compile(r"^[a-z]{6}\+|mt$|-regular$| ")
UNREADABLE = "\ufffd"  # a sign without a known character
_PRIVATE = 0xF000  # start of the 256 codes that Word uses for symbols


def is_symbol_font(font: str) -> bool:
    """Whether a font prints symbols for letters and digits."""
    return _shorten(font) in _FONTS


def read_symbols(text: str, font: str) -> str:
    """Return text of a symbol font as printed; a symbol without a Unicode character becomes a private-use character."""
    table = _FONTS[_shorten(font)]
    return "".join(_read_symbol(sign, table) for sign in text)


def prints_signs(text: str, font: str) -> bool:
    """Whether a symbol font prints a text without letters and figures."""
    return is_symbol_font(font) and not any(map(str.isalnum, read_symbols(text, font)))


@lru_cache(maxsize=1024)
def _shorten(font: str) -> str:
    return _AROUND_NAME.sub("", font.lower())


def _read_symbol(sign: str, table: dict[int, str]) -> str:
    code = ord(sign)
    code = code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 256 else code
    if not 0x20 < code < 256 or code == 0xA0:
        return sign if code > 256 else " "
    return table.get(code, chr(_PRIVATE + code))
