"""Survey a PDF before it is read: whether it opens, and which pages have text. Costs a fraction of reading it."""

import io
import logging
from typing import NamedTuple

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from ingestion.containers.errors import ContainerError
from ingestion.limits import Limits

_PAGE_SHAPES = (
    30_000  # a page of 100 rows and 30 columns has a third of this, with each side of each cell drawn separately
)
_FILLED_IN = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)

logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)


class PageSurvey(NamedTuple):
    """Whether a page has text, and the fraction of it that pictures cover."""

    has_text: bool
    pictured: float


class Survey(NamedTuple):
    """The pages of a document, and its bytes with form fields and typed notes flattened into the pages."""

    content: bytes
    pages: list[PageSurvey]


def survey_pages(content: bytes, limits: Limits) -> Survey:
    """Survey every page.

    Raises ContainerError: encrypted_document, damaged_document, too_many_pages, too_many_cells; and the errors
    of pypdfium2 on a damaged page.
    """
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
        for index in range(len(document)):
            page = document[index]
            if _has_filled_in(page):
                # Flatten the fields into the page: text extraction ignores annotations.
                is_filled_in = True
                pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
                page.close()
                page = document[index]
            pages.append(_survey_page(page))
            page.close()
        return Survey(_save(document) if is_filled_in else content, pages)


def _survey_page(page: pypdfium2.PdfPage) -> PageSurvey:
    shapes = pdfium.FPDFPage_CountObjects(page)
    if shapes > _PAGE_SHAPES:
        raise ContainerError("too_many_cells", f"{shapes} shapes on a page, at most {_PAGE_SHAPES}")
    has_text = False
    covered = 0.0
    for printed in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE]):
        if printed.type == pdfium.FPDF_PAGEOBJ_TEXT:
            has_text = True
        else:
            left, bottom, right, top = printed.get_bounds()
            covered += (right - left) * (top - bottom)
    return PageSurvey(has_text, covered / (page.get_width() * page.get_height()))


def _has_filled_in(page: pypdfium2.PdfPage) -> bool:
    """Whether a page has fields or typed notes."""
    found = False
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        found = found or pdfium.FPDFAnnot_GetSubtype(annotation) in _FILLED_IN
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _save(document: pypdfium2.PdfDocument) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
