"""Unpack RAR and 7z archives with bsdtar (libarchive), if it is on PATH, in a process with limits."""

import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any

from ingestion.containers import ContainerError
from ingestion.limits import MEBIBYTE, Limits

_NAME = "bsdtar"
_END = b"PK\x05\x06"  # the end record of a zip; zeros may follow
_END_SEARCHED = 64 * 1024
_BLOCK = 512  # bytes; the unit of `ulimit -f`
_OVERHEAD = 64 * MEBIBYTE  # for headers and names, besides the contents
_LONGEST_MESSAGE = 4000
# RAR: the signatures of versions 5 and 4, and of their main headers the type and the flag of a volume.
_RAR, _OLD_RAR = b"Rar!\x1a\x07\x01\x00", b"Rar!\x1a\x07\x00"
_MAIN, _OLD_MAIN, _VOLUME, _HAS_EXTRA = 1, b"\x73", 1, 1
_CHECKSUM, _LONGEST_HEADER = 4, 30  # bytes
# A shell sets the limits: this process may have threads, and must not run Python between fork and exec.
_LIMITED = 'ulimit -v "$1" 2>/dev/null; ulimit -f "$2"; ulimit -t "$3"; shift 3; exec "$@"'
_LOCALES = ("C.UTF-8", "C")
# What bsdtar says, by reason code.
_SAID = {
    "encrypted_document": re.compile("encrypt|passphrase|password|crypto", re.IGNORECASE),
    "reader_out_of_memory": re.compile("memory|allocate|failed to map", re.IGNORECASE),
}
_ENDED: dict[int, str] = {
    signal.SIGXFSZ: "too_much_expansion",
    signal.SIGXCPU: "reader_timed_out",
    signal.SIGKILL: "reader_timed_out",
}


def has_unpacker() -> bool:
    """Whether bsdtar is on PATH."""
    return shutil.which(_NAME) is not None


def repack(content: bytes, kind: str, entries: int, expanded_bytes: int, limits: Limits) -> IO[bytes]:
    """Return a temporary file without a name: a zip, not compressed, with the entries of a RAR or 7z archive.

    `entries` and `expanded_bytes` are the most that it may have. Raises ContainerError: archive_in_volumes,
    unpacker_missing, encrypted_document, too_many_entries, too_much_expansion, reader_timed_out, reader_out_of_memory,
    damaged_document.
    An archive with one entry that cannot be unpacked is refused as a whole.
    """
    if kind == "rar" and _is_volume(content):
        raise ContainerError("archive_in_volumes", "rar: one volume of several")
    program = shutil.which(_NAME)
    if program is None:
        raise ContainerError("unpacker_missing", f"{kind}: install libarchive-tools")
    most = (expanded_bytes + _OVERHEAD) // _BLOCK
    sizes = [str(limits.memory_bytes // 1024), str(most), str(limits.seconds)]
    limited = ["/bin/sh", "-c", _LIMITED, "sh", *sizes]
    command = [program, "-cf", "-", "--format=zip", "--options", "zip:compression=store", "@-"]
    # Old RAR archives have names in bytes of no stated encoding; only the locale C passes them on unchanged.
    for locale in _LOCALES:
        packed = _run([*limited, *command], content, locale, kind, limits)
        if _count_entries(packed) > entries:
            packed.close()
            raise ContainerError("too_many_entries", f"at most {limits.archive_entries} with those of archives in it")
        try:
            zipfile.ZipFile(packed)
        except UnicodeDecodeError:
            packed.close()
        else:
            return packed
    raise ContainerError("damaged_document", f"{kind}: names in several encodings")


def _is_volume(content: bytes) -> bool:
    """Whether a RAR archive is one volume of several, as its first header states."""
    if content.startswith(_OLD_RAR):
        return content[len(_OLD_RAR) + 2 : len(_OLD_RAR) + 3] == _OLD_MAIN and bool(
            content[len(_OLD_RAR) + 3] & _VOLUME
        )
    numbers = _read_numbers(content[len(_RAR) + _CHECKSUM : len(_RAR) + _CHECKSUM + _LONGEST_HEADER])
    _, kind, flags = next(numbers, 0), next(numbers, 0), next(numbers, 0)
    if kind != _MAIN:
        return False
    if flags & _HAS_EXTRA:
        next(numbers, 0)
    return bool(next(numbers, 0) & _VOLUME)


def _read_numbers(header: bytes) -> Iterator[int]:
    """Yield the numbers of a RAR header: seven bits a byte, the lowest first; the last byte of each is below 128."""
    value = shift = 0
    for byte in header:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0


def _run(command: list[str], content: bytes, locale: str, kind: str, limits: Limits) -> IO[bytes]:
    """Return the output of a command for a content. Raises ContainerError if it fails."""
    with ExitStack() as opened, tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as log:
        packed = opened.enter_context(tempfile.TemporaryFile())
        given: dict[str, Any] = {"input": content}
        # 7z is read from its end, so from a file. RAR is not: in a file, a zip stored at its end would be taken for it.
        if kind == "7z":
            source.write(content)
            source.seek(0)
            given = {"stdin": source}
        try:
            exit_code = subprocess.run(
                command,
                **given,
                stdout=packed,
                stderr=log,
                env={"LC_ALL": locale},
                timeout=limits.seconds,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired as error:
            raise ContainerError("reader_timed_out", f"more than {limits.seconds} seconds") from error
        if exit_code:
            log.seek(0)
            said = " ".join(log.read(_LONGEST_MESSAGE).decode("utf-8", "replace").split())
            raise _explain(kind, exit_code, said, limits)
        opened.pop_all()
        return packed


def _count_entries(packed: IO[bytes]) -> int:
    """Return the number of entries of a zip that bsdtar wrote, without listing them; 65,535 if there are more."""
    size = packed.seek(0, os.SEEK_END)
    packed.seek(max(0, size - _END_SEARCHED))
    end = packed.read()
    (count,) = struct.unpack_from("<H", end, end.rfind(_END) + 10)
    return int(count)


def _explain(kind: str, exit_code: int, said: str, limits: Limits) -> ContainerError:
    """Return the error for the end of bsdtar, by its exit code (negative: a signal) and what it said."""
    reason_code = _ENDED.get(-exit_code) or next(
        (code for code, pattern in _SAID.items() if pattern.search(said)), "damaged_document"
    )
    details = {
        "too_much_expansion": f"at most {limits.expanded_bytes} with those of archives in it",
        "reader_timed_out": f"more than {limits.seconds} seconds",
        "reader_out_of_memory": f"more than {limits.memory_bytes // MEBIBYTE} MB",
        "encrypted_document": "an archive with a password",
    }
    return ContainerError(reason_code, details.get(reason_code, f"{kind}: {said}"[:200]))
