"""Read the PDF container: positioned text, and ruled tables."""

import io
import logging
from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain, groupby

import pdfplumber
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTImage, LTPage
from pdfplumber.utils.exceptions import PdfminerException

from ingestion.containers.errors import ContainerError
from ingestion.containers.pdf.cells import Run, find_open, sort_into
from ingestion.containers.pdf.columns import Table, TableRow, share_columns
from ingestion.containers.pdf.margins import Page, Placed, drop_page_numbers, find_running
from ingestion.containers.pdf.page import interpret_page, read_ink
from ingestion.containers.pdf.signs import PageSigns, Unseen
from ingestion.containers.pdf.survey import Survey, survey_pages
from ingestion.containers.pdf.tables import Edge, find_tables, read_edges
from ingestion.containers.pdf.text import UNREADABLE, clean_character, gather_lines, read_body, read_cell
from ingestion.containers.result import ContainerText, Gap, Notice
from ingestion.containers.rows import Rows
from ingestion.containers.unshown import Unshown
from ingestion.limits import Limits

_SCANNED = 0.5  # of a page, covered by pictures
_FEW_SIGNS = 50  # characters; a scanned page may have a page number or a running header
_STEEPEST = 0.1  # slope of a line of text that is read; a watermark is steeper

# These libraries log every irregularity of a file; some files have thousands.
for _library in ("pdfminer", "pdfplumber"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


def read(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of a PDF with a text layer: paragraphs outside tables, and rows of ruled tables cell by cell.

    Tables that continue each other have the same columns. Page numbers are left out. Hidden and struck out text is left
    out and reported as notices. Raises ContainerError: encrypted_document, damaged_document, too_many_pages,
    too_many_cells, no_text_layer.
    """
    try:
        survey = survey_pages(content, limits)
        pages = list(_read_pages(survey, limits))
    except (ContainerError, MemoryError):
        raise
    except Exception as error:  # the libraries raise many error types on a damaged PDF
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, MemoryError):
            raise cause from error
        detail = f"PDF: {type(cause).__name__}: {ascii(str(cause)[:120])[1:-1]}"
        raise ContainerError("damaged_document", detail) from error
    pages = drop_page_numbers(pages)
    gaps = tuple(_find_gaps(pages, survey))
    if len(gaps) == len(pages) or not any(page.items for page in pages):
        raise ContainerError("no_text_layer", f"{len(pages)} pages without readable text")
    _check_readable(pages)
    rows, running_lines, notices = _lay_out(pages, limits)
    return ContainerText(rows, "pdf", None, gaps, running_lines, notices)


def _find_gaps(pages: list[Page], survey: Survey) -> Iterator[Gap]:
    """Yield the pages whose content is not among the rows."""
    for number, (page, seen) in enumerate(zip(pages, survey.pages, strict=True), start=1):
        if (seen.pictured and not page.items) or (seen.pictured > _SCANNED and page.read < _FEW_SIGNS):
            yield Gap("page_without_text", number, "a picture")
        elif page.askew and not page.read:
            yield Gap("page_without_text", number, f"{page.askew} signs, none of them upright")


def _read_pages(survey: Survey, limits: Limits) -> Iterator[Page]:
    count = 0
    with pdfplumber.open(io.BytesIO(survey.content)) as document:
        if len(document.pages) != len(survey.pages):
            raise ContainerError("damaged_document", f"{len(survey.pages)} pages, {len(document.pages)} can be reached")
        for page, seen in zip(document.pages, survey.pages, strict=True):
            read = Page([], 0.0, 0, 0, [])
            if seen.has_text:
                layout = interpret_page(document.rsrcmgr, page.page_obj)
                read = _read_page(layout, is_scanned=seen.pictured > _SCANNED)
            page.close()
            count += read.read + sum(len(unseen.text) for unseen in read.unseen)
            if count > limits.cells:
                raise ContainerError("too_many_cells", f"{count} characters, at most {limits.cells}")
            yield read


def _read_page(layout: LTPage, *, is_scanned: bool) -> Page:
    signs = PageSigns(layout)
    edges: list[Edge] = []
    askew = 0
    for item in _walk(layout):
        if isinstance(item, LTChar):
            text = clean_character(item.get_text())
            if not read_ink(item).is_clear and not _is_level(item):
                askew += text != " "
            elif text:
                signs.add(item, text)
        elif isinstance(item, LTCurve):
            edges += read_edges(item, layout.height)
            signs.add_shape(item)
        elif isinstance(item, LTImage):
            signs.add_picture(item)
    runs, unseen, edges = signs.sort_out(edges, is_scanned=is_scanned)
    read = sum(character.text != " " for run in runs for character in run.characters)
    return Page(_arrange(layout.width, runs, edges), layout.height, read, askew, unseen)


def _arrange(width: float, runs: list[Run], edges: list[Edge]) -> list[Placed]:
    """Return paragraphs and table rows of a page, from top to bottom."""
    tables = find_tables(edges)
    held, outside = sort_into(tables, runs)
    items: list[tuple[float, Placed]] = []
    for boxes in tables:
        table = Table(sorted({box[0] for box in boxes}), max(box[2] for box in boxes))
        texts = {box: read_cell(held[box]) for box in boxes}
        open_boxes = find_open(texts)
        for top, group in groupby(sorted(boxes, key=lambda box: (box[1], box[0])), key=lambda box: box[1]):
            row = list(group)
            if any(texts[box] for box in row):
                cells = [(box[0], texts[box]) for box in row]
                open_lefts = frozenset(box[0] for box in row if box in open_boxes)
                items.append((top, Placed(top, max(box[3] for box in row), TableRow(table, cells, open_lefts))))
    lines = gather_lines(outside)
    right = max(
        [line.right for line in lines]
        + [box[2] for boxes in tables for box in boxes]
        # Margins are symmetric: a line that ends far from the right margin is not full, even if it is the longest.
        + [width - line.left for line in lines],
        default=0.0,
    )
    for first, last, text in read_body(lines, right, sorted(top for top, _ in items)):
        items.append((first.middle, Placed(first.characters[0].top, last.characters[0].bottom, text)))
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


def _check_readable(pages: list[Page]) -> None:
    """Raise ContainerError (no_text_layer) if the fonts do not map most glyphs to characters."""
    texts = [
        text
        for _, _, item in chain.from_iterable(page.items for page in pages)
        for text in ([item] if isinstance(item, str) else [text for _, text in item.cells])
    ]
    signs, unreadable = sum(map(len, texts)), sum(text.count(UNREADABLE) for text in texts)
    if unreadable * 2 > signs:
        raise ContainerError("no_text_layer", f"{unreadable} of {signs} characters have no Unicode")


def _lay_out(pages: list[Page], limits: Limits) -> tuple[Rows, frozenset[int], tuple[Notice, ...]]:
    """Return the rows of all pages, the lines of running headers and footers, and notices of text left out."""
    running = set(find_running(pages))
    items = [placed.item for page in pages for placed in page.items if id(placed) not in running]
    columns = share_columns(items)
    rows: list[list[str]] = []
    page_starts: list[int] = []
    running_lines: set[int] = set()
    open_cells: set[tuple[int, int]] = set()
    unshown = Unshown()
    count = 0
    for page in pages:
        page_starts.append(len(rows) + 1)
        for unseen in page.unseen:
            unshown.add(unseen.code, len(rows) + _find_line(page, unseen), unseen.text)
        for placed in page.items:
            item = placed.item
            if isinstance(item, str):
                rows.append([item])
            else:
                own = columns[id(item.table)]
                rows.append(own.place(item.cells))
                open_cells |= {(len(rows), own.find_column(left)) for left in item.open_lefts}
            if id(placed) in running:
                running_lines.add(len(rows))
            count += len(rows[-1])
            if count > limits.cells:
                raise ContainerError("too_many_cells", f"over {limits.cells} cells on {len(page_starts)} pages")
    notices = unshown.list_notices(max(1, len(rows)))
    return Rows(rows, tuple(page_starts), open_cells=frozenset(open_cells)), frozenset(running_lines), notices


def _find_line(page: Page, unseen: Unseen) -> int:
    """Return the line of a page, from 1, at the height of an invisible text."""
    return max(1, bisect_right([placed.top for placed in page.items], unseen.middle))
