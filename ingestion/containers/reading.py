"""Detect the container of a document and read it. File types are detected from content; extensions are ignored."""

import io
import re
import struct
import zipfile
from importlib import import_module

from ingestion.containers.errors import ContainerError
from ingestion.containers.result import ContainerText, Gap
from ingestion.containers.text import decode_text
from ingestion.limits import Limits

__all__ = ["ContainerText", "Gap", "find_container", "read_container"]

# Readers by container, imported on first use: loading their libraries takes longer than reading a text form.
_READERS = {
    "text": "ingestion.containers.text",
    "csv": "ingestion.containers.csv_text",
    "html": "ingestion.containers.html.page",
    "docx": "ingestion.containers.word.document",
    "xlsx": "ingestion.containers.workbook.xlsx",
    "xls": "ingestion.containers.workbook.xls",
    "pdf": "ingestion.containers.pdf.document",
}
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Signatures of containers that are not read.
_NOT_READ = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"MIME-Version:", "MHTML"),
)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_FLAT_XML = (
    ("urn:schemas-microsoft-com:office:spreadsheet", "Excel XML of 2003"),
    ("urn:oasis:names:tc:opendocument:", "OpenDocument"),
)


def read_container(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of a document. Raises ContainerError if it cannot be read or is an archive."""
    container = find_container(content)
    if container == "zip":
        raise ContainerError("container_not_supported", "an archive where a document was expected")
    text: ContainerText = import_module(_READERS[container]).read(content, limits)
    if not any(text.rows.cells):
        raise ContainerError("empty_document", f"{len(content)} bytes, nothing printed")
    return text


def find_container(content: bytes) -> str:
    """Return the container of a document, `zip` for an archive. Raises ContainerError if it is not supported."""
    for signature, name in _NOT_READ:
        if content.startswith(signature):
            raise ContainerError("container_not_supported", name)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return _find_in_zip(content)
    if content.startswith(_COMPOUND):
        return _find_in_compound(content)
    decoded = decode_text(content)
    if decoded is None:
        raise ContainerError("not_text", "neither UTF-8, UTF-16 with a byte-order mark, nor GB18030")
    return _find_in_text(decoded[0])


def _find_in_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error, OSError) as error:
        raise ContainerError("damaged_document", f"zip: {error}") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "[Content_Types].xml" in names:
        raise ContainerError("container_not_supported", "an Office document that is neither docx nor xlsx")
    if "mimetype" in names and "content.xml" in names:
        raise ContainerError("container_not_supported", "OpenDocument")
    return "zip"


def _find_in_compound(content: bytes) -> str:
    """Detect the container of a compound file (OLE2) by the stream names in its directory, which are in UTF-16."""

    def has_stream(name: str) -> bool:
        return (name + "\0").encode("utf-16-le") in content

    if has_stream("EncryptedPackage"):
        raise ContainerError("encrypted_document", "an Office document with a password")
    if has_stream("Workbook") or has_stream("Book"):
        return "xls"
    if has_stream("WordDocument"):
        raise ContainerError("container_not_supported", "doc")
    raise ContainerError("container_not_supported", "a compound file that is not a workbook")


def _find_in_text(text: str) -> str:
    opening = text[:4096]
    for namespace, name in _FLAT_XML:
        if namespace in opening:
            raise ContainerError("container_not_supported", name)
    if _HTML.search(opening) and "<table" in text.lower():
        return "html"
    # Chinese prose has full-width commas: if most lines contain half-width commas or semicolons but not tabs, the text
    # is CSV.
    if "," in opening or ";" in opening:
        lines = [line for line in text.splitlines() if line.strip()]
        tabs, commas, semicolons = (sum(sign in line for line in lines) for sign in "\t,;")
        if max(commas, semicolons) * 2 > len(lines) > tabs * 2:
            return "csv"
    return "text"
