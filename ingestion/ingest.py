"""One refresh's ingestion: new files of the inbox into kept documents and one landing load."""

import hashlib
import logging
import os
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb

from ingestion.documents import parse_document
from ingestion.inbox import InboxFile, find_changed, read_ledger
from ingestion.landing import LoadWriter, ensure_empty_load
from ingestion.layouts import load_layouts
from ingestion.records import ParsedDocument, Rejection, Sighting

logger = logging.getLogger("jixiao.ingestion")


class InboxMissingError(Exception):
    """The inbox is no folder that can be listed."""


@dataclass(frozen=True)
class Home:
    """Where ingestion keeps things, and what it reads layouts from."""

    documents: Path
    landing: Path
    labels: Path

    @cached_property
    def parser_version(self) -> str:
        """Fingerprint of everything that decides what is read of given bytes: this package and the labels."""
        digest = hashlib.sha256(self.labels.read_bytes())
        for path in sorted(Path(__file__).parent.rglob("*.py")):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:12]


@dataclass(frozen=True)
class Backlog:
    """What there is to read: files of the inbox not known in their state, kept documents an older parser read."""

    files: list[InboxFile]
    stale_documents: list[str]

    def __bool__(self) -> bool:
        return bool(self.files or self.stale_documents)


@dataclass
class IngestionReport:
    """What an ingestion did. `load_id` is None where there was nothing to do."""

    load_id: str | None = None
    files_seen: int = 0
    documents_read: int = 0
    documents_known: int = 0
    documents_read_again: int = 0
    forms: int = 0
    rejections: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def find_backlog(inbox: Path, home: Home, max_bytes: int) -> Backlog:
    """What an ingestion would read. Opens no document.

    Raises InboxMissingError with a sentence when the inbox is not a folder that can be listed.
    """
    home.landing.mkdir(parents=True, exist_ok=True)
    ensure_empty_load(home.landing)
    try:
        files = find_changed(inbox, read_ledger(home.landing, inbox), max_bytes)
    except OSError as error:
        raise InboxMissingError(f"the inbox {inbox} cannot be listed: {error.strerror}") from error
    # What was read of a document whose bytes are gone stays in force: it cannot be read again.
    found = _find_stale_documents(home)
    stale = [name for name in found if (home.documents / name).is_file()]
    if len(stale) < len(found):
        logger.warning("%d kept documents cannot be read again; restore %s", len(found) - len(stale), home.documents)
    return Backlog(files, stale)


def _find_stale_documents(home: Home) -> list[str]:
    """Hashes of documents whose newest load was written by another parser version."""
    query = """
        select document_hash
        from read_parquet(?, union_by_name = true, hive_partitioning = false)
        group by document_hash
        having arg_max(parser_version, load_id) <> ?
        order by document_hash
    """
    with duckdb.connect() as connection:
        pattern = f"{home.landing}/load_id=*/documents/*.parquet"
        return [row[0] for row in connection.execute(query, [pattern, home.parser_version]).fetchall()]


def _read_known_hashes(home: Home) -> set[str]:
    query = "select distinct document_hash from read_parquet(?, union_by_name = true, hive_partitioning = false)"
    with duckdb.connect() as connection:
        return {
            row[0] for row in connection.execute(query, [f"{home.landing}/load_id=*/documents/*.parquet"]).fetchall()
        }


def ingest(inbox: Path, home: Home, max_bytes: int) -> IngestionReport:
    """Read what is new in the inbox, and again what an older parser read, into one load.

    A document's bytes are kept under their SHA-256 before anything is read of them. Files over `max_bytes` and
    files that cannot be opened become rejections. Raises InboxMissingError, and OSError when the home cannot be
    written; never on what documents hold.
    """
    home.documents.mkdir(parents=True, exist_ok=True)
    backlog = find_backlog(inbox, home, max_bytes)
    report = IngestionReport(files_seen=len(backlog.files))
    if not backlog:
        return report
    layouts = load_layouts(home.labels)
    known_hashes = _read_known_hashes(home)
    with LoadWriter(home.landing, home.parser_version) as load:
        report.load_id = load.load_id

        def add(parsed: ParsedDocument) -> None:
            load.add_document(parsed)
            report.forms += len(parsed.evaluations)
            report.rejections.update(rejection.reason_code for rejection in parsed.rejections)
            report.rows["evaluations"] += len(parsed.evaluations)
            report.rows["form_fields"] += len(parsed.form_fields)
            report.rows["indicator_lines"] += len(parsed.indicator_lines)
            report.rows["rejections"] += len(parsed.rejections)
            report.rows["documents"] += 1

        for number, document_hash in enumerate(backlog.stale_documents, start=1):
            logger.info("reading again %d/%d %s", number, len(backlog.stale_documents), document_hash[:12])
            try:
                content = (home.documents / document_hash).read_bytes()
            except OSError as error:
                # What was read before stays in force; it only cannot be read anew.
                report.warnings.append(f"documents/{document_hash} cannot be read again: {error.strerror}; restore it")
                continue
            add(parse_document(content, document_hash, layouts))
            report.documents_read_again += 1
        for number, file in enumerate(backlog.files, start=1):
            logger.info("reading %d/%d %s", number, len(backlog.files), file.relative_path)
            bytes_read, problem = _read_file(file, max_bytes)
            new_hash: str | None = None
            if bytes_read is None:
                rejection = Rejection(None, file.relative_path, None, None, None, None, *problem, "")
                load.add_rejections([rejection])
                report.rejections[rejection.reason_code] += 1
                report.rows["rejections"] += 1
                outcome = "unreadable"
            else:
                new_hash = hashlib.sha256(bytes_read).hexdigest()
                outcome = "known_document" if new_hash in known_hashes else "new_document"
            load.add_sighting(
                Sighting(str(inbox), file.relative_path, file.byte_size, file.modified_ns, new_hash, outcome)
            )
            report.rows["sightings"] += 1
            report.documents_known += outcome == "known_document"
            if bytes_read is not None and new_hash is not None and outcome == "new_document":
                _keep(home.documents / new_hash, bytes_read)
                known_hashes.add(new_hash)
                add(parse_document(bytes_read, new_hash, layouts))
                report.documents_read += 1
    return report


def _read_file(file: InboxFile, max_bytes: int) -> tuple[bytes | None, tuple[str, str]]:
    """A file's bytes, or None with reason code and detail."""
    if file.problem:
        return None, (file.problem, file.relative_path)
    if file.byte_size > max_bytes:
        return None, ("too_large", f"{file.byte_size} bytes, at most {max_bytes}")
    try:
        # A file swapped for a link or a pipe since it was listed is not followed, nor waited for.
        with os.fdopen(os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
            content = stream.read(max_bytes + 1)
    except OSError as error:
        return None, ("unreadable_file", error.strerror or str(error))
    if len(content) > max_bytes:
        return None, ("too_large", f"more than {max_bytes} bytes")
    return content, ("", "")


def _keep(target: Path, content: bytes) -> None:
    """Keep a document's bytes, whole or not at all."""
    temporary = target.with_name(f".{target.name}")
    temporary.write_bytes(content)
    temporary.rename(target)
