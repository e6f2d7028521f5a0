"""Decide whether text of one colour is visible on another colour."""

import math
import re
from typing import NamedTuple

Colour = tuple[int, int, int]  # red, green, blue, 0 to 255

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)


class Paint(NamedTuple):
    """A colour, None if unknown, and whether it is invisible (transparent)."""

    colour: Colour | None
    is_clear: bool = False


UNKNOWN = Paint(None)
CLEAR = Paint(BLACK, is_clear=True)

_HEX = re.compile("[0-9A-Fa-f]{6}")
_NEARLY_WHITE = 240  # of each part
# Contrast ratios as defined by WCAG; black on white has 21. White text needs a higher ratio, since it is invisible on
# unshaded paper; light grey text has 1.4 on white and can be read.
_CONTRAST, _CONTRAST_OF_WHITE = 1.15, 1.7


def read_hex(text: str) -> Colour | None:
    """Return the colour of six hexadecimal digits; None for any other text (`auto`)."""
    if not _HEX.fullmatch(text):
        return None
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def is_seen(text: Colour | None, behind: Colour | None) -> bool:
    """Whether text of a colour is visible on its background; an unknown colour is assumed visible."""
    if text is None or behind is None:
        return True
    if text == behind:
        return False
    darker, lighter = sorted((_measure_light(text), _measure_light(behind)))
    needed = _CONTRAST_OF_WHITE if min(text) >= _NEARLY_WHITE else _CONTRAST
    return (lighter + 0.05) / (darker + 0.05) >= needed


def _measure_light(colour: Colour) -> float:
    red, green, blue = (math.pow(part / 255, 2.2) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
