"""Kept documents: the bytes of every document ever read, stored under their SHA-256 and checked against it."""

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ingestion.durable import sync

_DAMAGED = ".damaged"
_SYNCS = 4  # at a time


class DamagedDocumentError(OSError):
    """The bytes kept under a hash have another hash."""


def keep(documents: Path, document_hash: str, content: bytes) -> None:
    """Store the bytes of a document; it appears whole or not at all. `sync_kept` makes it durable."""
    temporary = documents / f".{document_hash}"
    temporary.write_bytes(content)
    temporary.chmod(0o400)
    temporary.replace(documents / document_hash)


def sync_kept(documents: Path, hashes: Iterable[str]) -> None:
    """Wait until kept documents are on disk: many at a time, since the disk writes them together."""
    with ThreadPoolExecutor(_SYNCS) as threads:
        for _ in threads.map(sync, (documents / document_hash for document_hash in hashes)):
            pass
    sync(documents)


def read_kept(documents: Path, document_hash: str) -> bytes:
    """Return the bytes of a kept document.

    Raises DamagedDocumentError if they are not those that were kept, and OSError if they cannot be read.
    """
    content = (documents / document_hash).read_bytes()
    if hashlib.sha256(content).hexdigest() != document_hash:
        raise DamagedDocumentError(f"documents/{document_hash} was changed since it was kept")
    return content


def find_damaged(documents: Path, sizes: dict[str, int]) -> set[str]:
    """Return the documents, given by hash with their size (bytes), that are missing or of another size. Opens none."""
    try:
        with os.scandir(documents) as entries:
            found = {entry.name: entry.stat().st_size for entry in entries if entry.name in sizes}
    except FileNotFoundError:
        found = {}
    return {document_hash for document_hash, size in sizes.items() if found.get(document_hash) != size}


def set_aside_damaged(documents: Path, hashes: Iterable[str]) -> list[str]:
    """Rename the documents whose bytes are not those that were kept to `<hash>.damaged`; return their hashes."""
    damaged = []
    for document_hash in hashes:
        try:
            read_kept(documents, document_hash)
        except DamagedDocumentError:
            (documents / document_hash).replace(documents / f"{document_hash}{_DAMAGED}")
            damaged.append(document_hash)
    return damaged
