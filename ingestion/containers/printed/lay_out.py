"""Lay out the pages of a document as rows of cells."""

from bisect import bisect_right
from collections.abc import Iterator

from ingestion.containers.errors import ContainerError
from ingestion.containers.printed.columns import Columns, share_columns
from ingestion.containers.printed.margins import Page, Placed, Unseen, find_running
from ingestion.containers.result import CellPlace, ContainerText, Gap, RecognisedCell
from ingestion.containers.rows import Rows
from ingestion.containers.unshown import Unshown
from ingestion.limits import Limits


def lay_out(pages: list[Page], container: str, limits: Limits, gaps: tuple[Gap, ...] = ()) -> ContainerText:
    """Return the rows of all pages, with running headers and footers, notices of text left out and recognised cells.

    Raises ContainerError (too_many_cells).
    """
    running = set(find_running(pages))
    items = [placed.item for page in pages for placed in page.items if id(placed) not in running]
    columns = share_columns(items)
    rows: list[list[str]] = []
    page_starts: list[int] = []
    running_lines: set[int] = set()
    spread_lines: set[int] = set()
    open_cells: set[tuple[int, int]] = set()
    recognised: list[RecognisedCell] = []
    places: list[CellPlace] = []
    unshown = Unshown()
    count = 0
    for page in pages:
        page_starts.append(len(rows) + 1)
        for unseen in page.unseen:
            unshown.add(unseen.code, len(rows) + _find_line(page, unseen), unseen.text)
        for placed in page.items:
            item = placed.item
            own: Columns | None = None
            if isinstance(item, str):
                rows.append([item])
            else:
                own = columns[id(item.table)]
                rows.append(own.place(item.cells))
                open_cells |= {(len(rows), own.find_column(left)) for left in item.open_lefts}
            recognised += _place_recognised(page, placed, len(rows), own)
            places += _place_cells(page, placed, len(page_starts), len(rows), own)
            if id(placed) in running:
                running_lines.add(len(rows))
            if placed.is_spread:
                spread_lines.add(len(rows))
            count += len(rows[-1])
            if count > limits.cells:
                raise ContainerError("too_many_cells", f"over {limits.cells} cells on {len(page_starts)} pages")
    return ContainerText(
        Rows(rows, tuple(page_starts), open_cells=frozenset(open_cells)),
        container,
        None,
        gaps,
        frozenset(running_lines),
        unshown.list_notices(max(1, len(rows))),
        recognised=tuple(recognised),
        spread_lines=frozenset(spread_lines),
        places=tuple(places),
    )


def _place_recognised(page: Page, placed: Placed, line: int, columns: Columns | None) -> Iterator[RecognisedCell]:
    """Yield the recognised cells of an item, with their line and column."""
    for found in page.recognised:
        if found.top == placed.top:
            column = 0 if columns is None else columns.find_column(found.left)
            yield RecognisedCell(line, column, found.text, found.confidence, found.alternative, *found.place)


def _place_cells(page: Page, placed: Placed, number: int, line: int, columns: Columns | None) -> Iterator[CellPlace]:
    """Yield the places of the cells of an item on page `number`; a cell that is not wholly on the page has none."""
    if page.shown is None:
        return
    left, top, right, bottom = page.shown
    item = placed.item
    lefts = [0.0] if isinstance(item, str) else [start for start, _ in item.cells]
    for start, box in zip(lefts, placed.boxes, strict=True):
        x0, x1 = (round(1000 * (side - left) / (right - left)) for side in (box[0], box[2]))
        y0, y1 = (round(1000 * (side - top) / (bottom - top)) for side in (box[1], box[3]))
        if 0 <= x0 < x1 <= 1000 and 0 <= y0 < y1 <= 1000:
            column = 0 if columns is None else columns.find_column(start)
            yield CellPlace(line, column, number, page.turn, x0, y0, x1 - x0, y1 - y0)


def _find_line(page: Page, unseen: Unseen) -> int:
    """Return the line of a page, from 1, at the height of an invisible text."""
    return max(1, bisect_right([placed.top for placed in page.items], unseen.middle))
