"""The PDF container: text with its places, and the lines that rule its tables."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, groupby
from typing import NamedTuple

import pdfplumber
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTPage
from pdfplumber.utils.exceptions import PdfminerException

from ingestion.containers.errors import ContainerError
from ingestion.containers.pdf_columns import Item, Table, TableRow, share_columns
from ingestion.containers.pdf_survey import Survey, survey_pages
from ingestion.containers.pdf_tables import Box, Edge, find_tables, read_edges
from ingestion.containers.pdf_text import UNREADABLE, Character, clean_character, gather_lines, read_body, read_cell
from ingestion.containers.result import ContainerText, Gap
from ingestion.limits import Limits
from ingestion.rows import Rows

_FEW_SIGNS = 50  # a scanned page may have a page number or a running head
_STEEPEST = 0.1  # rise of a line of text that is read; a watermark's is more
_PAGE_NUMBER = re.compile(
    r"(?P<dash>[-—–·]+)?\s*(?:第|Page)?\s*(?P<number>\d{1,4})\s*页?(?:\s*(?:/|of|[,，]?\s*共)\s*\d{1,4}\s*页?)?\s*(?(dash)[-—–·]+)",
    re.IGNORECASE,
)

# They report every oddity of a file, of which some have thousands.
for _library in ("pdfminer", "pdfplumber"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


class _Page(NamedTuple):
    """What is printed on a page from top to bottom; how many signs of it are read, and how many stand askew."""

    items: list[Item]
    read: int
    askew: int


def read(content: bytes, limits: Limits) -> ContainerText:
    """Rows of a PDF with a text layer: paragraphs outside tables, and rows of ruled tables cell by cell.

    Tables that continue one another have the same columns. Page numbers are left out. Raises ContainerError:
    encrypted_document, damaged_document, too_many_pages, too_many_cells, no_text_layer.
    """
    try:
        survey = survey_pages(content, limits)
        pages = list(_read_pages(survey, limits))
    except (ContainerError, MemoryError):
        raise
    except Exception as error:  # the libraries raise nearly anything on bytes that are no sound PDF
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, MemoryError):
            raise cause from error
        detail = f"PDF: {type(cause).__name__}: {ascii(str(cause)[:120])[1:-1]}"
        raise ContainerError("damaged_document", detail) from error
    pages = _drop_page_numbers(pages)
    gaps = tuple(_find_gaps(pages, survey))
    if len(gaps) == len(pages) or not any(page.items for page in pages):
        raise ContainerError("no_text_layer", f"{len(pages)} pages, none with text that can be read")
    _check_readable(pages)
    return ContainerText(_lay_out(pages, limits), "pdf", None, gaps)


def _find_gaps(pages: list[_Page], survey: Survey) -> Iterator[Gap]:
    """Pages whose content is not among the rows."""
    for number, (page, seen) in enumerate(zip(pages, survey.pages, strict=True), start=1):
        if (seen.pictured and not page.items) or (seen.pictured > 0.5 and page.read < _FEW_SIGNS):
            yield Gap("page_without_text", number, "a picture")
        elif page.askew and not page.read:
            yield Gap("page_without_text", number, f"{page.askew} signs, none of them upright")


def _read_pages(survey: Survey, limits: Limits) -> Iterator[_Page]:
    count = 0
    with pdfplumber.open(io.BytesIO(survey.content)) as document:
        if len(document.pages) != len(survey.pages):
            raise ContainerError("damaged_document", f"{len(survey.pages)} pages, {len(document.pages)} can be reached")
        for page, seen in zip(document.pages, survey.pages, strict=True):
            read = _read_page(page.layout) if seen.has_text else _Page([], 0, 0)
            page.close()
            count += read.read
            if count > limits.cells:
                raise ContainerError("too_many_cells", f"{count} signs, at most {limits.cells}")
            yield read


def _read_page(layout: LTPage) -> _Page:
    characters: list[Character] = []
    edges: list[Edge] = []
    read = askew = 0
    height = layout.height
    for item in _walk(layout):
        if isinstance(item, LTChar):
            text = clean_character(item.get_text())
            if not _is_level(item):
                askew += text != " "
            elif text:
                characters.append(Character(item.x0, height - item.y1, item.x1, height - item.y0, text))
                read += text != " "
        elif isinstance(item, LTCurve):
            edges += read_edges(item, height)
    return _Page(_arrange(layout.width, characters, edges), read, askew)


def _arrange(width: float, characters: list[Character], edges: list[Edge]) -> list[Item]:
    """Paragraphs and table rows of a page, from top to bottom."""
    tables = find_tables(edges)
    held, outside = _sort_into(tables, characters)
    items: list[tuple[float, Item]] = []
    for boxes in tables:
        table = Table(sorted({box[0] for box in boxes}), max(box[2] for box in boxes))
        for top, row in groupby(sorted(boxes, key=lambda box: (box[1], box[0])), key=lambda box: box[1]):
            cells = [(box[0], read_cell(held[box])) for box in row]
            if any(text for _, text in cells):
                items.append((top, TableRow(table, cells)))
    lines = gather_lines(outside)
    right = max(
        [line.right for line in lines]
        + [box[2] for boxes in tables for box in boxes]
        # Margins are alike: a line that ends far from the right one is no full line, even if no other is longer.
        + [width - line.left for line in lines],
        default=0.0,
    )
    items += read_body(lines, right, sorted(top for top, _ in items))
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
    """Characters by the cell that their middle is in, and those in none; punctuation goes with what it follows, as it
    may hang over a cell's border."""
    boxes = sorted(chain.from_iterable(tables), key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    held: dict[Box, list[Character]] = {box: [] for box in boxes}
    outside: list[Character] = []
    outlines = [_outline(boxes) for boxes in tables]
    enclosing = {box for box in boxes for outline in outlines if _holds(box, outline[:2]) and _holds(box, outline[2:])}
    box: Box | None = None
    before: Character | None = None
    for character in characters:
        if before is None or not character.hangs_on(before):
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


def _drop_page_numbers(pages: list[_Page]) -> list[_Page]:
    """Pages without the number that is printed as their first or last line: it counts on from page to page, or it is
    the page's own and not a bare figure."""
    found = {
        (index, place): match
        for index, page in enumerate(pages)
        for place in (0, -1)
        if page.items and isinstance(item := page.items[place], str) and (match := _PAGE_NUMBER.fullmatch(item))
    }
    offsets = {(index, place): int(match["number"]) - index for (index, place), match in found.items()}
    counts = Counter((place, offset) for (_, place), offset in offsets.items())
    dropped = {
        (index, place % len(pages[index].items))
        for (index, place), offset in offsets.items()
        if counts[place, offset] > 1 or (offset == 1 and not found[index, place][0].isdigit())
    }
    return [
        page._replace(items=[item for place, item in enumerate(page.items) if (index, place) not in dropped])
        for index, page in enumerate(pages)
    ]


def _check_readable(pages: list[_Page]) -> None:
    """Refuse a text of which most means nothing: its fonts do not say which characters their glyphs are."""
    texts = [
        text
        for item in chain.from_iterable(page.items for page in pages)
        for text in ([item] if isinstance(item, str) else [text for _, text in item.cells])
    ]
    signs, unreadable = sum(map(len, texts)), sum(text.count(UNREADABLE) for text in texts)
    if unreadable * 2 > signs:
        raise ContainerError("no_text_layer", f"{unreadable} of {signs} characters have no Unicode")


def _lay_out(pages: list[_Page], limits: Limits) -> Rows:
    columns = share_columns(chain.from_iterable(page.items for page in pages))
    rows: list[list[str]] = []
    page_starts: list[int] = []
    count = 0
    for page in pages:
        page_starts.append(len(rows) + 1)
        for item in page.items:
            rows.append([item] if isinstance(item, str) else columns[id(item.table)].place(item.cells))
            count += len(rows[-1])
            if count > limits.cells:
                raise ContainerError("too_many_cells", f"over {limits.cells} cells on {len(page_starts)} pages")
    return Rows(rows, tuple(page_starts))
