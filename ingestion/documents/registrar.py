"""Register the files of the inbox: keep their bytes by hash, record sightings, and open archives like folders."""

import hashlib
import logging
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ingestion.containers import ContainerError
from ingestion.documents.archives import DEEPEST_LEVEL, Budget, is_archive, name_format, open_archive
from ingestion.documents.backlog import StaleDocument
from ingestion.documents.inbox import InboxFile, KnownFile, list_inboxes, read_ledger
from ingestion.documents.kept_documents import keep, read_kept, sync_kept
from ingestion.documents.parse import reject_document
from ingestion.documents.workers import KeptDocument
from ingestion.landing import LoadWriter
from ingestion.limits import Limits
from ingestion.records import ParsedDocument, Rejection, Sighting

logger = logging.getLogger("jixiao.ingestion")
# One line a file, for a terminal. It is no child of the logger whose lines Dagster keeps as events: of these, Dagster
# gets one a minute.
progress_logger = logging.getLogger("jixiao_progress")
_SECONDS_PER_LINE = 60
_MAY_BE_ARCHIVES = (None, "zip", "rar", "7z")  # None is the container of a rejected document


class Place(NamedTuple):
    """Where a document was seen: inbox, path, and the state of the file. An archive entry has the archive's state."""

    inbox: str
    relative_path: str
    byte_size: int
    modified_ns: int


class DocumentRegistrar:
    """Register documents and yield those that must be read.

    `known_hashes` are the documents of earlier loads that need not be kept again. `outcomes` counts the sightings
    recorded; `warnings` are shown to the operator. `expected` is the initial number of files and documents; archive
    entries are added as they are found.
    """

    def __init__(
        self, documents: Path, landing: Path, load: LoadWriter, limits: Limits, known_hashes: set[str], expected: int
    ):
        self.outcomes: Counter[str] = Counter()
        self.read_again_count = 0
        self.warnings: list[str] = []
        self._documents = documents
        self._landing = landing
        self._load = load
        self._limits = limits
        self._known = known_hashes
        self._kept: list[str] = []
        self._expected = expected
        self._done = 0
        self._next_line = time.monotonic() + _SECONDS_PER_LINE
        self._seen_ns = time.time_ns()  # one time for all files of a load
        # The last sightings by path, while archives are opened again: an unchanged entry is not sighted again.
        self._ledger: dict[str, KnownFile] = {}

    def register_files(self, inbox: str, files: Iterable[InboxFile]) -> Iterator[KeptDocument]:
        """Yield the new documents among the files of an inbox; record the others as sightings or rejections."""
        self._ledger = {}
        for file in files:
            self._log_progress("reading", file.relative_path)
            place = Place(inbox, file.relative_path, file.byte_size, file.modified_ns)
            try:
                content = _read_file(file, self._limits.document_bytes)
            except ContainerError as error:
                self._reject(place, error)
            else:
                yield from self._register(place, content, self._new_budget(), 1)

    def register_again(self, stale: Iterable[StaleDocument], arriving: set[tuple[str, str]]) -> Iterator[KeptDocument]:
        """Yield stale documents. Open stale archives again at the paths where they were last seen.

        `arriving` has inbox and path of the files about to be registered: an older archive at that path is not opened.
        """
        archives: set[str] = set()
        for document_hash, container in stale:
            self._log_progress("reading again", document_hash[:12])
            kept = self._documents / document_hash
            try:
                size = kept.stat().st_size
                is_one = container in _MAY_BE_ARCHIVES and is_archive(self._read(document_hash), self._limits)
            except OSError as error:
                self.warnings.append(
                    f"documents/{document_hash} cannot be read again: {error.strerror or error}; restore it"
                )
                continue
            self.read_again_count += 1
            if is_one:
                archives.add(document_hash)
            else:
                yield KeptDocument(document_hash, size)
        self._known -= archives  # each is recorded again, once
        for inbox in list_inboxes(self._landing) if archives else ():
            self._ledger = read_ledger(self._landing, inbox)
            for path, state in _list_outermost(self._ledger, archives):
                if (inbox, path) not in arriving:
                    place = Place(inbox, path, state.byte_size, state.modified_ns)
                    content = self._read(str(state.document_hash))
                    yield from self._register(place, content, self._new_budget(), 1)
        # An archive that was replaced at its path is only recorded: its entries are not sighted again.
        for document_hash in sorted(archives - self._known):
            content = self._read(document_hash)
            try:
                open_archive(content, self._new_budget(), self._limits)
            except ContainerError as error:
                self._record(reject_document(document_hash, len(content), error.reason_code, error.detail))
            else:
                self._record(_describe_archive(document_hash, content))

    def _register(self, place: Place, content: bytes, budget: Budget, level: int) -> Iterator[KeptDocument]:
        """Register a document at a place; yield it if it is new, or the new documents in it if it is an archive."""
        document_hash = hashlib.sha256(content).hexdigest()
        is_new = document_hash not in self._known
        if not is_archive(content, self._limits):
            self._record_sighting(place, document_hash, "new_document" if is_new else "known_document")
            if is_new:
                self._keep(document_hash, content)
                yield KeptDocument(document_hash, len(content))
            return
        if level > DEEPEST_LEVEL:
            self._reject(place, ContainerError("archive_too_deep", f"at most {DEEPEST_LEVEL} levels of archives"))
            return
        try:
            archive = open_archive(content, budget, self._limits)
        except ContainerError as error:
            self._record_sighting(place, document_hash, "new_document" if is_new else "known_document")
            if is_new:
                self._keep(document_hash, content)
                self._record(reject_document(document_hash, len(content), error.reason_code, error.detail))
            return
        self._record_sighting(place, document_hash, "archive")
        if is_new:
            self._keep(document_hash, content)
            self._record(_describe_archive(document_hash, content))
        self._expected += len(archive.entries)
        for name, entry in archive.entries:
            inside = place._replace(relative_path=budget.name(f"{place.relative_path}/{name}"))
            self._log_progress("reading", inside.relative_path)
            try:
                unpacked = archive.read(entry)
            except ContainerError as error:
                self._reject(inside, error)
            else:
                yield from self._register(inside, unpacked, budget, level + 1)

    def _new_budget(self) -> Budget:
        return Budget(self._limits.archive_entries, self._limits.expanded_bytes)

    def _record_sighting(self, place: Place, document_hash: str | None, outcome: str) -> None:
        known = self._ledger.get(place.relative_path)
        if document_hash is None or known is None or known.document_hash != document_hash:
            self._load.add_sighting(Sighting(*place, document_hash, outcome, self._seen_ns))
            self.outcomes[outcome] += 1

    def _reject(self, place: Place, error: ContainerError) -> None:
        """Record the rejection of a file that has no document."""
        rejection = Rejection(
            document_hash=None,
            relative_path=place.relative_path,
            form_ordinal=None,
            first_line=None,
            last_line=None,
            page=None,
            reason_code=error.reason_code,
            detail=error.detail[:500],
            excerpt="",
        )
        self._load.add_rejections([rejection])
        self._record_sighting(place, None, "unreadable")

    def _record(self, parsed: ParsedDocument) -> None:
        """Record a document that is not passed to a reader."""
        self._load.add_document(parsed)
        self._known.add(parsed.document.document_hash)

    def _keep(self, document_hash: str, content: bytes) -> None:
        """Store the bytes of a document before they are read."""
        keep(self._documents, document_hash, content)
        self._known.add(document_hash)
        self._kept.append(document_hash)

    def _read(self, document_hash: str) -> bytes:
        return read_kept(self._documents, document_hash)

    def sync(self) -> None:
        """Wait until the documents that were kept are on disk."""
        sync_kept(self._documents, self._kept)

    def _log_progress(self, activity: str, name: str) -> None:
        self._done += 1
        line = ("%s %d/%d %s", activity, self._done, self._expected, name)
        progress = {"done": self._done, "total": self._expected}
        progress_logger.info(*line, extra=progress)
        if (now := time.monotonic()) >= self._next_line:
            self._next_line = now + _SECONDS_PER_LINE
            logger.info(*line, extra=progress)


