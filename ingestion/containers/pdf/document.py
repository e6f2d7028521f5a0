"""Read the PDF container: positioned text, and ruled tables."""

import io
import logging
from collections.abc import Iterator
from itertools import chain

import numpy as np
import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTImage, LTPage
from pdfplumber.utils.exceptions import PdfminerException

from ingestion.containers.errors import ContainerError
from ingestion.containers.pdf.edges import read_edges
from ingestion.containers.pdf.page import interpret_page, read_clip, read_ground, read_ink, turn_box
from ingestion.containers.pdf.survey import PageSurvey, Survey, survey_pages
from ingestion.containers.printed.align import align_pages
from ingestion.containers.printed.assemble import assemble_page
from ingestion.containers.printed.columns import TableRow
from ingestion.containers.printed.lay_out import lay_out
from ingestion.containers.printed.margins import Page, drop_page_numbers
from ingestion.containers.printed.signs import PageSigns
from ingestion.containers.printed.tables import Box, Edge
from ingestion.containers.printed.text import Character, clean_character
from ingestion.containers.result import ContainerText, Gap
from ingestion.containers.symbol_fonts import UNREADABLE, is_symbol_font, read_symbols
from ingestion.limits import Limits
from ingestion.recognition import find_version

_SCANNED = 0.5  # of a page, covered by pictures
_FEW_SIGNS = 50  # characters; a scanned page may have a page number or a running header
_DOTS_PER_INCH, _POINTS_PER_INCH = 200, 72  # of a page whose text is recognised
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
    pages = drop_page_numbers(align_pages(pages))
    gaps = tuple(_find_gaps(pages, survey))
    if len(gaps) == len(pages) or not any(page.items for page in pages):
        raise ContainerError("no_text_layer", f"{len(pages)} pages without readable text")
    _check_readable(pages)
    return lay_out(pages, "pdf", limits, gaps)


def _find_gaps(pages: list[Page], survey: Survey) -> Iterator[Gap]:
    """Yield the pages whose content is not among the rows."""
    for number, (page, seen) in enumerate(zip(pages, survey.pages, strict=True), start=1):
        if _is_picture(page, seen) and not _is_recognised(page):
            yield Gap("page_without_text", number, "a picture")
        elif page.askew and not page.read:
            yield Gap("page_without_text", number, f"{page.askew} signs, none of them upright")


def _is_picture(page: Page, seen: PageSurvey) -> bool:
    """Whether the content of a page is a picture."""
    return bool((seen.pictured and not page.items) or (seen.pictured > _SCANNED and page.read < _FEW_SIGNS))


def _is_recognised(page: Page) -> bool:
    """Whether text recognition has found more than a page number or a running header."""
    has_table = any(isinstance(placed.item, TableRow) for placed in page.items)
    return bool(page.recognised) and (has_table or page.read >= _FEW_SIGNS)


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
            if _is_picture(read, seen) and find_version():
                read = _recognise(survey.content, page.page_number, limits)
            count += read.read + sum(len(unseen.text) for unseen in read.unseen)
            if count > limits.cells:
                raise ContainerError("too_many_cells", f"{count} characters, at most {limits.cells}")
            yield read


def _recognise(content: bytes, number: int, limits: Limits) -> Page:
    """Return a page (from 1) as recognised in its picture."""
    # Loaded on first use: the libraries of text recognition are an option.
    from ingestion.containers.picture.page import read_page

    limits.allow_recognition()
    with pypdfium2.PdfDocument(content) as document:
        page = document[number - 1]
        picture = page.render(scale=_DOTS_PER_INCH / _POINTS_PER_INCH).to_pil().convert("RGB")
        return read_page(np.asarray(picture), max(page.get_width(), page.get_height()))


def _read_page(layout: LTPage, *, is_scanned: bool) -> Page:
    height = layout.height
    signs = PageSigns(turn_box(layout.crop, height))  # type: ignore[attr-defined]
    edges: list[Edge] = []
    askew = 0
    for item in _walk(layout):
        if isinstance(item, LTChar):
            text = _read_character(item)
            if not read_ink(item).is_clear and not _is_level(item):
                askew += text != " "
            elif text:
                base = height - item.base  # type: ignore[attr-defined]
                character = Character(item.x0, height - item.y1, item.x1, height - item.y0, text, base)
                signs.add(character, read_clip(item, height), read_ink(item))
        elif isinstance(item, LTCurve):
            edges += read_edges(item, height)
            if ground := read_ground(item):
                box = _clip(turn_box(item.bbox, height), read_clip(item, height))
                signs.add_area(box, ground.colour, is_dense=ground.is_dense)
        elif isinstance(item, LTImage):
            signs.add_area(turn_box(item.bbox, height), None, is_dense=False)
    page = assemble_page((layout.width, height), signs, edges, askew, is_scanned=is_scanned)
    return page._replace(shown=turn_box(layout.crop, height))  # type: ignore[attr-defined]


def _read_character(character: LTChar) -> str:
    text, font = character.get_text(), character.fontname
    return read_symbols(text, font) if len(text) == 1 and is_symbol_font(font) else clean_character(text)


def _clip(box: Box, clip: Box | None) -> Box:
    if clip is None:
        return box
    return max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])


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
        for placed in chain.from_iterable(page.items for page in pages)
        for text in ([placed.item] if isinstance(placed.item, str) else [text for _, text in placed.item.cells])
    ]
    signs, unreadable = sum(map(len, texts)), sum(text.count(UNREADABLE) for text in texts)
    if unreadable * 2 > signs:
        raise ContainerError("no_text_layer", f"{unreadable} of {signs} characters have no Unicode")
