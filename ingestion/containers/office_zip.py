"""What is checked of a docx or xlsx before a library reads it: it stays small when unpacked, and its XML is plain."""

import codecs
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from ingestion.containers.errors import ContainerError
from ingestion.limits import MEBIBYTE, Limits

# What zipfile raises on bytes that are no sound zip.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    KeyError,
    OSError,
)
_RATIO_COUNTS_FROM = 16 * MEBIBYTE
_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
# The two that Office writes; zipfile unpacks others without a bound on what one step gives.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Parts that an Office document only carries along: their own format may have a document type.
_CARRIED = (".svg", ".htm", ".html", ".xhtml", ".mht", ".mhtml", ".txt", ".rtf")
_XML_NAMES = (".xml", ".rels")
_LEFTOVERS = "__macosx/"  # of a document that was packed again on a Mac: named as its parts are, and no XML
_LONGEST_MARK = 2 * len("<!DOCTYPE")
_DEFINITIONS = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
# A part in any other encoding could hide a definition from the search; Office allows these only.
_OPENING = re.compile(
    rb"\s*<(?!\0|\?xml[^>]*\sencoding\s*=\s*[\"'](?!(?:utf-?8|utf-?16(?:le|be)?|us-ascii)[\"']))", re.IGNORECASE
)


def check_office_zip(content: bytes, limits: Limits) -> None:
    """Pass a zip whose parts may be unpacked and parsed; every part has been unpacked once, in small pieces.

    Raises ContainerError: damaged_document, encrypted_document, too_many_entries, too_much_expansion, xml_entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_directory(entries, len(content), limits)
            for entry in entries:
                _check_part(entry.filename.lower(), _unpack(archive, entry))
    except _ZIP_ERRORS as error:
        raise ContainerError("damaged_document", f"zip: {error}") from error


def read_part(content: bytes, name: str) -> bytes:
    """A part of a zip that has been checked; ContainerError (damaged_document) where it is not there."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(name)
    except _ZIP_ERRORS as error:
        raise ContainerError("damaged_document", f"zip: {error}") from error


def _check_directory(entries: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    """What the zip says of its entries; that it is true shows when they are unpacked."""
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise ContainerError("encrypted_document", "an encrypted zip entry")
    if len(entries) > limits.archive_entries:
        raise ContainerError("too_many_entries", f"{len(entries)} entries, at most {limits.archive_entries}")
    expanded = sum(entry.file_size for entry in entries)
    if expanded > limits.expanded_bytes:
        raise ContainerError("too_much_expansion", f"{expanded} bytes unpacked, at most {limits.expanded_bytes}")
    if expanded >= _RATIO_COUNTS_FROM and expanded > packed * limits.expansion_ratio:
        raise ContainerError(
            "too_much_expansion", f"{expanded // packed} times its packed size, at most {limits.expansion_ratio}"
        )
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise ContainerError("damaged_document", "zip: packed by a method that Office does not use")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry in pieces; zipfile raises at its end where size or checksum differ from the directory's."""
    with archive.open(entry) as part:
        while piece := part.read(_CHUNK):
            yield piece


def _check_part(name: str, pieces: Iterator[bytes]) -> None:
    is_searched = not name.endswith(_CARRIED)
    is_xml = name.endswith(_XML_NAMES) and not name.startswith(_LEFTOVERS)
    before = b""
    for piece in pieces:
        if is_xml and not before:
            _check_encoding(name, piece)
        window = before + piece
        if is_searched and any(mark in window for mark in _DEFINITIONS):
            raise ContainerError("xml_entities", f"a document type or entity is defined in {name[:80]}")
        before = window[-_LONGEST_MARK:]


def _check_encoding(name: str, opening: bytes) -> None:
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        opening = opening.removeprefix(mark)
    opening = opening[:1024]
    is_utf16 = opening[:2] in (b"<\0", b"\0<") and opening[2:4] != b"\0\0"
    if not _OPENING.match(opening.replace(b"\0", b"") if is_utf16 else opening):
        raise ContainerError("damaged_document", f"{name[:80]} is neither XML in UTF-8 nor in UTF-16")
