"""What an inbox and a home hold that is still to be read."""

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
    """The inbox is no folder that can be listed."""


class StaleDocument(NamedTuple):
    """A kept document that another parser version read, and the container it took it for."""

    document_hash: str
    container: str | None


@dataclass(frozen=True)
class Backlog:
    """What there is to read: files of the inbox not known in their state, kept documents an older parser read."""

    files: list[InboxFile]
    stale_documents: list[StaleDocument]

    def __bool__(self) -> bool:
        return bool(self.files or self.stale_documents)


def find_backlog(inbox: Path, home: Home, limits: Limits) -> Backlog:
    """What an ingestion would read. Opens no document and writes nothing.

    Raises InboxMissingError with a sentence when the inbox is not a folder that can be listed.
    """
    has_landing = any(home.landing.glob("load_id=*"))
    try:
        ledger = read_ledger(home.landing, str(inbox)) if has_landing else {}
        files = find_changed(inbox, ledger, limits.document_bytes)
    except OSError as error:
        raise InboxMissingError(f"the inbox {inbox} cannot be listed: {error.strerror}") from error
    # What was read of a document whose bytes are gone stays in force: it cannot be read again.
    found = _find_stale_documents(home, limits) if has_landing else []
    stale = [document for document in found if os.access(home.documents / document.document_hash, os.R_OK)]
    if len(stale) < len(found):
        logger.warning("%d kept documents cannot be read again; restore %s", len(found) - len(stale), home.documents)
    return Backlog(files, stale)


def _find_stale_documents(home: Home, limits: Limits) -> list[StaleDocument]:
    """Documents whose newest load was written by another parser version."""
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
