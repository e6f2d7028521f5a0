"""Find the ruled tables of a page: edges to cells."""

from collections.abc import Iterable, Iterator
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from ingestion.containers.errors import ContainerError

Edge = dict[str, Any]  # as in pdfplumber
Box = tuple[float, float, float, float]  # left, top, right, bottom in points from the page's top left

TOLERANCE = 3.0  # points between edges that count as one
# The cost of finding cells grows with the square of these; a page of 100 rows and 30 columns has half of them.
_PAGE_EDGES = 30_000
_PAGE_PAIRS = 600_000
_PAGE_CROSSINGS = 6_000
# For each side of a table: orientation of the edges that end there, the end, the outermost function, their position.
_SIDES = (
    ("h", "x0", min, "top", "v"),
    ("h", "x1", max, "top", "v"),
    ("v", "top", min, "x0", "h"),
    ("v", "bottom", max, "x0", "h"),
)


def make_edge(orientation: str, place: float, start: float, end: float, *, is_line: bool = False) -> Edge:
    """Return an edge: `orientation` is h or v, `place` its height or its distance from the left, in points."""
    x0, x1, top, bottom = (start, end, place, place) if orientation == "h" else (place, place, start, end)
    return {
        "orientation": orientation, "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0,
        "height": bottom - top, "is_line": is_line,
    }  # fmt: skip


def find_tables(edges: list[Edge]) -> list[list[Box]]:
    """Return the cells of each table on a page; a single box is not a table.

    Raises ContainerError (too_many_cells) if the page has too many edges.
    """
    _check_count(len(edges), _PAGE_EDGES, "ruled lines")
    edges = _merge(edges)
    crossings = _cross(edges)
    if closing := list(_close_sides(_group(edges, crossings))):
        crossings = _cross(_merge(edges + closing))
    return cells_to_tables(intersections_to_cells(crossings))


def _merge(edges: list[Edge]) -> list[Edge]:
    merged = merge_edges(edges, TOLERANCE, TOLERANCE, TOLERANCE, TOLERANCE)
    return [edge for edge in merged if max(edge["width"], edge["height"]) >= TOLERANCE]


def _cross(edges: list[Edge]) -> dict[tuple[float, float], dict[str, list[Edge]]]:
    levels = sum(edge["orientation"] == "h" for edge in edges)
    _check_count(levels * (len(edges) - levels), _PAGE_PAIRS, "pairs of ruled lines")
    crossings = edges_to_intersections(edges, TOLERANCE, TOLERANCE)
    _check_count(len(crossings), _PAGE_CROSSINGS, "crossings of ruled lines")
    return crossings


def _check_count(count: int, limit: int, kind: str) -> None:
    if count > limit:
        raise ContainerError("too_many_cells", f"{count} {kind} on a page, at most {limit}")


def _group(edges: list[Edge], crossings: dict[Any, dict[str, list[Edge]]]) -> Iterable[list[Edge]]:
    """Return groups of edges that are connected by crossings."""
    group_of = {id(edge): [edge] for edge in edges}
    for crossing in crossings.values():
        first, *others = crossing["v"] + crossing["h"]
        group = group_of[id(first)]
        for edge in others:
            other = group_of[id(edge)]
            if other is not group:
                small, group = sorted((group, other), key=len)
                group += small
                group_of |= {id(moved): group for moved in small}
    return _join_neighbours({id(group): group for group in group_of.values()}.values())


def _join_neighbours(groups: Iterable[list[Edge]]) -> list[list[Edge]]:
    """Join groups of the same height: a merged cell between them is split at the start and the end of the page."""
    joined: list[tuple[float, float, list[Edge]]] = []
    for group in groups:
        top, bottom = min(edge["top"] for edge in group), max(edge["bottom"] for edge in group)
        for other_top, other_bottom, other in joined:
            if max(abs(top - other_top), abs(bottom - other_bottom)) <= TOLERANCE < bottom - top:
                other += group
                break
        else:
            joined.append((top, bottom, group))
    return [group for *_, group in joined]


def _close_sides(groups: Iterable[list[Edge]]) -> Iterator[Edge]:
    """Yield edges for open sides of tables: a page break may omit one, and many tables have none left and right."""
    for group in groups:
        for orientation, end, find_outermost, place, side_orientation in _SIDES:
            side = find_outermost(edge[end] for edge in group)
            ends = [e[place] for e in group if e["orientation"] == orientation and abs(e[end] - side) <= TOLERANCE]
            if len(ends) < 2:
                continue
            new = make_edge(side_orientation, side, min(ends), max(ends))
            if not any(_covers(edge, new) for edge in group):
                yield new


def _covers(edge: Edge, other: Edge) -> bool:
    return bool(
        edge["orientation"] == other["orientation"]
        and edge["x0"] - TOLERANCE <= other["x0"]
        and edge["x1"] + TOLERANCE >= other["x1"]
        and edge["top"] - TOLERANCE <= other["top"]
        and edge["bottom"] + TOLERANCE >= other["bottom"]
    )
