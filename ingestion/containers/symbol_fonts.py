"""Map characters of symbol fonts, in which check boxes have the codes of letters, to Unicode."""

_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x78: "☒", 0xA1: "○", 0xA8: "☐",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": {}, "webdings": {0x61: "✓", 0x63: "☐"}}
_PRIVATE = 0xF000  # start of the 256 codes that Word uses for symbols


def is_symbol_font(font: str) -> bool:
    """Whether a font prints symbols for letters and digits."""
    return font.lower() in _FONTS


def read_symbols(text: str, font: str) -> str:
    """Return text of a symbol font as printed; a symbol without a Unicode character becomes a private-use character."""
    table = _FONTS[font.lower()]
    return "".join(_read_symbol(sign, table) for sign in text)


def _read_symbol(sign: str, table: dict[int, str]) -> str:
    code = ord(sign)
    code = code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 256 else code
    if not 0x20 < code < 256:
        return sign if code > 256 else " "
    return table.get(code, chr(_PRIVATE + code))
