"""Read archives within limits: zip itself, RAR and 7z as the zip that bsdtar makes of them."""

import io
import stat
import struct
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from ingestion.containers import ContainerError, find_container
from ingestion.containers.errors import ZIP_ERRORS
from ingestion.containers.reading import OTHER_ARCHIVES, ZIP_SIGNATURES
from ingestion.documents.unpacking import repack
from ingestion.limits import MEBIBYTE, Limits

DEEPEST_LEVEL = 3  # the archive in the inbox is on level 1

_DIRECTORY_ENTRY = b"PK\x01\x02"
_DIRECTORY_ENTRY_SIZE = 46
_END = b"PK\x05\x06"
_END_SEARCHED = 22 + 65535  # the end record of an archive, and the longest comment
_ZIP64_END = b"PK\x06\x06"
_ZIP64_END_SIZE = 56 + 20  # with its locator
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # zipfile limits the output of one step of these
_IS_ENCRYPTED = 0x1
_IS_UTF8 = 0x800
_RATIO_COUNTS_FROM = 16 * MEBIBYTE
_CHUNK = MEBIBYTE


@dataclass
class Budget:
    """The remaining budget of an archive of the inbox and all archives in it, and the paths already assigned in it."""

    entries: int
    expanded_bytes: int
    _paths: Counter[str] = field(default_factory=Counter)

    def name(self, path: str) -> str:
        """Return the path, or if it is already assigned, the path with the next number: `a.txt (2)`."""
        named = path
        while self._paths[named]:
            self._paths[path] += 1
            named = f"{path} ({self._paths[path]})"
        self._paths[named] += 1
        return named


@dataclass(frozen=True)
class Archive:
    """An archive that may be unpacked: its entries in stored order, with names as text."""

    entries: list[tuple[str, zipfile.ZipInfo]]
    _file: zipfile.ZipFile
    _limits: Limits

    def read(self, entry: zipfile.ZipInfo) -> bytes:
        """Return the bytes of an entry. Raises ContainerError if they cannot be read.

        zipfile reads at most the size stated in the directory; the checksum shows whether that was the whole entry.
        """
        if problem := _find_problem(entry, self._limits):
            raise ContainerError(*problem)
        try:
            with self._file.open(entry) as stream:
                return b"".join(iter(lambda: stream.read(_CHUNK), b""))
        except ZIP_ERRORS as error:
            raise ContainerError("damaged_document", f"zip: {error}") from error


def name_format(content: bytes) -> str:
    """Return the format of an archive: zip, rar or 7z."""
    return next((name for signature, name in OTHER_ARCHIVES.items() if content.startswith(signature)), "zip")


def is_archive(content: bytes, limits: Limits) -> bool:
    """Whether bytes are an archive and not a document in zip format (docx, xlsx). Never raises."""
    if content.startswith(tuple(OTHER_ARCHIVES)):
        return True
    if not content.startswith(ZIP_SIGNATURES):
        return False
    if _has_more_entries(content, limits.archive_entries):
        return True  # treated as an archive: listing the names to find out costs too much
    try:
        return find_container(content) == "zip"
    except Exception:  # reading it as a document reports the problem
        return False


def open_archive(content: bytes, budget: Budget, limits: Limits) -> Archive:
    """Return the entries of an archive, without folders and files that systems add. Nothing is unpacked yet.

    The cost of the archive is subtracted from the budget. Raises ContainerError: too_many_entries,
    too_much_expansion (the budget does not suffice), damaged_document (it cannot be opened), empty_document, and for
    RAR and 7z those of repack.
    """
    stream: IO[bytes] = io.BytesIO(content)
    if (kind := name_format(content)) != "zip":
        stream = repack(content, kind, budget.entries, budget.expanded_bytes, limits)
    elif _has_more_entries(content, budget.entries):
        raise ContainerError("too_many_entries", f"at most {limits.archive_entries} with those of archives in it")
    try:
        file = zipfile.ZipFile(stream)
    except ZIP_ERRORS as error:
        raise ContainerError("damaged_document", f"zip: {error}") from error
    listed = file.infolist()
    budget.entries -= len(listed)
    unpacked = sum(entry.file_size for entry in listed)
    if unpacked >= _RATIO_COUNTS_FROM and unpacked > len(content) * limits.expansion_ratio:
        raise ContainerError(
            "too_much_expansion",
            f"{unpacked} bytes unpacked, {unpacked // len(content)} times the packed; at most {limits.expansion_ratio}",
        )
    named = [(_read_name(entry), entry) for entry in listed]
    entries = [(name, entry) for name, entry in named if not _is_skipped(name, entry)]
    expanded = sum(entry.file_size for _, entry in entries if not _find_problem(entry, limits))
    if expanded > budget.expanded_bytes:
        raise ContainerError(
            "too_much_expansion",
            f"{expanded} bytes unpacked; at most {limits.expanded_bytes} with those of archives in it",
        )
    if not entries:
        raise ContainerError("empty_document", "the archive contains no documents")
    budget.expanded_bytes -= expanded
    return Archive(entries, file, limits)


def _find_problem(entry: zipfile.ZipInfo, limits: Limits) -> tuple[str, str] | None:
    """Return reason code and detail of an entry that must not be unpacked, None for any other."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "link_not_followed", "a link in an archive"
    if kind not in (0, stat.S_IFREG):
        return "not_a_regular_file", "an archive entry that is not a regular file"
    if entry.flag_bits & _IS_ENCRYPTED:
        return "encrypted_document", "an entry with a password"
    if entry.compress_type not in _METHODS:
        return "container_not_supported", f"compressed with method {entry.compress_type}"
    if entry.file_size > limits.document_bytes:
        return "too_large", f"{entry.file_size} bytes, at most {limits.document_bytes}"
    return None


def _is_skipped(name: str, entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a folder, or has a name that is skipped in the inbox, too."""
    if name.endswith("/") or stat.S_ISDIR(entry.external_attr >> 16):
        return True
    parts = [part for part in name.split("/") if part not in (".", "..")]
    return "__MACOSX" in parts or any(part.startswith((".", "~$")) for part in parts)


def _read_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry: UTF-8 if flagged or valid, else GB18030, which old Chinese archives use."""
    name = entry.orig_filename
    if not entry.flag_bits & _IS_UTF8:
        raw = name.encode("cp437")  # reverses zipfile's decoding without loss
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeDecodeError):
                name = raw.decode(encoding)
                break
        else:
            return raw.decode("utf-8", "backslashreplace")
    return name.replace("\\", "/") or "unnamed"


def _has_more_entries(content: bytes, limit: int) -> bool:
    """Whether the directory of an archive has more entries than the limit, found without listing them.

    Also true for an archive with that many signatures whose directory is not where its end record states.
    """
    if content.count(_DIRECTORY_ENTRY) <= limit:
        return False
    end = content.rfind(_END, max(0, len(content) - _END_SEARCHED))
    try:
        size = struct.unpack_from("<L", content, end + 12)[0]
        zip64_end = max(0, end - _ZIP64_END_SIZE)
        if content.startswith(_ZIP64_END, zip64_end):
            end = zip64_end
            size = struct.unpack_from("<Q", content, end + 40)[0]
        place, count = end - size, 0
        while 0 <= place < end and count <= limit and content.startswith(_DIRECTORY_ENTRY, place):
            place += _DIRECTORY_ENTRY_SIZE + sum(struct.unpack_from("<3H", content, place + 28))
            count += 1
    except struct.error:
        return True
    return count > limit or place != end
