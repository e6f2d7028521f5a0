"""Ingest new files of the inbox: keep their documents and write one landing load."""

import logging
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from ingestion.compaction import compact, finish_compaction
from ingestion.documents.backlog import describe_lost, find_backlog
from ingestion.documents.kept_documents import set_aside_damaged
from ingestion.documents.parse import parse_document
from ingestion.documents.registrar import DocumentRegistrar
from ingestion.documents.workers import OpenReaders, Parse, Workers
from ingestion.forms.layouts import load_layouts
from ingestion.home import Home
from ingestion.landing import LoadWriter, ensure_empty_load, list_files_of_loads
from ingestion.limits import Limits
from ingestion.sql import connect

logger = logging.getLogger("jixiao.ingestion")


@dataclass
class IngestionReport:
    """Counts of one ingestion. `load_id` is None if there was nothing to do. Archive entries count as files."""

    load_id: str | None = None
    files_seen: int = 0
    archives_opened: int = 0
    documents_read: int = 0
    documents_known: int = 0
    documents_read_again: int = 0
    forms: int = 0
    rejections: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def _read_known_hashes(home: Home) -> set[str]:
    query = "select distinct document_hash from read_parquet(?, union_by_name = true, hive_partitioning = false)"
    with connect(home.landing) as connection:
        return {
            row[0] for row in connection.execute(query, [f"{home.landing}/load_id=*/documents/*.parquet"]).fetchall()
        }


def ingest(
    inbox: Path,
    home: Home,
    limits: Limits,
    workers: int,
    parse: Parse = parse_document,
    *,
    may_be_empty: bool = True,
    open_readers: OpenReaders = Workers,
) -> IngestionReport:
    """Read new files of the inbox, and again the documents that an older parser read, into one load.

    The bytes of a document are stored under their SHA-256 before they are read. A file that exceeds a limit or cannot
    be opened becomes a rejection. A kept document that is missing or damaged is kept and read again if the inbox has
    its bytes; otherwise what was read of it before stays in force, and a warning says so. `workers` is the number of
    reading processes. `parse` reads one document in a worker and must be importable by its name. `open_readers` opens
    what reads the documents, for example other machines. Raises InboxMissingError (see find_backlog), HomeDamagedError,
    WorkersError, and OSError if the home cannot be written. The content of a document never raises an error.
    """
    home.documents.mkdir(parents=True, exist_ok=True)
    home.landing.mkdir(parents=True, exist_ok=True)
    finish_compaction(home.landing)
    ensure_empty_load(home.landing)
    list_files_of_loads(home.landing)
    backlog = find_backlog(inbox, home, limits, may_be_empty=may_be_empty)
    if set_aside_damaged(home.documents, (document.document_hash for document in backlog.stale_documents)):
        backlog = find_backlog(inbox, home, limits, may_be_empty=may_be_empty)
    warnings = [describe_lost(home.documents, backlog.lost_documents)] if backlog.lost_documents else []
    for warning in warnings:
        logger.warning("%s", warning)
    if not backlog:
        return IngestionReport(warnings=warnings)
    layouts = load_layouts(home.labels)
    with (
        LoadWriter(home.landing, home.parser_version(limits)) as load,
        open_readers(load, home.documents, layouts, limits, workers, parse) as readers,
    ):
        expected = len(backlog.stale_documents) + len(backlog.files)
        known = _read_known_hashes(home) - backlog.damaged_documents
        registrar = DocumentRegistrar(home.documents, home.landing, load, limits, known, expected)
        arriving = {(str(inbox), file.relative_path) for file in backlog.files}
        readers.read(
            chain(
                registrar.register_again(backlog.stale_documents, arriving),
                registrar.register_files(str(inbox), backlog.files),
            )
        )
        registrar.sync()
    compact(home.landing)
    return IngestionReport(
        load_id=load.load_id,
        files_seen=registrar.outcomes.total(),
        archives_opened=registrar.outcomes["archive"],
        documents_read=registrar.outcomes["new_document"],
        documents_known=registrar.outcomes["known_document"],
        documents_read_again=registrar.read_again_count,
        forms=load.tally.rows["evaluations"],
        rejections=load.tally.reason_codes,
        rows=load.tally.rows,
        warnings=[*warnings, *registrar.warnings],
    )
