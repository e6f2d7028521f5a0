"""Find the files and kept documents that are still to be read."""

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb

from ingestion.documents.inbox import InboxFile, find_changed, read_ledger
from ingestion.home import Home
from ingestion.limits import Limits
from ingestion.sql import quote

logger = logging.getLogger("jixiao.ingestion")


class InboxMissingError(Exception):
    """The inbox is not a directory that can be listed."""


class StaleDocument(NamedTuple):
    """A kept document that another parser version read, and the container that version detected."""

    document_hash: str
    container: str | None


@dataclass(frozen=True)
class Backlog:
    """Work to do: new or changed files of the inbox, and kept documents that an older parser read."""

    files: list[InboxFile]
    stale_documents: list[StaleDocument]

    def __bool__(self) -> bool:
        return bool(self.files or self.stale_documents)


def find_backlog(inbox: Path, home: Home, limits: Limits) -> Backlog:
    """Return what an ingestion would read. Opens no document and writes nothing.

    Raises InboxMissingError if the inbox is not a directory that can be listed.
    """
    has_landing = any(home.landing.glob("load_id=*"))
    try:
        ledger = read_ledger(home.landing, str(inbox)) if has_landing else {}
        files = find_changed(inbox, ledger, limits.document_bytes)
    except OSError as error:
        raise InboxMissingError(f"the inbox {inbox} cannot be listed: {error.strerror}") from error
    # A document whose bytes are missing cannot be read again: its last load stays valid.
    found = _find_stale_documents(home, limits) if has_landing else []
    stale = [document for document in found if os.access(home.documents / document.document_hash, os.R_OK)]
    if len(stale) < len(found):
        logger.warning("%d kept documents cannot be read again; restore %s", len(found) - len(stale), home.documents)
    return Backlog(files, stale)


def _find_stale_documents(home: Home, limits: Limits) -> list[StaleDocument]:
    """Return the documents whose newest load was written by another parser version."""
    documents = quote(f"{home.landing}/load_id=*/documents/*.parquet")
    query = f"""
        with newest as (
            select document_hash, container, parser_version
            from read_parquet({documents}, union_by_name = true, hive_partitioning = false)
            qualify row_number() over (partition by document_hash order by load_id desc) = 1
        )
        select document_hash, container
        from newest
        where parser_version <> {quote(home.parser_version(limits))}
        order by document_hash
    """
    with duckdb.connect() as connection:
        rows = connection.execute(query).fetchall()
    return [StaleDocument(*row) for row in rows]
