"""What lies in the inbox into kept documents: bytes under their hash, a sighting each, archives opened like folders."""

import hashlib
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ingestion.containers import ContainerError
from ingestion.documents.archives import DEEPEST_LEVEL, Budget, is_archive, open_archive
from ingestion.documents.backlog import StaleDocument
from ingestion.documents.inbox import InboxFile, KnownFile, list_inboxes, read_ledger
from ingestion.documents.parse import reject_document
from ingestion.documents.workers import KeptDocument
from ingestion.landing import LoadWriter
from ingestion.limits import Limits
from ingestion.records import ParsedDocument, Rejection, Sighting

logger = logging.getLogger("jixiao.ingestion")


class Place(NamedTuple):
    """Where a document was seen: inbox, path in it, and the state of the file there; an entry has its archive's."""

    inbox: str
    relative_path: str
    byte_size: int
    modified_ns: int


class DocumentRegistrar:
    """Takes documents in and gives those that are to be read, one after the other, in an order of its own.

    `known_hashes` are the documents of earlier loads. `outcomes` counts the sightings made, `warnings` are for
    whoever runs the refresh. `expected` is the number of files and documents at the outset: entries of archives
    add to it as they are found.
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
        self._expected = expected
        self._done = 0
        # What was last seen where, while archives are opened again: what is still so is no new sighting.
        self._ledger: dict[str, KnownFile] = {}

    def take_files(self, inbox: str, files: Iterable[InboxFile]) -> Iterator[KeptDocument]:
        """Documents among the files of an inbox that were not known; the others are sightings or rejections."""
        self._ledger = {}
        for file in files:
            self._tell("reading", file.relative_path)
            place = Place(inbox, file.relative_path, file.byte_size, file.modified_ns)
            try:
                content = _read_file(file, self._limits.document_bytes)
            except ContainerError as error:
                self._refuse(place, error)
            else:
                yield from self._take(place, content, self._new_budget(), 1)

    def take_again(self, stale: Iterable[StaleDocument], arriving: set[tuple[str, str]]) -> Iterator[KeptDocument]:
        """Stale documents; archives among them are opened again where they were last seen, if they still are there.

        In `arriving` are inbox and path of files that are about to be taken: what lay there before is not opened.
        """
        archives: set[str] = set()
        for document_hash, container in stale:
            self._tell("reading again", document_hash[:12])
            kept = self._documents / document_hash
            try:
                size = kept.stat().st_size
                is_one = container in (None, "zip") and is_archive(kept.read_bytes(), self._limits)
            except OSError as error:
                self.warnings.append(f"documents/{document_hash} cannot be read again: {error.strerror}; restore it")
                continue
            self.read_again_count += 1
            if is_one:
                archives.add(document_hash)
            else:
                yield KeptDocument(document_hash, size)
        self._known -= archives  # each is recorded anew, once
        for inbox in list_inboxes(self._landing) if archives else ():
            self._ledger = read_ledger(self._landing, inbox)
            for path, state in _list_outermost(self._ledger, archives):
                if (inbox, path) not in arriving:
                    place = Place(inbox, path, state.byte_size, state.modified_ns)
                    content = (self._documents / str(state.document_hash)).read_bytes()
                    yield from self._take(place, content, self._new_budget(), 1)
        # What came after an archive that was replaced stands: its entries are not seen again.
        for document_hash in sorted(archives - self._known):
            content = (self._documents / document_hash).read_bytes()
            try:
                open_archive(content, self._new_budget(), self._limits)
            except ContainerError as error:
                self._record(reject_document(document_hash, len(content), error.reason_code, error.detail))
            else:
                self._record(_describe_archive(document_hash, len(content)))

    def _take(self, place: Place, content: bytes, budget: Budget, level: int) -> Iterator[KeptDocument]:
        """A document that arrived at a place; the documents in it if it is an archive."""
        document_hash = hashlib.sha256(content).hexdigest()
        is_new = document_hash not in self._known
        if not is_archive(content, self._limits):
            self._see(place, document_hash, "new_document" if is_new else "known_document")
            if is_new:
                self._keep(document_hash, content)
                yield KeptDocument(document_hash, len(content))
            return
        if level > DEEPEST_LEVEL:
            self._refuse(place, ContainerError("archive_too_deep", f"at most {DEEPEST_LEVEL} in one another"))
            return
        try:
            archive = open_archive(content, budget, self._limits)
        except ContainerError as error:
            self._see(place, document_hash, "new_document" if is_new else "known_document")
            if is_new:
                self._keep(document_hash, content)
                self._record(reject_document(document_hash, len(content), error.reason_code, error.detail))
            return
        self._see(place, document_hash, "archive")
        if is_new:
            self._keep(document_hash, content)
            self._record(_describe_archive(document_hash, len(content)))
        self._expected += len(archive.entries)
        for name, entry in archive.entries:
            inside = place._replace(relative_path=budget.name(f"{place.relative_path}/{name}"))
            self._tell("reading", inside.relative_path)
            try:
                unpacked = archive.read(entry)
            except ContainerError as error:
                self._refuse(inside, error)
            else:
                yield from self._take(inside, unpacked, budget, level + 1)

    def _new_budget(self) -> Budget:
        return Budget(self._limits.archive_entries, self._limits.expanded_bytes)

    def _see(self, place: Place, document_hash: str | None, outcome: str) -> None:
        known = self._ledger.get(place.relative_path)
        if document_hash is None or known is None or known.document_hash != document_hash:
            self._load.add_sighting(Sighting(*place, document_hash, outcome))
            self.outcomes[outcome] += 1

    def _refuse(self, place: Place, error: ContainerError) -> None:
        """Record a file of which there is no document."""
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
        self._see(place, None, "unreadable")

    def _record(self, parsed: ParsedDocument) -> None:
        """Record a document that no reader is to see."""
        self._load.add_document(parsed)
        self._known.add(parsed.document.document_hash)

    def _keep(self, document_hash: str, content: bytes) -> None:
        """Keep a document's bytes, whole or not at all, before anything is read of them."""
        temporary = self._documents / f".{document_hash}"
        temporary.write_bytes(content)
        temporary.rename(self._documents / document_hash)
        self._known.add(document_hash)

    def _tell(self, doing: str, what: str) -> None:
        self._done += 1
        progress = {"done": self._done, "total": self._expected}
        logger.info("%s %d/%d %s", doing, self._done, self._expected, what, extra=progress)


