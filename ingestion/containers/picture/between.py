"""Read a short text again, between two numbers of its page: recognition is least certain of a sign alone."""

import re
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import cv2
import numpy as np

from ingestion.containers.picture.ink import Grey, Paper, as_grey
from ingestion.containers.picture.lines import Strip
from ingestion.containers.picture.recognise import Recognised, fold, recognise

_LEAST, _MOST = 2, 4  # digits of a number that is set beside a text
_CERTAIN = 0.98  # confidence of such a number
_LINE = 1.6  # height of the line that is put together, in parts of the height of the digits
_FIRST_PAD, _SECOND_PAD, _TEXT_PAD = 0.5, 0.8, 0.7  # points
_PAPER_PERCENTILE = 85  # percentile of brightness that is paper
_PRINTED_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_STROKE_LIKE = frozenset("17")


class Number(NamedTuple):
    """A number that was read with certainty, and its place."""

    strip: Strip
    text: str


def choose_numbers(read: Sequence[tuple[Strip, Recognised]]) -> list[Number]:
    """Return two numbers of usual height among lines of text, different ones if there are any; fewer if a page has no
    others."""
    certain = [
        Number(strip, said.text)
        for strip, said in read
        if _LEAST <= len(said.text) <= _MOST and _PRINTED_NUMBER.fullmatch(said.text) and said.confidence >= _CERTAIN
    ]
    if not certain:
        return []
    usual = float(np.median([_measure_height(number.strip) for number in certain]))
    certain.sort(key=lambda number: (*_rank(number.text), abs(_measure_height(number.strip) - usual)))
    one, *others = certain
    # If the first is whole, so is the second.
    others = [number for number in others if number.text.isdigit() or not one.text.isdigit()]
    others.sort(key=lambda number: number.text == one.text)
    return [one, *others[:1]]


def read_between(paper: Paper, strips: Sequence[Strip], numbers: list[Number]) -> list[Recognised | None]:
    """Return the text of each strip, read four times between numbers. None where the readings differ, or where a
    number is not read as what it is. At least two readings have the confidence that is returned."""
    if not numbers or not strips:
        return [None] * len(strips)
    one, other = numbers[0], numbers[-1]
    height = round(_LINE * _measure_height(one.strip))
    cuts = [_cut(paper, one.strip, _FIRST_PAD, height), _cut(paper, other.strip, _SECOND_PAD, height)]
    orders = list(product((0, 1), repeat=2))
    texts = list(product((one.text, other.text), repeat=2))
    pictures = []
    for strip in strips:
        text = _cut(paper, strip, _TEXT_PAD, height)
        pictures += [_put_together([cuts[before], text, cuts[behind]]) for before, behind in orders]
    found = [_squash(said) for said in recognise(pictures)]
    agreed = []
    for place in range(0, len(found), len(orders)):
        readings = zip(found[place : place + len(orders)], texts, strict=True)
        agreed.append(_agree([_cut_out_middle(said, *neighbours) for said, neighbours in readings]))
    return agreed


def _rank(text: str) -> tuple[bool, bool, int]:
    """Return a sort key; numbers that help most come first: whole, without a digit like a stroke at an end, short."""
    return not text.isdigit(), text[0] in _STROKE_LIKE or text[-1] in _STROKE_LIKE, len(text)


def _measure_height(strip: Strip) -> int:
    return strip.bottom - strip.top


def _cut(paper: Paper, strip: Strip, pad: float, height: int) -> Grey:
    """Return the picture of a text in the middle of a line of a height in pixels, on paper of its own brightness."""
    around = round(pad * paper.scale)
    part = paper.grey[
        max(0, strip.top - around) : strip.bottom + around, max(0, strip.left - around) : strip.right + around
    ]
    excess = max(0, part.shape[0] - height) // 2
    part = part[excess : excess + height]
    line = as_grey(np.full((height, part.shape[1] + 2), np.percentile(part, _PAPER_PERCENTILE)))
    top = (height - part.shape[0]) // 2
    line[top : top + part.shape[0], 1:-1] = part
    return line


def _put_together(parts: list[Grey]) -> Grey:
    return as_grey(cv2.cvtColor(np.hstack(parts), cv2.COLOR_GRAY2BGR))


def _squash(said: Recognised) -> Recognised:
    """Return a line without its spaces, and without the places of its characters, which nobody reads."""
    kept = [place for place, sign in enumerate(said.text) if not sign.isspace()]
    return Recognised("".join(said.text[place] for place in kept), tuple(said.confidences[place] for place in kept), ())


def _cut_out_middle(said: Recognised, before: str, behind: str) -> Recognised | None:
    """Return what was read between two numbers, None if they were not read."""
    start, end = len(before), len(said.text) - len(behind)
    if not (said.text.startswith(before) and said.text.endswith(behind) and start < end):
        return None
    size = end - start
    return Recognised(
        said.text[start:end], said.confidences[start:end], tuple((place + 0.5) / size for place in range(size))
    )


def _agree(readings: list[Recognised | None]) -> Recognised | None:
    """Return the second most certain of equal readings; None if one is missing or they differ."""
    given = [said for said in readings if said is not None]
    if len(given) < len(readings) or len({fold(said.text) for said in given}) > 1:
        return None
    return sorted(given, key=lambda said: said.confidence)[-2]
