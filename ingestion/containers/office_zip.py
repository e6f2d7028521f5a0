"""Check a docx or xlsx before a library reads it: its unpacked size is limited and its XML defines no entities."""

import codecs
import io
import re
import zipfile
from collections.abc import Iterator

from ingestion.containers.errors import ZIP_ERRORS, ContainerError
from ingestion.limits import MEBIBYTE, Limits

_RATIO_COUNTS_FROM = 16 * MEBIBYTE
_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
# The two methods that Office writes; for other methods zipfile does not limit the output of one step.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Embedded parts that are not XML of Office: their format may have a document type.
_CARRIED = (".svg", ".htm", ".html", ".xhtml", ".mht", ".mhtml", ".txt", ".rtf")
_XML_NAMES = (".xml", ".rels")
_LEFTOVERS = "__macosx/"  # added by macOS: named like the parts, but not XML
_LONGEST_MARK = 2 * len("<!DOCTYPE")
_DEFINITIONS = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
# A part in any other encoding could hide a definition from the search; Office allows only these.
_OPENING = re.compile(
    rb"\s*<(?!\0|\?xml[^>]*\sencoding\s*=\s*[\"'](?!(?:utf-?8|utf-?16(?:le|be)?|us-ascii)[\"']))", re.IGNORECASE
)


def check_office_zip(content: bytes, limits: Limits) -> None:
    """Check that the parts of a zip may be unpacked and parsed, by unpacking every part once in small pieces.

    Raises ContainerError: damaged_document, encrypted_document, too_many_entries, too_much_expansion, xml_entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_directory(entries, len(content), limits)
            for entry in entries:
                _check_part(entry.filename.lower(), _unpack(archive, entry))
    except ZIP_ERRORS as error:
        raise ContainerError("damaged_document", f"zip: {error}") from error


def read_part(content: bytes, name: str) -> bytes:
    """Return a part of a checked zip. Raises ContainerError (damaged_document) if it is missing."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(name)
    except ZIP_ERRORS as error:
        raise ContainerError("damaged_document", f"zip: {error}") from error


def _check_directory(entries: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    """Check the directory of a zip. Unpacking the entries verifies it later."""
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
        raise ContainerError("damaged_document", "zip: compressed with a method that Office does not use")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield an entry in pieces; zipfile raises at its end if size or checksum differ from the directory."""
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
