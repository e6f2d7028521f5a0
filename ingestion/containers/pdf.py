"""The PDF container: text with its places, and the lines that rule its tables."""

import io
import logging
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, groupby
from typing import NamedTuple

import pdfplumber
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTPage
from pdfplumber.utils.exceptions import PdfminerException

from ingestion.containers.errors import ContainerError
from ingestion.containers.pdf_survey import Survey, survey_pages
from ingestion.containers.pdf_tables import TOLERANCE, Box, Edge, find_tables, read_edges
from ingestion.containers.pdf_text import UNREADABLE, Character, clean_character, gather_lines, read_body, read_cell
from ingestion.containers.result import ContainerText, Gap
from ingestion.limits import Limits
from ingestion.rows import Rows

_STEEPEST = 0.1  # rise of a line of text that is read; a watermark's is more
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第|Page)?\s*(\d{1,4})\s*页?(?:\s*(?:/|of|[,，]?\s*共)\s*\d{1,4}\s*页?)?[-—–·\s]*", re.IGNORECASE
)

# They report every oddity of a file, of which some have thousands.
for _library in ("pdfminer", "pdfplumber"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


class _Table(NamedTuple):
    """Left edges of a table's cells, and its right edge."""

    lefts: list[float]
    right: float


class _TableRow(NamedTuple):
    """A row of a table: left edge and text of each cell that begins in it."""

    table: _Table
    cells: list[tuple[float, str]]


_Item = _TableRow | str  # a paragraph outside tables is its text


def read(content: bytes, limits: Limits) -> ContainerText:
    """Rows of a PDF with a text layer: paragraphs outside tables, and rows of ruled tables cell by cell.

    Tables that continue one another have the same columns. Page numbers are left out. Raises ContainerError:
    encrypted_document, damaged_document, too_many_pages, too_many_cells, no_text_layer.
    """
    try:
        survey = survey_pages(content[max(0, content.find(b"%PDF-")) :], limits)
        printed = list(_read_pages(survey)) if any(page.signs for page in survey.pages) else [[] for _ in survey.pages]
    except (ContainerError, MemoryError):
        raise
    except Exception as error:  # the libraries raise nearly anything on bytes that are no sound PDF
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, MemoryError):
            raise cause from error
        detail = f"PDF: {type(cause).__name__}: {ascii(str(cause)[:120])[1:-1]}"
        raise ContainerError("damaged_document", detail) from error
    pages = _drop_page_numbers(printed)
    gaps = tuple(_find_gaps(survey, printed, pages))
    if not any(pages) or len(gaps) == len(pages):
        raise ContainerError("no_text_layer", f"{len(pages)} pages, none with text that can be read")
    _check_readable(pages)
    return ContainerText(_lay_out(pages, limits), "pdf", None, gaps)


def _find_gaps(survey: Survey, printed: list[list[_Item]], pages: list[list[_Item]]) -> Iterator[Gap]:
    """Pages whose content is not among the rows; `printed` is what was read of them, `pages` without page numbers."""
    for number, (page, before, items) in enumerate(zip(survey.pages, printed, pages, strict=True), start=1):
        if page.is_scanned or (page.pictured and not items):
            yield Gap("page_without_text", number, "a picture")
        elif page.signs and not before:
            yield Gap("page_without_text", number, f"{page.signs} signs, none that can be read")


def _read_pages(survey: Survey) -> Iterator[list[_Item]]:
    with pdfplumber.open(io.BytesIO(survey.content)) as document:
        if len(document.pages) != len(survey.pages):
            raise ContainerError("damaged_document", f"{len(survey.pages)} pages, {len(document.pages)} can be reached")
        for page, seen in zip(document.pages, survey.pages, strict=True):
            yield _read_page(page.layout) if seen.signs else []
            page.close()


def _read_page(layout: LTPage) -> list[_Item]:
    """Paragraphs and table rows of a page, from top to bottom."""
    characters: list[Character] = []
    edges: list[Edge] = []
    height = layout.height
    for item in _walk(layout):
        if isinstance(item, LTChar):
            if (text := clean_character(item.get_text())) and _is_level(item):
                characters.append(Character(item.x0, height - item.y1, item.x1, height - item.y0, text))
        elif isinstance(item, LTCurve):
            edges += read_edges(item, height)
    tables = find_tables(edges)
    held, outside = _sort_into(tables, characters)
    items: list[tuple[float, _Item]] = []
    for boxes in tables:
        table = _Table(sorted({box[0] for box in boxes}), max(box[2] for box in boxes))
        for top, row in groupby(sorted(boxes, key=lambda box: (box[1], box[0])), key=lambda box: box[1]):
            cells = [(box[0], read_cell(held[box])) for box in row]
            if any(text for _, text in cells):
                items.append((top, _TableRow(table, cells)))
    lines = gather_lines(outside)
    right = max(
        [line.right for line in lines]
        + [box[2] for boxes in tables for box in boxes]
        # Margins are alike: a line that ends far from the right one is no full line, even if no other is longer.
        + [layout.width - line.left for line in lines],
        default=0.0,
    )
    items += read_body(lines, right, [top for top, _ in items])
    return [item for _, item in sorted(items, key=lambda item: item[0])]


