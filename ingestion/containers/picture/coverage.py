"""Find ink that no recognised character accounts for: recognition may leave out a blotted figure without a doubt."""

from typing import Any

import numpy as np

from ingestion.containers.picture.ink import Grey
from ingestion.containers.picture.recognise import Recognised

# Reach of a character on each side of its centre, in parts of the font size; a full-width character is 1 wide.
_FULL, _HALF, _FIGURE, _POINT, _WIDE_HALF = 0.68, 0.5, 0.36, 0.25, 0.75
_POINTS, _WIDE_SIGNS = frozenset(".,:;'"), frozenset("%≥≤><=+@&—WM")
_FLAT_SIGNS = frozenset("=＝")  # less high than wide
_CAPITALS = 1.3  # the font size, in parts of the height of a line of figures and half-width letters
_UNREAD = 0.24  # of the font size: ink of this width is at least most of a figure; read lines have up to 0.17


def has_unread_ink(ink: Grey, said: Recognised) -> bool:
    """Whether a line of ink (height x width) has a part that is not near any of its recognised characters."""
    height, width = ink.shape
    size = height if not said.text.isascii() else height * _CAPITALS
    if said.text in _FLAT_SIGNS:
        size = max(size, width)
    unread: Any = ink.any(axis=0)
    for sign, place in zip(said.text, said.places, strict=True):
        if not sign.isspace():
            reach = size * _measure_reach(sign)
            unread[max(0, int(place * width - reach)) : int(place * width + reach) + 1] = False
    edges = np.flatnonzero(np.diff(np.concatenate(([0], unread, [0]))))
    return bool(len(edges)) and float((edges[1::2] - edges[::2]).max()) > _UNREAD * size


def _measure_reach(sign: str) -> float:
    if sign.isdigit():
        return _FIGURE
    if sign in _POINTS:
        return _POINT
    if sign in _WIDE_SIGNS:
        return _WIDE_HALF
    return _HALF if sign.isascii() else _FULL
