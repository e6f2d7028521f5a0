"""Find the lines of text in an area of a page, by its rows of ink."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np

from ingestion.containers.picture.ink import Grey, as_grey

_INSET = 1.2  # points from a border
_JOINED = 1.6  # points of white within a line of text, such as between the strokes of 三
_REST = 2.0  # points: the most that remains of a border
_FLAT = 0.45  # of a usual line's height: strokes that belong to a line above or below


class Strip(NamedTuple):
    """The place of a line of text on a page, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


def find_strips(ink: Grey, area: tuple[float, float, float, float], scale: float, usual: float) -> list[Strip]:
    """Return the lines of text in an area (left, top, right, bottom in points), from top to bottom.

    `usual` is the height of a usual line in points.
    """
    left, top, right, bottom = (round(side * scale) for side in area)
    inset = round(_INSET * scale)
    part = ink[max(0, top + inset) : bottom - inset, max(0, left + inset) : right - inset]
    strips = []
    part = _drop_borders(part, scale)
    for start, end in _join(list(_list_runs(part.any(axis=1))), scale, usual):
        columns = np.flatnonzero(part[start:end].any(axis=0))
        strips.append(
            Strip(
                left + inset + int(columns[0]), top + inset + start, left + inset + int(columns[-1]) + 1,
                top + inset + end,
            )
        )  # fmt: skip
    return strips


def _drop_borders(part: Grey, scale: float) -> Grey:
    """Return the ink of an area without what remains of its borders: thin strokes that touch its edge."""
    height, width = part.shape
    if not part.any():
        return part
    _, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    left, top, wide, high = (stats[:, column] for column in range(4))
    touches = (left == 0) | (top == 0) | (left + wide == width) | (top + high == height)
    is_border = touches & (np.minimum(wide, high) <= _REST * scale)
    is_border[0] = False
    return as_grey(np.where(is_border[labels], 0, part))


def _list_runs(is_inked: Any) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of rows with ink."""
    padded = np.concatenate(([False], is_inked, [False]))
    changes = np.flatnonzero(padded[1:] != padded[:-1])
    yield from zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True)


def _join(runs: list[tuple[int, int]], scale: float, usual: float) -> list[tuple[int, int]]:
    """Join runs that are strokes of one line: near each other, and together not higher than a line."""
    joined = list(runs)
    while True:
        gaps = [
            (below[0] - above[1], place)
            for place, (above, below) in enumerate(pairwise(joined))
            if below[0] - above[1] <= _JOINED * scale
            and below[1] - above[0] <= 1.2 * usual * scale
            and min(above[1] - above[0], below[1] - below[0]) <= _FLAT * usual * scale
        ]
        if not gaps:
            return joined
        _, place = min(gaps)
        joined[place : place + 2] = [(joined[place][0], joined[place + 1][1])]