def _walk(container: LTContainer[LTComponent]) -> Iterator[LTComponent]:
    for item in container:
        if isinstance(item, LTContainer):
            yield from _walk(item)
        else:
            yield item


def _is_level(character: LTChar) -> bool:
    along, rise, _, up, *_ = character.matrix
    return along > 0 and up > 0 and abs(rise) <= _STEEPEST * along


def _sort_into(
    tables: list[list[Box]], characters: list[Character]
) -> tuple[dict[Box, list[Character]], list[Character]]:
    """Characters by the cell that their middle is in, and those in none; what follows a character without a gap goes
    with it, as text and punctuation may stand over a cell's border."""
    boxes = sorted(chain.from_iterable(tables), key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    held: dict[Box, list[Character]] = {box: [] for box in boxes}
    outside: list[Character] = []
    outlines = [_outline(boxes) for boxes in tables]
    enclosing = {box for box in boxes for outline in outlines if _holds(box, outline[:2]) and _holds(box, outline[2:])}
    box: Box | None = None
    before: Character | None = None
    for character in characters:
        if before is None or not character.follows(before):
            point = ((character.left + character.right) / 2, character.middle)
            if box is None or box in enclosing or not _holds(box, point):
                is_near = any(_holds(outline, point) for outline in outlines)
                box = next((box for box in boxes if _holds(box, point)), None) if is_near else None
        (outside if box is None else held[box]).append(character)
        before = character
    return held, outside


def _outline(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] < box[2] and box[1] <= point[1] < box[3]


def _drop_page_numbers(pages: list[list[_Item]]) -> list[list[_Item]]:
    """Pages without the number that is printed as their first or last line: it counts on, or says that it is one."""
    found = {
        (index, place): match
        for index, items in enumerate(pages)
        for place in (0, -1)
        if items and isinstance(item := items[place], str) and (match := _PAGE_NUMBER.fullmatch(item))
    }
    starts = Counter((place, int(match[1]) - index) for (index, place), match in found.items())
    dropped = {
        (index, place)
        for (index, place), match in found.items()
        if starts[place, int(match[1]) - index] > 1 or not match[0].strip().isdigit()
    }
    return [
        [item for number, item in enumerate(items) if not {(index, number), (index, number - len(items))} & dropped]
        for index, items in enumerate(pages)
    ]


def _check_readable(pages: list[list[_Item]]) -> None:
    """Refuse a text of which most means nothing: its fonts do not say which characters their glyphs are."""
    texts = [
        text
        for item in chain.from_iterable(pages)
        for text in ([item] if isinstance(item, str) else [text for _, text in item.cells])
    ]
    signs, unreadable = sum(map(len, texts)), sum(text.count(UNREADABLE) for text in texts)
    if unreadable * 2 > signs:
        raise ContainerError("no_text_layer", f"{unreadable} of {signs} characters have no Unicode")


class _Grid:
    """Columns of tables that continue one another: their cells' left edges."""

    def __init__(self) -> None:
        self.lefts: list[float] = []
        self.outline: tuple[float, float] | None = None

    def is_continued_by(self, table: _Table, after_text: bool) -> bool:
        """Whether a table has no edges but the grid's, or follows without text between and is just as wide."""
        if self.outline is None:
            return True
        if all(any(abs(left - own) <= TOLERANCE for own in self.lefts) for left in table.lefts):
            return True
        outline = zip(self.outline, (table.lefts[0], table.right), strict=True)
        return not after_text and all(abs(own - other) <= TOLERANCE for own, other in outline)

    def add(self, table: _Table) -> None:
        self.lefts = sorted({*self.lefts, *table.lefts})
        self.outline = self.outline or (table.lefts[0], table.right)

    @cached_property
    def _starts(self) -> list[float]:
        return [
            left for before, left in zip([-1e9, *self.lefts], self.lefts, strict=False) if left - before > TOLERANCE
        ]

    def place(self, cells: list[tuple[float, str]]) -> list[str]:
        """Texts by column, "" where no cell begins."""
        row: list[str] = []
        for left, text in cells:
            column = bisect_right(self._starts, left) - 1
            row += [""] * (column - len(row)) + [text]
        return row


def _lay_out(pages: list[list[_Item]], limits: Limits) -> Rows:
    grids = _share_grids(pages)
    rows: list[list[str]] = []
    page_starts: list[int] = []
    count = 0
    for items in pages:
        page_starts.append(len(rows) + 1)
        for item in items:
            rows.append([item] if isinstance(item, str) else grids[id(item.table)].place(item.cells))
            count += len(rows[-1])
            if count > limits.cells:
                raise ContainerError("too_many_cells", f"over {limits.cells} cells on {len(page_starts)} pages")
    return Rows(rows, tuple(page_starts))


def _share_grids(pages: list[list[_Item]]) -> dict[int, _Grid]:
    """The grid of each table, by its identity."""
    grids: dict[int, _Grid] = {}
    grid = _Grid()
    after_text = False
    for item in chain.from_iterable(pages):
        if isinstance(item, str):
            after_text = True
        elif id(item.table) not in grids:
            if not grid.is_continued_by(item.table, after_text):
                grid = _Grid()
            grid.add(item.table)
            grids[id(item.table)] = grid
            after_text = False
    return grids
