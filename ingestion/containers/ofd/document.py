"""Read the ofd container: positioned text, and ruled tables, in the same way as a PDF."""

from ingestion.containers.errors import ContainerError
from ingestion.containers.ofd.package import open_package
from ingestion.containers.ofd.page import PageReader
from ingestion.containers.printed.lay_out import lay_out
from ingestion.containers.printed.margins import Page, drop_page_numbers
from ingestion.containers.result import ContainerText, Gap
from ingestion.limits import Limits

_SCANNED = 0.5  # of a page, covered by pictures
_FEW_SIGNS = 50  # characters; a scanned page may have a page number or a running header


def read(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of an OFD document: paragraphs outside tables, and rows of ruled tables cell by cell.

    Page numbers are left out. Hidden and struck out text is left out and reported as notices. Seals, stamps and
    watermarks are not read. Raises ContainerError: damaged_document, too_many_cells, no_text_layer, and those of
    open_package.
    """
    pages: list[Page] = []
    gaps: list[Gap] = []
    count = 0
    try:
        package = open_package(content, limits)
        for number, sheet in enumerate(package.sheets, start=1):
            reader = PageReader(package, sheet)
            page = reader.read(_SCANNED)
            if (reader.pictured and not page.items) or (reader.pictured > _SCANNED and page.read < _FEW_SIGNS):
                gaps.append(Gap("page_without_text", number, "a picture"))
            elif page.askew and not page.read:
                gaps.append(Gap("page_without_text", number, f"{page.askew} signs, none of them upright"))
            pages.append(page)
            count += page.read + sum(len(unseen.text) for unseen in page.unseen)
            if count > limits.cells:
                raise ContainerError("too_many_cells", f"{count} characters, at most {limits.cells}")
    except (ValueError, TypeError, ZeroDivisionError, OverflowError) as error:
        raise ContainerError("damaged_document", f"OFD: {type(error).__name__}: {error}"[:200]) from error
    pages = drop_page_numbers(pages)
    if len(gaps) == len(pages) or not any(page.items for page in pages):
        raise ContainerError("no_text_layer", f"{len(pages)} pages without readable text")
    return lay_out(pages, "ofd", limits, tuple(gaps))
