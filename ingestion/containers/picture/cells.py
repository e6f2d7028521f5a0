"""Read the lines of text of cells, and read what is not certain again in another way."""

from typing import NamedTuple

import cv2
import numpy as np

from ingestion.containers.picture.between import choose_numbers, read_between
from ingestion.containers.picture.boxes import confirm_boxes
from ingestion.containers.picture.coverage import has_unread_ink
from ingestion.containers.picture.ink import Grey, Paper, as_grey
from ingestion.containers.picture.lines import Strip
from ingestion.containers.picture.recognise import Recognised, fold, recognise
from ingestion.containers.result import LEAST_CONFIDENCE, LEAST_OF_ONE, LONE_SIGNS

_USUAL = 8.0  # points: lower strips are cut out with white above and below
_PAD, _SECOND_PAD = 1.0, 1.5  # points around a line
_SECOND_WIDTH = 1.15  # of a line that is read again
_FLAT, _WIDE = 2.4, 4.0  # points: a stroke that is not higher, and at least this wide, is a dash
_DASH, _STROKE = Recognised("—", (1.0,), (0.5,)), Recognised("—", (0.0,), (0.5,))
_NARROW = 1.7  # of its height: recognition needs more than one or two signs
_TILES = 3
_SHORT = 16.0  # of its height: the longest text whose lines are read as one
_FEW = 2  # signs, of which recognition is least sure
_PARTLY_READ = 0.3  # confidence of a cell with ink that was not read, at most
_CONTRADICTED = 0.5  # confidence of a cell that reads differently the second time, at most


class Said(NamedTuple):
    """The lines of a cell as recognised, their confidence, and another reading.

    The other reading contradicts, unless it is of three copies of the line that were not read alike.
    """

    lines: list[Recognised]
    confidence: float
    alternative: str | None = None
    is_contradicted: bool = False

    @property
    def text(self) -> str:
        """Return the text of all lines."""
        return "".join(line.text for line in self.lines)


def read_cells(paper: Paper, cells: list[list[Strip]]) -> list[Said]:
    """Return what each cell says; a cell is its lines of text from top to bottom.

    A cell that is not certain, has figures, or has few signs is read a second time from another cut: its lines as one,
    a narrow line three times in a row, any other line wider. Where the readings differ, the more certain one is
    returned, with little confidence, and the other as its alternative. A narrow line that is still not certain is read
    between numbers of the page.
    """
    first = _read_first(paper, cells)
    again = [place for place, said in enumerate(first) if said.lines and _needs_proof(said)]
    second = _read_second(paper, [cells[place] for place in again], [first[place] for place in again])
    settled = list(first)
    for place, other in zip(again, second, strict=True):
        settled[place] = _settle(first[place], other)
    third = _read_third(paper, cells, settled)
    for place, cell in enumerate(cells):
        said = third.get(place, settled[place])
        if _is_partly_read(paper, cell, third.get(place, first[place])):
            said = said._replace(confidence=min(said.confidence, _PARTLY_READ))
        settled[place] = said
    return settled


def read_lines(paper: Paper, strips: list[Strip]) -> list[Recognised]:
    """Return what lines of text say, read once."""
    return recognise([_cut(paper, strip, _PAD) for strip in strips])


def _is_partly_read(paper: Paper, cell: list[Strip], said: Said) -> bool:
    """Whether a line of a cell has ink that was not read."""
    return any(
        line is not _DASH and has_unread_ink(_get_ink(paper, strip), line)
        for strip, line in zip(cell, said.lines, strict=True)
    )


def _read_third(paper: Paper, cells: list[list[Strip]], settled: list[Said]) -> dict[int, Said]:
    """Return what narrow cells that are not certain say between numbers of the page, by their places in `cells`."""
    lone = [(place, cell[0], settled[place]) for place, cell in enumerate(cells) if len(cell) == 1]
    doubtful = [
        (place, strip)
        for place, strip, said in lone
        if said.confidence < LEAST_OF_ONE and _choose_way([strip], paper.scale) == "tiled"
    ]
    numbers = choose_numbers([(strip, said.lines[0]) for _, strip, said in lone])
    third = read_between(paper, [strip for _, strip in doubtful], numbers)
    return {place: _weigh(settled[place], between) for (place, _), between in zip(doubtful, third, strict=True)}


def _read_first(paper: Paper, cells: list[list[Strip]]) -> list[Said]:
    """Read every line; a dash is a cell of its own, and a doubtful stroke among the lines of a cell."""
    found = iter(
        recognise([_cut(paper, strip, _PAD) for cell in cells for strip in cell if not _is_dash(strip, paper.scale)])
    )
    return [
        _make_said(
            [
                (_DASH if len(cell) == 1 else _STROKE)
                if _is_dash(strip, paper.scale)
                else confirm_boxes(_get_ink(paper, strip), next(found))
                for strip in cell
            ]
        )
        for cell in cells
    ]


def _make_said(lines: list[Recognised]) -> Said:
    return Said(lines, min((line.confidence for line in lines), default=1.0))


def _read_second(paper: Paper, cells: list[list[Strip]], first: list[Said]) -> list[Said]:
    ways = [_choose_way(cell, paper.scale) for cell in cells]
    cuts = [_recut(paper, cell, way) for cell, way in zip(cells, ways, strict=True)]
    found = iter(recognise([cut for parts in cuts for cut in parts]))
    said = [[next(found) for _ in parts] for parts in cuts]
    return [_divide(*one) for one in zip(cells, ways, said, first, strict=True)]


