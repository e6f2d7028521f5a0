"""Write archives for tests, valid and damaged."""

import io
import os
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path


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


def make_7z(folder: Path, entries: dict[str, bytes]) -> bytes:
    """Return a 7z archive of these entries, written by bsdtar from files in a new folder."""
    folder.mkdir()
    for name, content in entries.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return pack_7z(folder)


def pack_7z(folder: Path) -> bytes:
    """Return a 7z archive of a folder, written by bsdtar."""
    names = sorted(path.name for path in folder.iterdir())
    command = ["bsdtar", "--format=7zip", "-cf", "-", "-C", str(folder), *names]
    return subprocess.run(command, check=True, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout


def make_rar(entries: dict[str, bytes], *, mode: int = 0o100644, is_volume: bool = False) -> bytes:
    """Return a RAR archive (version 5) of these entries, stored; as a volume it states that others belong to it."""

    def number(value: int) -> bytes:
        digits = bytearray()
        while value >= 0x80:
            digits.append(value & 0x7F | 0x80)
            value >>= 7
        return bytes([*digits, value])

    def block(*fields: bytes) -> bytes:
        header = b"".join(fields)
        header = number(len(header)) + header
        return struct.pack("<L", zlib.crc32(header)) + header

    packed = b"Rar!\x1a\x07\x01\x00" + block(number(1), number(0), number(int(is_volume)))
    for name, content in entries.items():
        size, checksum = number(len(content)), struct.pack("<L", zlib.crc32(content))
        raw = name.encode()
        details = (number(4), size, number(mode), checksum, number(0), number(1), number(len(raw)), raw)
        packed += block(number(2), number(2), size, *details) + content
    return packed + block(number(5), number(0), number(0))


def make_old_rar(name: bytes, content: bytes, *, is_volume: bool = False) -> bytes:
    """Return a RAR archive (version 4) of one entry, stored, with these bytes as its name."""

    def block(kind: int, flags: int, fields: bytes) -> bytes:
        header = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
        return struct.pack("<H", zlib.crc32(header) & 0xFFFF) + header

    size, checksum = len(content), zlib.crc32(content)
    details = struct.pack("<LLBLLBBHL", size, size, 3, checksum, 0, 29, 0x30, len(name), 0o100644)
    packed = b"Rar!\x1a\x07\x00" + block(0x73, int(is_volume), bytes(6)) + block(0x74, 0x8000, details + name)
    return packed + content + block(0x7B, 0x4000, b"")