def _describe_archive(document_hash: str, content: bytes) -> ParsedDocument:
    """Return the records of an archive as a document: it has no content except its entries."""
    empty = reject_document(document_hash, len(content), "", "")
    return empty._replace(
        document=empty.document._replace(container=name_format(content), reason_code=None), rejections=[]
    )


def _list_outermost(ledger: dict[str, KnownFile], archives: set[str]) -> Iterator[tuple[str, KnownFile]]:
    """Yield the paths at which archives were last seen, without archives inside archives."""

    def is_archive_at(path: str) -> bool:
        known = ledger.get(path)
        return known is not None and known.document_hash in archives

    for path, state in ledger.items():
        if state.document_hash in archives:
            ends = (position for position, character in enumerate(path) if character == "/")
            if not any(is_archive_at(path[:end]) for end in ends):
                yield path, state


def _read_file(file: InboxFile, max_bytes: int) -> bytes:
    """Return the bytes of a file. Raises ContainerError if they cannot be read."""
    if file.problem:
        raise ContainerError(file.problem, file.relative_path)
    if file.byte_size > max_bytes:
        raise ContainerError("too_large", f"{file.byte_size} bytes, at most {max_bytes}")
    try:
        # The file may have been replaced by a link or a pipe since it was listed: do not follow it, do not block.
        with os.fdopen(os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
            content = stream.read(max_bytes + 1)
    except OSError as error:
        raise ContainerError("unreadable_file", error.strerror or str(error)) from error
    if len(content) > max_bytes:
        raise ContainerError("too_large", f"more than {max_bytes} bytes")
    return content
