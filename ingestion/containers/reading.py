"""Decide from a document's bytes which container it is, and have it read."""

from typing import NamedTuple

from ingestion.containers.text import decode_text, split_rows
from ingestion.rows import Rows

# Signatures of what a bureau sends by mistake or in a container that is not read yet.
_SIGNATURES = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "zip, docx or xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc or xls"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
)


class ContainerText(NamedTuple):
    """The rows of a document and how its bytes were taken."""

    rows: Rows
    container: str
    encoding: str


class ContainerError(Exception):
    """A document that cannot be opened: `reason_code` as in rejection_reasons.csv, and what was found."""

    def __init__(self, reason_code: str, detail: str):
        super().__init__(detail)
        self.reason_code = reason_code
        self.detail = detail


def read_container(content: bytes) -> ContainerText:
    """Rows of a document, or ContainerError with the reason why there are none."""
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            raise ContainerError("container_not_supported", name)
    decoded = decode_text(content)
    if decoded is None:
        raise ContainerError("not_text", "neither UTF-8, UTF-16 with a byte-order mark, nor GB18030")
    text, encoding = decoded
    rows = split_rows(text)
    if not any(rows.cells):
        raise ContainerError("empty_document", f"{len(content)} bytes, nothing printed")
    return ContainerText(rows, "text", encoding)