def _choose_way(cell: list[Strip], scale: float) -> str:
    """Return how a cell is read again: its lines joined, one narrow line tiled, other lines widened, a dash not."""
    if len(cell) == 1 and _is_dash(cell[0], scale):
        return "skip"
    least = _USUAL * scale
    shape = sum((strip.right - strip.left) / max(strip.bottom - strip.top, least) for strip in cell)
    if len(cell) > 1:
        return "joined" if shape <= _SHORT else "widened"
    return "tiled" if shape < _NARROW else "widened"


def _recut(paper: Paper, cell: list[Strip], way: str) -> list[Grey]:
    if way == "skip":
        return []
    if way == "joined":
        return [_join([_cut(paper, strip, _PAD) for strip in cell])]
    parts = [_cut(paper, strip, _SECOND_PAD) for strip in cell]
    return [as_grey(np.hstack(parts * _TILES))] if way == "tiled" else [_widen(part) for part in parts]


def _divide(cell: list[Strip], way: str, found: list[Recognised], first: Said) -> Said:
    """Return the lines of a cell from what was read of its second cut; `first` is what was read of the first."""
    if way == "skip":
        return _make_said([_DASH])
    if way == "joined":
        return Said(_split(found[0], [strip.right - strip.left for strip in cell]), found[0].confidence)
    return _untile(found[0], first) if way == "tiled" else _make_said(found)


def _untile(found: Recognised, first: Said) -> Said:
    """Return one of the equal parts of a line that was read three times in a row, the whole line if they differ."""
    if fold(found.text) == fold(first.text) * _TILES:
        return first._replace(confidence=max(first.confidence, found.confidence))
    kept = [place for place, sign in enumerate(found.text) if not sign.isspace()]
    text = "".join(found.text[place] for place in kept)
    size = len(text) // _TILES
    if not size or text != text[:size] * _TILES:
        return Said([found], 0.0)
    confidences = [found.confidences[place] for place in kept]
    least = tuple(min(confidences[place::size]) for place in range(size))
    one = Recognised(text[:size], least, tuple((place + 0.5) / size for place in range(size)))
    return _make_said([one])


def _split(found: Recognised, widths: list[int]) -> list[Recognised]:
    """Return the lines of a text that was read as one, by the places of its characters."""
    ends = np.cumsum(widths) / sum(widths)
    starts = np.concatenate(([0.0], ends[:-1]))
    owners = np.minimum(np.searchsorted(ends, found.places), len(widths) - 1)
    lines = []
    for line, (start, end) in enumerate(zip(starts, ends, strict=True)):
        own = [place for place, owner in enumerate(owners) if owner == line]
        lines.append(
            Recognised(
                "".join(found.text[place] for place in own),
                tuple(found.confidences[place] for place in own),
                tuple((found.places[place] - start) / (end - start) for place in own),
            )
        )
    return lines


def _settle(first: Said, second: Said) -> Said:
    """Return one reading of two."""
    better, worse = (second, first) if second.confidence > first.confidence else (first, second)
    if fold(first.text) == fold(second.text):
        return better
    return better._replace(
        confidence=min(better.confidence, _CONTRADICTED), alternative=worse.text, is_contradicted=second.confidence > 0
    )


def _weigh(settled: Said, between: Recognised | None) -> Said:
    """Return one reading of those alone and those between numbers.

    The latter count if they confirm the former, or if they are one of the signs that recognition takes for letters and
    figures when they stand alone. Such a sign is not certain without them.
    """
    if between is None:
        is_sign = settled.text in LONE_SIGNS
        return settled._replace(confidence=min(settled.confidence, _CONTRADICTED)) if is_sign else settled
    if fold(between.text) == fold(settled.text) and not settled.is_contradicted:
        return (
            settled
            if settled.confidence > between.confidence and not settled.alternative
            else Said([between], between.confidence)
        )
    is_sign = between.text in LONE_SIGNS and settled.confidence < LEAST_CONFIDENCE
    return Said([between], between.confidence) if is_sign else settled


def _needs_proof(said: Said) -> bool:
    return said.confidence < LEAST_CONFIDENCE or len(said.text) <= _FEW or any(sign.isdigit() for sign in said.text)


def _is_dash(strip: Strip, scale: float) -> bool:
    high, wide = (strip.bottom - strip.top) / scale, (strip.right - strip.left) / scale
    return high <= _FLAT and wide >= _WIDE


def _get_ink(paper: Paper, strip: Strip) -> Grey:
    return paper.ink[strip.top : strip.bottom, strip.left : strip.right]


def _cut(paper: Paper, strip: Strip, pad: float) -> Grey:
    """Return the picture of a line (height x width x 3)."""
    scale = paper.scale
    around = round(pad * scale)
    missing = max(0, round(_USUAL * scale) - (strip.bottom - strip.top))
    top, bottom = strip.top - around - missing // 2, strip.bottom + around + missing - missing // 2
    part = paper.grey[
        max(0, top) : bottom, max(0, strip.left - round(_PAD * scale)) : strip.right + round(_PAD * scale)
    ]
    return as_grey(cv2.cvtColor(part, cv2.COLOR_GRAY2BGR))


def _join(parts: list[Grey]) -> Grey:
    """Return the pictures of lines side by side."""
    height = max(part.shape[0] for part in parts)
    scaled = [
        cv2.resize(part, (round(part.shape[1] * height / part.shape[0]), height), interpolation=cv2.INTER_CUBIC)
        for part in parts
    ]
    return as_grey(np.hstack(scaled))


def _widen(part: Grey) -> Grey:
    size = (round(part.shape[1] * _SECOND_WIDTH), part.shape[0])
    return as_grey(cv2.resize(part, size, interpolation=cv2.INTER_CUBIC))
