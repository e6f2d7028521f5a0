"""Detect the container of a document and read it. File types are detected from content; extensions are ignored."""

import io
import re
import zipfile
from importlib import import_module

from ingestion.containers.errors import ZIP_ERRORS, ContainerError
from ingestion.containers.result import ContainerText, Gap
from ingestion.containers.text import decode_text
from ingestion.limits import Limits
from ingestion.recognition import find_version

__all__ = ["OTHER_ARCHIVES", "ZIP_SIGNATURES", "ContainerText", "Gap", "find_container", "read_container"]

# Readers by container, imported on first use: loading their libraries takes longer than reading a text form.
_READERS = {
    "text": "ingestion.containers.text",
    "csv": "ingestion.containers.csv_text",
    "html": "ingestion.containers.html.page",
    "mht": "ingestion.containers.html.mht",
    "docx": "ingestion.containers.word.document",
    "xlsx": "ingestion.containers.workbook.xlsx",
    "xls": "ingestion.containers.workbook.xls",
    "pdf": "ingestion.containers.pdf.document",
    "ofd": "ingestion.containers.ofd.document",
    "picture": "ingestion.containers.picture.document",
}
# Containers that LibreOffice converts into one of the others.
_CONVERTED = frozenset({"doc", "rtf", "odt", "fodt", "ods", "fods", "excel_xml"})
_CONVERSION = "ingestion.containers.office.conversion"
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")  # the second of an empty one
_LONGEST_KIND = 100
_LONGEST_HEADER = 4096
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")  # JPEG, PNG, TIFF
# Signatures of containers that are not read.
_NOT_READ = (
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip archive"),
)
OTHER_ARCHIVES = {b"Rar!\x1a\x07": "rar", b"7z\xbc\xaf\x27\x1c": "7z"}
# The header of a page saved as one file: its fields, of which one is MIME-Version.
_MIME_VERSION = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_PAGE_TYPE = re.compile(rb"^Content-Type:\s*(?:multipart/related|text/html)\b", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(rb"[A-Za-z-]+:")
_RTF = b"{\\rtf"
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_EXCEL_XML = "urn:schemas-microsoft-com:office:spreadsheet"
_OPENDOCUMENT = re.compile(r"application/(?:x-)?vnd\.oasis\.opendocument\.([a-z]+)(?:-template)?")
_SEARCHED_FOR_KIND = 20_000  # characters; the namespaces stand first
_FLAT_OPENDOCUMENT = "urn:oasis:names:tc:opendocument:"


def read_container(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of a document. Raises ContainerError if it cannot be read or is an archive."""
    container = find_container(content)
    if container in ("zip", "rar", "7z"):
        raise ContainerError("container_not_supported", "an archive where a document was expected")
    if container == "picture" and find_version() is None:
        raise ContainerError("ocr_not_installed", "a picture")
    if container in _CONVERTED:
        converted = import_module(_CONVERSION).convert_document(content, container, limits)
        text = _read(converted.content, converted.container, limits)
        text = text._replace(container=container, converter=converted.converter)
    else:
        text = _read(content, container, limits)
    if not any(text.rows.cells):
        raise ContainerError("empty_document", f"{len(content)} bytes, nothing printed")
    return text


def _read(content: bytes, container: str, limits: Limits) -> ContainerText:
    text: ContainerText = import_module(_READERS[container]).read(content, limits)
    return text


def find_container(content: bytes) -> str:
    """Return the container of a document; zip, rar or 7z for an archive. Raises ContainerError if it is not supported.

    Some are converted before they are read: doc, rtf, odt, ods, fodt, fods (OpenDocument in one file), excel_xml.
    """
    for signature, name in _NOT_READ:
        if content.startswith(signature):
            raise ContainerError("container_not_supported", name)
    for signature, name in OTHER_ARCHIVES.items():
        if content.startswith(signature):
            return name
    if content.startswith(_RTF):
        return "rtf"
    if content.startswith(_PICTURES):
        return "picture"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(ZIP_SIGNATURES):
        return _find_in_zip(content)
    if content.startswith(_COMPOUND):
        return _find_in_compound(content)
    if mime := _find_mime(content[:_LONGEST_HEADER]):
        return mime
    decoded = decode_text(content)
    if decoded is None:
        raise ContainerError("not_text", "neither UTF-8, UTF-16 with a byte-order mark, nor GB18030")
    return _find_in_text(decoded[0])


def _find_mime(opening: bytes) -> str:
    """Return `mht` for a page saved as one file, blank for what is no MIME message. Raises ContainerError for mail."""
    header = re.split(rb"\r?\n\r?\n", opening, maxsplit=1)[0]
    if not (_FIELD.match(header) and _MIME_VERSION.search(header)):
        return ""
    if not _PAGE_TYPE.search(header):
        raise ContainerError("container_not_supported", "a mail")
    return "mht"


def _find_in_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            kind = b""
            if {"mimetype", "content.xml"} <= names:
                with archive.open("mimetype") as entry:
                    kind = entry.read(_LONGEST_KIND)
    except ZIP_ERRORS as error:
        raise ContainerError("damaged_document", f"zip: {error}") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        raise ContainerError("container_not_supported", "an Office document that is neither docx nor xlsx")
    return _find_opendocument(kind.decode("ascii", "replace")) if kind else "zip"


def _find_opendocument(text: str, prefix: str = "") -> str:
    """Return the container of an OpenDocument by a text that has its media type."""
    kind = _OPENDOCUMENT.search(text)
    if kind and kind[1] in ("text", "spreadsheet"):
        return prefix + ("odt" if kind[1] == "text" else "ods")
    raise ContainerError("container_not_supported", "OpenDocument")


def _find_in_compound(content: bytes) -> str:
    """Detect the container of a compound file (OLE2) by the stream names in its directory, which are in UTF-16."""

    def has_stream(name: str) -> bool:
        return (name + "\0").encode("utf-16-le") in content

    if has_stream("EncryptedPackage"):
        raise ContainerError("encrypted_document", "an Office document with a password")
    if has_stream("Workbook") or has_stream("Book"):
        return "xls"
    if has_stream("WordDocument"):
        return "doc"
    raise ContainerError("container_not_supported", "a compound file that is not a workbook")


def _find_in_text(text: str) -> str:
    opening = text[:4096]
    if _EXCEL_XML in opening:
        return "excel_xml"
    if _FLAT_OPENDOCUMENT in opening:
        return _find_opendocument(text[:_SEARCHED_FOR_KIND], "f")
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
