"""Arrange the texts of a page: table rows and paragraphs from top to bottom."""

from bisect import bisect_left, bisect_right
from itertools import groupby, takewhile

from ingestion.containers.printed.columns import Table, TableRow
from ingestion.containers.printed.margins import Placed
from ingestion.containers.printed.tables import TOLERANCE, Box
from ingestion.containers.printed.text import Line, read_body

_FEWEST_PARTS, _FEWEST_LINES = 3, 3  # of what may be a table without ruled lines


def arrange(width: float, tables: list[list[Box]], texts: dict[Box, str], lines: list[Line]) -> list[Placed]:
    """Return paragraphs and table rows of a page, from top to bottom.

    `width` is that of the page in points, `texts` has the text of each cell of the tables, `lines` are outside of them.
    """
    items: list[tuple[float, Placed]] = []
    for boxes in tables:
        table = Table(sorted({box[0] for box in boxes}), max(box[2] for box in boxes))
        open_boxes = _find_open({box: texts[box] for box in boxes})
        for top, group in groupby(sorted(boxes, key=lambda box: (box[1], box[0])), key=lambda box: box[1]):
            row = list(group)
            if any(texts[box] for box in row):
                cells = [(box[0], texts[box]) for box in row]
                open_lefts = frozenset(box[0] for box in row if box in open_boxes)
                bottom = max(box[3] for box in row)
                item = TableRow(table, cells, open_lefts)
                items.append((top, Placed(top, bottom, item, boxes=tuple(row))))
    right = max(
        [line.right for line in lines]
        + [box[2] for boxes in tables for box in boxes]
        # Margins are symmetric: a line that ends far from the right margin is not full, even if it is the longest.
        + [width - line.left for line in lines],
        default=0.0,
    )
    spread = {id(line) for line in lines if line.part_count >= _FEWEST_PARTS}
    for own, text in read_body(lines, right, sorted(top for top, _ in items)):
        is_spread = len(spread) >= _FEWEST_LINES and any(id(line) in spread for line in own)
        top, bottom = own[0].characters[0].top, own[-1].characters[0].bottom
        box = min(line.left for line in own), top, max(line.right for line in own), bottom
        items.append((own[0].middle, Placed(top, bottom, text, is_spread, (box,))))
    return [item for _, item in sorted(items, key=lambda item: item[0])]


def _find_open(texts: dict[Box, str]) -> set[Box]:
    """Return blank cells at the bottom of a table whose text may be on the next page: those in a column whose cells
    span several rows each."""
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
