"""Which cell of a PDF's tables each sign of a page belongs to."""

from bisect import bisect_left, bisect_right
from itertools import chain, takewhile
from typing import NamedTuple

from ingestion.containers.pdf.tables import TOLERANCE, Box
from ingestion.containers.pdf.text import Character

_OVER = 1.0  # points by which a sign stands over a border, and not beside it


class Run(NamedTuple):
    """Signs drawn one after the other at one height, and the clip that they are drawn in."""

    clip: Box | None
    characters: list[Character]

    @property
    def first_shown(self) -> Character | None:
        """The first sign that its clip lets through; None where it lets none through: the run is not printed."""
        if self.clip is None:
            return self.characters[0]
        return next((sign for sign in self.characters if _holds(self.clip, _find_centre(sign))), None)


def add_to_runs(runs: list[Run], character: Character, clip: Box | None) -> None:
    """Add a sign to the run that it goes on, or as a new one."""
    if not runs or runs[-1].clip != clip or not character.is_level_with(runs[-1].characters[-1]):
        runs.append(Run(clip, []))
    runs[-1].characters.append(character)


def sort_into(tables: list[list[Box]], runs: list[Run]) -> tuple[dict[Box, list[Character]], list[Character]]:
    """Signs by their cell, and those in none.

    What is clipped to one cell is that cell's, wherever it reaches, if any of it is shown; of other runs each sign is
    where its middle is. Punctuation that hangs over a border, and text that overflows it, go with what they follow.
    """
    boxes = sorted(chain.from_iterable(tables), key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    held: dict[Box, list[Character]] = {box: [] for box in boxes}
    outside: list[Character] = []
    outlines = [_outline(boxes) for boxes in tables]
    enclosing = {box for box in boxes for outline in outlines if _holds(box, outline[:2]) and _holds(box, outline[2:])}

    def find_box(point: tuple[float, float]) -> Box | None:
        is_near = any(_holds(outline, point) for outline in outlines)
        return next((box for box in boxes if _holds(box, point)), None) if is_near else None

    box: Box | None = None
    owners: dict[Box, Box] = {}
    for run in runs:
        if run.clip is None or run.clip in owners or not (first := run.first_shown):
            continue
        if (own := find_box(_find_centre(first))) and _encloses(own, run.clip):
            owners[run.clip] = own
    for run in runs:
        if run.clip in owners:
            held[owners[run.clip]] += run.characters
            continue
        if run.first_shown is None:
            continue
        before: Character | None = None
        overflows = False
        for character in run.characters:
            follows = before is not None and character.touches(before)
            overflows = follows and box is not None and (overflows or _overflows(character, run.clip, box))
            if not overflows and not (follows and character.is_closing):
                point = _find_centre(character)
                if box is None or box in enclosing or not _holds(box, point):
                    box = find_box(point)
            (outside if box is None else held[box]).append(character)
            before = character
    return held, outside


def find_open(texts: dict[Box, str]) -> set[Box]:
    """Blank cells at a table's bottom that a page's end may part from their text: where cells of their column stand
    for several rows each, a blank one has its text overleaf."""
    tops = sorted({box[1] for box in texts})
    bottom = max(box[3] for box in texts)
    columns: dict[float, list[Box]] = {}
    for box in sorted(texts, key=lambda box: box[1]):
        columns.setdefault(box[0], []).append(box)

    def spans_rows(box: Box) -> bool:
        return bisect_left(tops, box[3] - TOLERANCE) > bisect_right(tops, box[1])

    def is_open(column: list[Box]) -> bool:
        *above, last = column
        if texts[last] or last[3] < bottom - TOLERANCE:
            return False
        merged = list(takewhile(spans_rows, reversed(above)))
        single = above[: len(above) - len(merged)]
        return (bool(merged) or spans_rows(last)) and (not single or bool(texts[single[-1]]))

    return {column[-1] for column in columns.values() if is_open(column)}


def _overflows(character: Character, clip: Box | None, box: Box) -> bool:
    """Whether a sign stands over a cell's right border: a spreadsheet's text, too long for its cell, in a clip that is
    as high as the cell and goes on beside it."""
    return (
        clip is not None
        and box[1] - TOLERANCE <= clip[1]
        and clip[3] <= box[3] + TOLERANCE
        and character.left < box[2] - _OVER
        and character.right > box[2] + _OVER
        and not character.is_closing
    )


def _find_centre(character: Character) -> tuple[float, float]:
    return character.centre, character.middle


def _outline(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _holds(box: Box, point: tuple[float, ...]) -> bool:
    return box[0] <= point[0] < box[2] and box[1] <= point[1] < box[3]


def _encloses(box: Box, clip: Box) -> bool:
    return (
        box[0] - TOLERANCE <= clip[0]
        and box[1] - TOLERANCE <= clip[1]
        and clip[2] <= box[2] + TOLERANCE
        and clip[3] <= box[3] + TOLERANCE
    )
