"""Find the ruled lines of a page and remove them from its ink."""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from ingestion.containers.picture.ink import Grey, Paper, as_grey
from ingestion.containers.printed.tables import Edge, make_edge

_SHORTEST = 12.0  # points: the side of a low row is longer, a stroke of body text is shorter
_GAP = 3.0  # points of a line that may be missing
_THICKEST = 3.5  # points
_SOFT = 1.5  # points: the soft edge of a line
_SMALLEST = 60.0  # points: a drawing that is smaller than this in width or height is no table


def find_ruling(paper: Paper) -> tuple[list[Edge], Grey]:
    """Return the ruled lines in points from the top left, and the ink without them."""
    ink, scale = paper.ink, paper.scale
    level = _find_lines(ink, (int(_SHORTEST * scale), 1), (int(_GAP * scale), 1))
    upright = _find_lines(ink, (1, int(_SHORTEST * scale)), (1, int(_GAP * scale)))
    around: Any = np.ones((2 * round(_SOFT * scale) + 1,) * 2, np.uint8)
    frames = _keep_large(cv2.dilate(cv2.bitwise_or(level, upright), around), int(_SMALLEST * scale))
    edges = [
        *(
            make_edge("h", (top + bottom) / 2 / scale, left / scale, right / scale)
            for left, top, right, bottom in _list_boxes(cv2.bitwise_and(level, frames))
            if bottom - top <= _THICKEST * scale and right - left >= _SHORTEST * scale
        ),
        *(
            make_edge("v", (left + right) / 2 / scale, top / scale, bottom / scale)
            for left, top, right, bottom in _list_boxes(cv2.bitwise_and(upright, frames))
            if right - left <= _THICKEST * scale and bottom - top >= _SHORTEST * scale
        ),
    ]
    return edges, as_grey(cv2.bitwise_and(ink, cv2.bitwise_not(frames)))


def _find_lines(ink: Grey, length: tuple[int, int], gap: tuple[int, int]) -> Grey:
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, length))
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, gap))
    return as_grey(closed)


def _keep_large(lines: Any, smallest: int) -> Grey:
    """Return the connected drawings of lines that are as large as a table."""
    picture = as_grey(lines)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(picture, connectivity=8)
    is_large = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= smallest
    is_large[0] = False
    return as_grey(np.where(is_large[labels], 255, 0))


def _list_boxes(lines: Any) -> Iterator[tuple[int, int, int, int]]:
    """Yield left, top, right and bottom of each connected line, in pixels."""
    picture = as_grey(lines)
    _, _, stats, _ = cv2.connectedComponentsWithStats(picture, connectivity=8)
    for left, top, width, height, _ in stats[1:].tolist():
        yield left, top, left + width, top + height
