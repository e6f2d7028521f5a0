"""A first look through a PDF: whether it opens, and what each page has. A few per cent of what reading it costs."""

import io
import logging
from typing import NamedTuple

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from ingestion.containers.errors import ContainerError
from ingestion.limits import Limits

_PAGE_SHAPES = 30_000  # a page of 100 rows and 30 columns has a third, each side of each cell drawn by itself
_FEW_SIGNS = 50  # a scanned page may have a page number or a running head
_FILLED_IN = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)

logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)


class PageSurvey(NamedTuple):
    """Printed signs of a page, white space apart, and the part of it that pictures cover, if signs are few."""

    signs: int
    pictured: float

    @property
    def is_scanned(self) -> bool:
        """Whether a page is a picture, perhaps with a line of text on it."""
        return self.signs < _FEW_SIGNS and self.pictured >= 0.5


class Survey(NamedTuple):
    """Pages of a document, and its bytes with what was filled in (fields, typed notes) printed on its page."""

    content: bytes
    pages: list[PageSurvey]


def survey_pages(content: bytes, limits: Limits) -> Survey:
    """Look at every page. Raises ContainerError: encrypted_document, damaged_document, too_many_pages, too_many_cells;
    pypdfium2's own errors on a damaged page."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise ContainerError("encrypted_document", "a PDF with a password to open it") from error
        raise ContainerError("damaged_document", f"PDF: {error}") from error
    with document:
        if len(document) > limits.pages:
            raise ContainerError("too_many_pages", f"{len(document)} pages, at most {limits.pages}")
        document.init_forms()
        is_filled_in = False
        pages: list[PageSurvey] = []
        count = 0
        for index in range(len(document)):
            is_filled_in |= _print_filled_in(document, index)
            page = document[index]
            shapes = pdfium.FPDFPage_CountObjects(page)
            if shapes > _PAGE_SHAPES:
                raise ContainerError("too_many_cells", f"{shapes} shapes on a page, at most {_PAGE_SHAPES}")
            pages.append(_survey_page(page))
            count += shapes + pages[-1].signs
            if count > limits.cells:
                raise ContainerError("too_many_cells", f"{count} signs and shapes, at most {limits.cells}")
            page.close()
        return Survey(_save(document) if is_filled_in else content, pages)


def _survey_page(page: pypdfium2.PdfPage) -> PageSurvey:
    textpage = page.get_textpage()
    signs = len("".join(textpage.get_text_range().split()))
    textpage.close()
    covered = 0.0
    if signs < _FEW_SIGNS:
        for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
            left, bottom, right, top = picture.get_bounds()
            covered += (right - left) * (top - bottom)
    return PageSurvey(signs, covered / (page.get_width() * page.get_height()))


def _print_filled_in(document: pypdfium2.PdfDocument, index: int) -> bool:
    """Print a page's fields and typed notes on it, where it has any: readers of text see no others."""
    page = document[index]
    has_any = False
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        has_any = has_any or pdfium.FPDFAnnot_GetSubtype(annotation) in _FILLED_IN
        pdfium.FPDFPage_CloseAnnot(annotation)
    if has_any:
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    return has_any


def _save(document: pypdfium2.PdfDocument) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
