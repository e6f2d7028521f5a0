"""Find areas behind and over the characters of a page, and lines that strike text out."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from ingestion.containers.colours import WHITE, Colour, is_seen
from ingestion.containers.printed.tables import TOLERANCE, Box, Edge
from ingestion.containers.printed.text import Character

_STRIKE = (0.15, 0.55)  # range of heights above the baseline, in parts of the size, of a line that strikes text out
_BEYOND = 0.6  # of the size, by which such a line may exceed the text
_JOINED = 1.0  # points between the end of a ruled line and the line that it meets


class _Area(NamedTuple):
    box: Box
    colour: Colour | None
    is_dense: bool
    before: int  # number of characters drawn before


class Grounds:
    """The filled areas of a page in drawing order."""

    def __init__(self) -> None:
        self._areas: list[_Area] = []
        self._colours: set[Colour | None] = {WHITE}
        self._doubted: dict[tuple[Colour, int], bool] = {}

    def add(self, box: Box, colour: Colour | None, *, is_dense: bool, before: int) -> None:
        """Add an area that is drawn after `before` characters; ignore lines."""
        if min(box[2] - box[0], box[3] - box[1]) >= TOLERANCE:
            self._areas.append(_Area(box, colour, is_dense, before))
            self._colours.add(colour)

    def shows(self, colour: Colour | None, character: Character) -> bool:
        """Whether a character drawn now in a colour is visible on the areas behind it."""
        if colour is None:
            return True
        key = colour, len(self._colours)
        if key not in self._doubted:
            self._doubted[key] = not all(is_seen(colour, behind) for behind in self._colours)
        return not self._doubted[key] or is_seen(colour, self._find_behind(character))

    def find_covered(self, characters: list[Character]) -> set[int]:
        """Return the indexes of characters that a later area covers."""
        later = [area for area in self._areas if area.is_dense and area.before]
        if not later:
            return set()
        order, middles = _sort_by_middle(characters)
        covered: set[int] = set()
        for (left, top, right, bottom), _, _, before in later:
            for place in order[bisect_left(middles, top) : bisect_right(middles, bottom)]:
                if place < before and left <= characters[place].centre < right:
                    covered.add(place)
        return covered

    def _find_behind(self, character: Character) -> Colour | None:
        across, down = character.centre, character.middle
        for (left, top, right, bottom), colour, _, _ in reversed(self._areas):
            if left <= across < right and top <= down < bottom:
                return colour
        return WHITE


def find_strikes(characters: list[Character], edges: list[Edge]) -> tuple[set[int], list[Edge]]:
    """Return the indexes of struck out characters, and the edges of tables, which do not strike out text."""
    struck: set[int] = set()
    ruling: list[Edge] = []
    order, middles = _sort_by_middle(characters)
    largest = max((character.size for character in characters), default=0.0)
    for edge in edges:
        places: list[int] = []
        if edge["orientation"] == "h" and edge["is_line"]:
            near = order[bisect_left(middles, edge["top"] - largest) : bisect_right(middles, edge["top"] + largest)]
            places = list(_find_under(edge, near, characters))
        if places and _is_as_long(edge, [characters[place] for place in places]) and not _is_ruled(edge, edges):
            struck.update(places)
        else:
            ruling.append(edge)
    return struck, ruling


def _find_under(edge: Edge, places: list[int], characters: list[Character]) -> Iterator[int]:
    lowest, highest = _STRIKE
    for place in places:
        character = characters[place]
        height = character.base - edge["top"]
        if (
            lowest * character.size <= height <= highest * character.size
            and edge["x0"] <= character.centre <= edge["x1"]
        ):
            yield place


def _is_as_long(edge: Edge, characters: list[Character]) -> bool:
    beyond = _BEYOND * max(character.size for character in characters)
    return bool(
        edge["x0"] >= min(character.left for character in characters) - beyond
        and edge["x1"] <= max(character.right for character in characters) + beyond
    )


def _is_ruled(edge: Edge, edges: list[Edge]) -> bool:
    """Whether vertical lines touch both ends of an edge."""

    def meets(place: float) -> bool:
        return any(
            other["orientation"] == "v"
            and abs(other["x0"] - place) <= _JOINED
            and other["top"] - _JOINED <= edge["top"] <= other["bottom"] + _JOINED
            for other in edges
        )

    return meets(edge["x0"]) and meets(edge["x1"])


def _sort_by_middle(characters: list[Character]) -> tuple[list[int], list[float]]:
    order = sorted(range(len(characters)), key=lambda place: characters[place].middle)
    return order, [characters[place].middle for place in order]
