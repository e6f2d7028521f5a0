"""Read the mht container (a web page saved as one file): its page is read like any other."""

import re
from email import message_from_bytes, policy
from email.errors import (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
    StartBoundaryNotFoundDefect,
)
from email.message import EmailMessage

from ingestion.containers.errors import ContainerError
from ingestion.containers.html import page
from ingestion.containers.result import ContainerText
from ingestion.limits import Limits

_FRAME = re.compile(rb"<i?frame(?:set)?\b", re.IGNORECASE)
# Defects after which a part of the page may be missing.
_LOSSES = (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
    StartBoundaryNotFoundDefect,
)


def read(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of the page (see page.py); its other files, such as headers and footers of Word, are not read.

    Raises ContainerError: those of find_page and of page.py.
    """
    return page.read(find_page(content), limits)._replace(container="mht")


def find_page(content: bytes) -> bytes:
    """Return the page. Raises ContainerError: damaged_document, container_not_supported (a page of frames)."""
    try:
        parts = list(message_from_bytes(content, policy=policy.default).walk())
    except (RecursionError, ValueError, LookupError, AttributeError) as error:
        raise ContainerError("damaged_document", f"mht: {type(error).__name__}: {error}"[:200]) from error
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    if not pages:
        raise ContainerError("damaged_document", "mht: no page")
    root = _find_root(parts[0], pages)
    text = root.get_payload(decode=True)
    if any(isinstance(defect, _LOSSES) for part in (*parts, root) for defect in part.defects):
        raise ContainerError("damaged_document", "mht: the page is not complete")
    if not isinstance(text, bytes):
        raise ContainerError("damaged_document", "mht: the page is no text")
    if len(pages) > 1 and _FRAME.search(text):
        raise ContainerError("container_not_supported", "an MHTML page of frames")
    return text


def _find_root(message: EmailMessage, pages: list[EmailMessage]) -> EmailMessage:
    """Return the page that the message names as its start, else the first page."""
    start = message.get_param("start")
    return next((part for part in pages if start and part["Content-ID"] == start), pages[0])
