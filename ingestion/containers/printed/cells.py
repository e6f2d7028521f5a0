"""Assign the characters of a page to the cells of its tables."""

from itertools import chain
from typing import NamedTuple

from ingestion.containers.printed.tables import TOLERANCE, Box
from ingestion.containers.printed.text import Character

_OVER = 1.0  # points by which a character crosses a border


class Run(NamedTuple):
    """Characters drawn consecutively at one height, and their clip."""

    clip: Box | None
    characters: list[Character]

    @property
    def first_shown(self) -> Character | None:
        """Return the first character inside the clip; None if there is none and the run is not printed."""
        if self.clip is None:
            return self.characters[0]
        return next((sign for sign in self.characters if _holds(self.clip, _find_centre(sign))), None)


def add_to_runs(runs: list[Run], character: Character, clip: Box | None) -> None:
    """Add a character to the run that it continues, or start a new run."""
    if not runs or runs[-1].clip != clip or not character.is_level_with(runs[-1].characters[-1]):
        runs.append(Run(clip, []))
    runs[-1].characters.append(character)


def sort_into(tables: list[list[Box]], runs: list[Run]) -> tuple[dict[Box, list[Character]], list[Character]]:
    """Return characters by cell, and those outside of cells.

    A run clipped to one cell belongs to that cell if any of it is visible. In other runs, each character belongs to the
    cell that contains its centre. Punctuation and text that overflow a border belong to the cell of the text before.
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


def _overflows(character: Character, clip: Box | None, box: Box) -> bool:
    """Whether a character overflows the right border of a cell: text of a spreadsheet that is too long for its cell, in
    a clip of the cell's height that extends over the next cell."""
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
