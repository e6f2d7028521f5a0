"""Read the edges that the shapes of a PDF page draw."""

from collections.abc import Iterator
from itertools import pairwise

from pdfminer.layout import LTCurve, LTRect

from ingestion.containers.printed.tables import TOLERANCE, Edge, make_edge

_SHORTEST_DASH = 1.0  # points; shorter ones are the corners where borders meet


def read_edges(shape: LTCurve, page_height: float) -> Iterator[Edge]:
    """Yield the edges that a shape draws: a thin shape is one edge (`is_line` if horizontal), an outline its straight
    sides. A filled area has no edges: it is the shading of a cell or of marked text."""
    left, top, right, bottom = shape.x0, page_height - shape.y1, shape.x1, page_height - shape.y0
    is_level, is_upright = bottom - top < TOLERANCE, right - left < TOLERANCE
    if is_level and right - left >= _SHORTEST_DASH:
        yield make_edge("h", (top + bottom) / 2, left, right, is_line=True)
    if is_upright and bottom - top >= _SHORTEST_DASH:
        yield make_edge("v", (left + right) / 2, top, bottom)
    if is_level or is_upright or not shape.stroke:
        return
    points = [*shape.pts, shape.pts[0]] if isinstance(shape, LTRect) else shape.pts
    for (x0, y0), (x1, y1) in pairwise(points):
        if y0 == y1:
            yield make_edge("h", page_height - y0, min(x0, x1), max(x0, x1))
        elif x0 == x1:
            yield make_edge("v", x0, page_height - max(y0, y1), page_height - min(y0, y1))
