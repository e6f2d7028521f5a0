"""Find the blank boxes of choices in the ink of a line: recognition is less sure of □ than its drawing is clear."""

from collections.abc import Iterator

import cv2
import numpy as np

from ingestion.containers.picture.ink import Grey
from ingestion.containers.picture.recognise import Recognised

_BOX = "□"
_DRAWN = 0.99  # confidence of a box that is drawn at its place
_LEAST_SIDE = 0.4  # of the height of the line
_SQUARE = 1.25  # longer side in parts of the shorter one
_FILLED = 0.85  # part of a rectangle that a blank box covers


def confirm_boxes(ink: Grey, said: Recognised) -> Recognised:
    """Return what a line of ink (height x width) says, certain of each □ at whose place a blank square is drawn."""
    if _BOX not in said.text:
        return said
    height, width = ink.shape
    squares = list(_list_squares(ink))
    confidences = tuple(
        max(confidence, _DRAWN)
        if sign == _BOX and any(left - height / 4 <= place * width <= right + height / 4 for left, right in squares)
        else confidence
        for sign, confidence, place in zip(said.text, said.confidences, said.places, strict=True)
    )
    return said._replace(confidences=confidences)


def _list_squares(ink: Grey) -> Iterator[tuple[int, int]]:
    """Yield the left and right side of each square of white that is enclosed by ink."""
    least = _LEAST_SIDE * ink.shape[0]
    white = np.where(ink > 0, 0, 255).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=4)
    for left, top, wide, high, area in stats[1:].tolist():
        is_enclosed = left > 0 and top > 0 and left + wide < ink.shape[1] and top + high < ink.shape[0]
        is_square = max(wide, high) <= _SQUARE * min(wide, high) and area >= _FILLED * wide * high
        if is_enclosed and is_square and min(wide, high) >= least:
            yield left, left + wide
