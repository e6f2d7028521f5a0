"""Find the files and kept documents that are still to be read."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb

from ingestion.containers.office.libreoffice import find_converter
from ingestion.documents.inbox import InboxFile, KnownFile, is_changed, list_inbox, read_ledger
from ingestion.documents.kept_documents import find_damaged
from ingestion.documents.unpacking import has_unpacker
from ingestion.home import Home, HomeDamagedError, check_landing
from ingestion.limits import Limits
from ingestion.sql import connect, quote

_NO_CONVERTER, _NO_UNPACKER = "converter_missing", "unpacker_missing"


class InboxMissingError(Exception):
    """The inbox cannot be listed, or has lost all its files."""


class StaleDocument(NamedTuple):
    """A kept document to be read again, and the container that was detected before."""

    document_hash: str
    container: str | None


@dataclass(frozen=True)
class Backlog:
    """Work to do: new or changed files of the inbox, and kept documents that an older parser or converter read.

    `damaged_documents` are missing in `documents/` or damaged there. `files` includes those of the inbox that may have
    their bytes; `lost_documents` are those for which the inbox has none.
    """

    files: list[InboxFile]
    stale_documents: list[StaleDocument]
    damaged_documents: frozenset[str] = frozenset()
    lost_documents: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files or self.stale_documents)


def find_backlog(inbox: Path, home: Home, limits: Limits, *, may_be_empty: bool = True) -> Backlog:
    """Return what an ingestion would read. Opens no document and writes nothing.

    Raises InboxMissingError if the inbox is not a directory that can be listed, and, unless it `may_be_empty`, if it
    contains no file but did before. Raises HomeDamagedError if the landing is damaged.
    """
    has_landing = any(home.landing.glob("load_id=*"))
    if has_landing:
        check_landing(home.landing)
    try:
        ledger = read_ledger(home.landing, str(inbox)) if has_landing else {}
        documents = _read_documents(home.landing) if has_landing else []
    except duckdb.Error as error:
        raise HomeDamagedError(f"the landing cannot be read: {' '.join(str(error).split())}") from error
    try:
        listed = list(list_inbox(inbox))
    except OSError as error:
        raise InboxMissingError(f"the inbox {inbox} cannot be listed: {error.strerror}") from error
    if ledger and not listed and not may_be_empty:
        raise InboxMissingError(
            f"the inbox {inbox} is empty, but {len(ledger)} files were seen in it before: check that it is mounted; if "
            "it was emptied on purpose, set JIXIAO_INBOX_MAY_BE_EMPTY=1"
        )
    damaged = find_damaged(home.documents, {document.document_hash: document.byte_size for document in documents})
    sources = _find_sources(ledger, damaged)
    files, found = [], set[str]()
    for file in listed:
        known = ledger.get(file.relative_path)
        if is_changed(file, known, limits.document_bytes):
            files.append(file)
        elif file.problem is None and file.relative_path in sources:
            files.append(file)
            found |= sources[file.relative_path]
    version = home.parser_version(limits)
    unconverted = _find_unconverted(documents)
    stale = [
        StaleDocument(document.document_hash, document.container)
        for document in documents
        if (document.parser_version != version or document.document_hash in unconverted)
        and document.document_hash not in damaged
        and os.access(home.documents / document.document_hash, os.R_OK)
    ]
    return Backlog(files, stale, frozenset(damaged), tuple(sorted(damaged - found)))


def describe_lost(documents: Path, lost: Sequence[str]) -> str:
    """Return a sentence about documents that are missing or damaged and for which the inbox has no copy."""
    more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
    return (
        f"the kept document {documents / lost[0]}{more} is missing or damaged, and the inbox has no copy of it: "
        "restore it from a backup. What was read of it stays in force"
    )


def _find_unconverted(documents: list["_ReadDocument"]) -> set[str]:
    """Return the documents that a program on PATH would convert or unpack, and that it has not yet.

    Without a converter, what an earlier one converted stays in force.
    """
    packed = {document.document_hash for document in documents if document.reason_code == _NO_UNPACKER}
    concerned = [document for document in documents if document.converter or document.reason_code == _NO_CONVERTER]
    converter = find_converter() if concerned else None
    unconverted = {document.document_hash for document in concerned if converter and document.converter != converter}
    return unconverted | packed if packed and has_unpacker() else unconverted


def _find_sources(ledger: dict[str, KnownFile], damaged: set[str]) -> dict[str, set[str]]:
    """Return the damaged documents by each path of the inbox at which they, or an archive with them, were last seen."""
    sources: dict[str, set[str]] = {}
    for path, known in ledger.items():
        if known.document_hash in damaged:
            parts = path.split("/")
            for end in range(1, len(parts) + 1):
                sources.setdefault("/".join(parts[:end]), set()).add(known.document_hash)
    return sources


class _ReadDocument(NamedTuple):
    document_hash: str
    byte_size: int
    container: str | None
    parser_version: str
    reason_code: str | None
    converter: str | None


def _read_documents(landing: Path) -> list[_ReadDocument]:
    """Return every document ever read, as its newest load has it."""
    documents = quote(f"{landing}/load_id=*/documents/*.parquet")
    query = f"""
        select document_hash, byte_size, container, parser_version, reason_code, converter
        from (
            select * from read_parquet({documents}, union_by_name = true, hive_partitioning = false)
            union all by name
            select null::varchar as converter where false  -- loads of versions before 0.3.0 do not have it
        )
        qualify row_number() over (partition by document_hash order by load_id desc) = 1
        order by document_hash
    """
    with connect(landing) as connection:
        return [_ReadDocument(*row) for row in connection.execute(query).fetchall()]
