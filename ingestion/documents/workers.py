"""Read documents in worker processes, so that a reader that hangs, crashes or exhausts memory affects one document."""

import multiprocessing
import os
import shutil
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from ingestion.documents.kept_documents import read_kept
from ingestion.documents.limited import isolate, limited
from ingestion.documents.parse import parse_document, reject_document
from ingestion.forms.layouts import Layouts
from ingestion.landing import ROWS_PER_PART, LoadWriter, PartWriter, Tally
from ingestion.limits import MEBIBYTE, Limits
from ingestion.records import ParsedDocument

Parse = Callable[[bytes, str, Layouts, Limits], ParsedDocument]

_SECONDS_PER_PART = 10  # at most this much reading is lost with a worker
_OUT_OF_MEMORY = 86  # a worker's exit code
_START = "start"
_WRITE = "write"


class WorkersError(Exception):
    """The worker processes cannot be started."""


class KeptDocument(NamedTuple):
    """A document to be read: its bytes are stored under their hash."""

    document_hash: str
    byte_size: int


class Readers(Protocol):
    """What reads kept documents into a load."""

    def read(self, documents: Iterator[KeptDocument]) -> None:
        """Read every document into the load. A document that cannot be read becomes a rejection."""


OpenReaders = Callable[[LoadWriter, Path, Layouts, Limits, int, Parse], AbstractContextManager[Readers]]


@dataclass(eq=False)
class _Worker:
    """A worker process, as seen by its parent. `order` is the order it is working on, None while it is idle."""

    number: int
    process: BaseProcess
    connection: "Connection[object, object]"  # generic for the type checker only
    order: KeptDocument | str | None = _START
    # Documents read since the last part was written: they are lost if the process ends.
    unwritten: list[KeptDocument] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    reading_since: float = 0.0
    part_count: int = 0


class Workers:
    """Worker processes that read kept documents into a load; a context manager that ends them in any case.

    Each worker writes its own Parquet parts and returns only counts. Workers start on demand, at most one per
    document, from a forkserver with the modules already imported: a plain fork would copy locks that other threads
    hold. `parse` must be importable by its name.
    """

    def __init__(
        self,
        load: LoadWriter,
        documents: Path,
        layouts: Layouts,
        limits: Limits,
        count: int,
        parse: Parse = parse_document,
    ):
        self._load = load
        self._scratch = load.make_scratch()  # what readers write temporarily, left if a worker is killed
        self._task = (documents, layouts, limits, parse, str(self._scratch))
        self._limits = limits
        self._count = count
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._workers: list[_Worker] = []
        self._started = 0
        self._waiting: deque[KeptDocument] = deque()
        # Documents that may have ended a worker. Each is read by another worker, with its own part before and after.
        self._suspects: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # Everything read is on disk by now, or the load is discarded.
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def read(self, documents: Iterator[KeptDocument]) -> None:
        """Read every document into the load. A document that cannot be read within the limits becomes a rejection.

        Raises WorkersError, and OSError if a kept document cannot be opened or the load cannot be written.
        """
        while True:
            # Queue as many documents as there are workers, so that registration and reading run in parallel.
            while len(self._waiting) < self._count and (document := next(documents, None)):
                self._waiting.append(document)
            for worker in self._workers:
                if worker.order is None:
                    self._order(worker)
            starting = sum(worker.order == _START for worker in self._workers)
            for _ in range(min(self._count - len(self._workers), len(self._waiting) - starting)):
                self._start()
            busy = {worker.connection: worker for worker in self._workers if worker.order is not None}
            if not busy:
                return
            for connection in wait(list(busy)):
                self._receive(busy[connection])  # type: ignore[index]

    def _start(self) -> None:
        self._started += 1
        here, there = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(there, self._load.open_parts(self._started), *self._task), daemon=True
        )
        process.start()
        there.close()
        self._workers.append(_Worker(self._started, process, here))

    def _order(self, worker: _Worker) -> None:
        """Send an idle worker its next order, if there is one."""
        if worker.unwritten and (not self._waiting or self._is_due(worker)):
            worker.order = _WRITE
        elif self._waiting:
            if not worker.unwritten:
                worker.reading_since = time.monotonic()
            worker.order = self._waiting.popleft()
        else:
            return
        with suppress(OSError):  # it has ended; _receive handles this
            worker.connection.send(worker.order)

    def _is_due(self, worker: _Worker) -> bool:
        """Whether a worker must write its part before it reads the next document."""
        near = {worker.unwritten[-1].document_hash, self._waiting[0].document_hash}
        return (
            sum(worker.tally.rows.values()) >= ROWS_PER_PART
            or time.monotonic() - worker.reading_since > _SECONDS_PER_PART
            or not near.isdisjoint(self._suspects)
        )

    def _receive(self, worker: _Worker) -> None:
        """Receive a worker's answer, or handle its end."""
        try:
            answer = worker.connection.recv()
        except (EOFError, OSError):
            self._handle_end(worker)
            return
        if isinstance(answer, OSError):
            raise answer
        if isinstance(answer, Tally) and isinstance(worker.order, KeptDocument):
            worker.unwritten.append(worker.order)
            worker.tally.add(answer)
        elif worker.order == _WRITE:
            self._load.tally.add(worker.tally)
            worker.unwritten, worker.tally = [], Tally()
            worker.part_count += 1
        worker.order = None

    def _handle_end(self, worker: _Worker) -> None:
        """Find the document that ended a worker; queue the other documents lost with it again."""
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)
        reason_code, detail = _explain(worker.process.exitcode or 0, self._limits)
        if worker.order == _START:
            raise WorkersError(f"a worker process ended before it read a document: {detail}")
        self._load.discard_part(worker.number, worker.part_count)
        if isinstance(worker.order, KeptDocument):
            self._waiting.extendleft(worker.unwritten)
            candidates, is_certain = [worker.order], reason_code != "reader_died"
        else:
            candidates, is_certain = worker.unwritten, False
        for document in candidates:
            if is_certain or document.document_hash in self._suspects:
                self._load.add_document(reject_document(*document, reason_code, detail))
            else:  # the system may have ended the worker for another reason
                self._suspects.add(document.document_hash)
                self._waiting.append(document)


def _explain(exit_code: int, limits: Limits) -> tuple[str, str]:
    """Return reason code and detail for the exit code of a worker."""
    if exit_code == -signal.SIGALRM:
        recognition = limits.recognition_seconds
        return "reader_timed_out", f"more than {limits.seconds} seconds ({recognition} with text recognition)"
    if exit_code == _OUT_OF_MEMORY:
        return "reader_out_of_memory", f"more than {limits.memory_bytes // MEBIBYTE} MB"
    if exit_code < 0:
        return "reader_died", f"signal {-exit_code}: {signal.strsignal(-exit_code)}"
    return "reader_died", f"exit code {exit_code}"


def _work(
    connection: "Connection[object, object]",
    parts: PartWriter,
    documents: Path,
    layouts: Layouts,
    limits: Limits,
    parse: Parse,
    temporary: str,
) -> None:
    """Run a worker: execute orders until the parent is gone. The exit code shows the parent why it ended."""
    isolate()
    tempfile.tempdir = temporary
    try:
        connection.send(_START)
        while True:
            order = connection.recv()
            try:
                if isinstance(order, KeptDocument):
                    content = read_kept(documents, order.document_hash)
                    with limited(limits):
                        parsed = parse(content, order.document_hash, layouts, limits)
                    connection.send(parts.add_document(parsed))
                else:
                    parts.write_part()
                    connection.send(_WRITE)
            except OSError as error:
                connection.send(error)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except (EOFError, ConnectionError):
        pass