def _describe_archive(document_hash: str, byte_size: int) -> ParsedDocument:
    """An archive as a document: it has nothing to read of its own."""
    nothing = reject_document(document_hash, byte_size, "", "")
    return nothing._replace(document=nothing.document._replace(container="zip", reason_code=None), rejections=[])


def _list_outermost(ledger: dict[str, KnownFile], archives: set[str]) -> Iterator[tuple[str, KnownFile]]:
    """Paths at which an archive was last seen that is not itself in an archive."""

    def is_archive_at(path: str) -> bool:
        known = ledger.get(path)
        return known is not None and known.document_hash in archives

    for path, state in ledger.items():
        if state.document_hash in archives:
            ends = (place for place, sign in enumerate(path) if sign == "/")
            if not any(is_archive_at(path[:end]) for end in ends):
                yield path, state


def _read_file(file: InboxFile, max_bytes: int) -> bytes:
    """A file's bytes. Raises ContainerError where they are not to be had."""
    if file.problem:
        raise ContainerError(file.problem, file.relative_path)
    if file.byte_size > max_bytes:
        raise ContainerError("too_large", f"{file.byte_size} bytes, at most {max_bytes}")
    try:
        # A file swapped for a link or a pipe since it was listed is not followed, nor waited for.
        with os.fdopen(os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
            content = stream.read(max_bytes + 1)
    except OSError as error:
        raise ContainerError("unreadable_file", error.strerror or str(error)) from error
    if len(content) > max_bytes:
        raise ContainerError("too_large", f"more than {max_bytes} bytes")
    return content
