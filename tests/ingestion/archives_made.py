"""Write zip archives for tests, valid and damaged."""

import io
import struct
import zipfile
from collections.abc import Iterable


def make_zip(
    entries: dict[str, bytes] | Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return an archive of these entries."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in entries.items() if isinstance(entries, dict) else entries:
            archive.writestr(name, content)
    return packed.getvalue()


def make_zip_with_raw_name(name: bytes, content: bytes) -> bytes:
    """Return an archive of one entry with these bytes as its name, not flagged as UTF-8."""
    if not name:  # the one letter of the name becomes the extra field
        return change_headers(make_zip({"N": content}), 26, 28, struct.pack("<HH", 0, 1))
    stand_in = "N" * len(name)
    return make_zip({stand_in: content}).replace(stand_in.encode(), name)


def change_headers(packed: bytes, local_offset: int, directory_offset: int, value: bytes) -> bytes:
    """Return an archive of one entry with a value written into both of its headers, at these offsets."""
    changed = bytearray(packed)
    for signature, offset in ((b"PK\x03\x04", local_offset), (b"PK\x01\x02", directory_offset)):
        place = packed.index(signature) + offset
        changed[place : place + len(value)] = value
    return bytes(changed)


def make_encrypted_zip(name: str, content: bytes) -> bytes:
    """Return an archive of one entry flagged as encrypted."""
    return change_headers(make_zip({name: content}), 6, 8, struct.pack("<H", 1))


def make_zip_of_method(name: str, content: bytes, method: int) -> bytes:
    """Return an archive of one entry with a wrong compression method in its headers."""
    return change_headers(make_zip({name: content}), 8, 10, struct.pack("<H", method))


def make_lying_zip(name: str, content: bytes, size: int) -> bytes:
    """Return an archive of one entry whose headers state an unpacked size of `size` bytes."""
    return change_headers(make_zip({name: content}), 22, 24, struct.pack("<L", size))
