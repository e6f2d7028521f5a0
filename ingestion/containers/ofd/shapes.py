"""Read places, paths and colours of OFD objects, in points from the top left of the page."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ingestion.containers.colours import BLACK, CLEAR, UNKNOWN, Colour, Paint
from ingestion.containers.ofd.package import Element, find_all, get_name, read_number, read_numbers
from ingestion.containers.printed.tables import TOLERANCE, Box, Edge, make_edge

POINTS = 72 / 25.4  # in a millimetre
_PAIRS = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3, "A": 0, "C": 0}  # points behind each sign of a path
_ARC = 7  # numbers of an arc; the last two are its end
_STRAIGHT = 0.1  # points by which the ends of a straight side differ
_SHORTEST = 1.0  # points; shorter thin shapes are corners where borders meet
_FAINT, _DENSE = 13, 242  # of 255: opacity up to which nothing is visible, and from which nothing behind is
Point = tuple[float, float]


class Matrix(NamedTuple):
    """An affine transformation of a point (x, y) to (a x + c y + e, b x + d y + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, x: float, y: float) -> Point:
        """Return a transformed point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: "Matrix") -> "Matrix":
        """Return the transformation that applies `inner` first."""
        e, f = self.apply(inner.e, inner.f)
        return Matrix(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )


class Path(NamedTuple):
    """One line of a path: its points, and whether all its sides are straight."""

    points: list[Point]
    is_straight: bool

    @property
    def box(self) -> Box:
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def is_rectangle(self) -> bool:
        """Whether it is a rectangle with level and upright sides."""
        left, top, right, bottom = self.box
        corners = {(x, y) for x in (left, right) for y in (top, bottom)}
        return self.is_straight and len(self.points) in (4, 5) and set(self.points) == corners

    def list_edges(self, *, is_stroked: bool) -> Iterator[Edge]:
        """Yield its edges: a thin path is one edge; if it is stroked, each straight side is one."""
        left, top, right, bottom = self.box
        is_level, is_upright = bottom - top < TOLERANCE, right - left < TOLERANCE
        if is_level and right - left >= _SHORTEST:
            yield make_edge("h", (top + bottom) / 2, left, right, is_line=True)
        if is_upright and bottom - top >= _SHORTEST:
            yield make_edge("v", (left + right) / 2, top, bottom)
        if is_level or is_upright or not is_stroked:
            return
        for (x0, y0), (x1, y1) in pairwise(self.points):
            if abs(y0 - y1) <= _STRAIGHT:
                yield make_edge("h", (y0 + y1) / 2, min(x0, x1), max(x0, x1))
            elif abs(x0 - x1) <= _STRAIGHT:
                yield make_edge("v", (x0 + x1) / 2, min(y0, y1), max(y0, y1))


def read_matrix(element: Element, outer: Matrix) -> Matrix:
    """Return the transformation of an object: its own (CTM), then its place (Boundary), then that of its parent."""
    left, top, *_ = [*read_numbers(element.get("Boundary")), 0.0, 0.0]
    own = Matrix(*(read_numbers(element.get("CTM")) or Matrix()))
    return outer.after(Matrix(e=left, f=top)).after(own)


def read_paths(element: Element, matrix: Matrix) -> list[Path]:
    """Return the lines of the path of an object. Raises ValueError."""
    found: list[Path] = []
    for data in find_all(element, "AbbreviatedData"):
        points: list[Point] = []
        is_straight = True
        for sign, numbers in _split(data.text or ""):
            if sign in "SM":
                found += [Path(points, is_straight)] if len(points) > 1 else []
                points, is_straight = [matrix.apply(*numbers)], True
            elif sign == "C":
                points += points[:1]
            else:
                is_straight = is_straight and sign == "L"
                ends = numbers[-2:] if sign == "A" else numbers
                points += [matrix.apply(*pair) for pair in zip(ends[::2], ends[1::2], strict=True)]
        found += [Path(points, is_straight)] if len(points) > 1 else []
    return found


def read_clip(element: Element, matrix: Matrix) -> Box | None:
    """Return the box outside of which an object is cut off; None if it is not."""
    boxes = []
    for clip in element.iterchildren("{*}Clips"):
        for area in find_all(clip, "Area"):
            inner = read_matrix(area, matrix)
            for shape in area.iterchildren("{*}Path"):
                boxes += [path.box for path in read_paths(shape, read_matrix(shape, inner))]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def read_paint(element: Element, name: str = "FillColor") -> tuple[Paint, bool]:
    """Return the paint of an object, and whether it is opaque. A colour defined elsewhere is unknown."""
    opacity = read_number(element.get("Alpha", "255"))
    paint = UNKNOWN if element.get("DrawParam") else Paint(BLACK)
    for colour in element.iterchildren(f"{{*}}{name}"):
        opacity = min(opacity, read_number(colour.get("Alpha", "255")))
        is_plain = all(get_name(child) == name for child in colour)
        paint = _mix(colour.get("Value", "")) if is_plain else UNKNOWN
    if opacity <= _FAINT or element.get("Visible") == "false":
        return CLEAR, False
    return paint, opacity >= _DENSE


def _mix(value: str) -> Paint:
    parts = [int(part[1:], 16) if part.startswith("#") else read_number(part) for part in value.split()]
    if any(not 0 <= part <= 255 for part in parts):
        return UNKNOWN
    if len(parts) == 1:
        parts *= 3
    if len(parts) != 3:
        return UNKNOWN
    red, green, blue = map(round, parts)
    colour: Colour = red, green, blue
    return Paint(colour)


def _split(data: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each sign of a path with its numbers. Raises ValueError if the numbers are not as many as they must be."""
    for sign, text in re.findall(r"([A-Za-z])([^A-Za-z]*)", data):
        numbers = read_numbers(text)
        if sign not in _PAIRS or len(numbers) != (_ARC if sign == "A" else 2 * _PAIRS[sign]):
            raise ValueError(f"path {sign}")
        yield sign, numbers
