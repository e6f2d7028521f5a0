"""Documents read in processes of their own: one whose reader hangs, dies or eats memory costs itself and no other."""

import logging
import multiprocessing
import os
import resource
import signal
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from ingestion.documents.parse import parse_document, reject_document
from ingestion.forms.layouts import Layouts
from ingestion.landing import ROWS_PER_PART, LoadWriter, PartWriter, Tally
from ingestion.limits import MEBIBYTE, Limits
from ingestion.records import ParsedDocument

Parse = Callable[[bytes, str, Layouts, Limits], ParsedDocument]

_SECONDS_PER_PART = 10  # reading that is lost at most with a worker
_OUT_OF_MEMORY = 86  # a worker's exit code
_START = "start"
_WRITE = "write"


class WorkersError(Exception):
    """Processes to read documents in cannot be started."""


class KeptDocument(NamedTuple):
    """A document to be read: its bytes are kept under their hash."""

    document_hash: str
    byte_size: int


@dataclass(eq=False)
class _Worker:
    """A process, as seen from here. `order` is what it was told and has not answered yet, None while it waits."""

    number: int
    process: BaseProcess
    connection: "Connection[object, object]"  # generic for the type checker only
    order: KeptDocument | str | None = _START
    # What it has read since it last wrote a part: lost with it.
    unwritten: list[KeptDocument] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    reading_since: float = 0.0
    part_count: int = 0


class Workers:
    """Processes that read kept documents into a load; a context manager that ends them, whatever happens.

    Each writes Parquet parts of its own, and only counts come back. They start when there is something to read,
    never more than documents, from a server process that has what they need loaded: a plain fork would copy the
    locks that other threads hold. `parse` is importable by its name.
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
        self._task = (documents, layouts, limits, parse)
        self._limits = limits
        self._count = count
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._workers: list[_Worker] = []
        self._started = 0
        self._waiting: deque[KeptDocument] = deque()
        # Documents that may have ended a worker. Each gets another, and its part is written before the next is read.
        self._suspects: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # What was read is on the disk, or nobody is to see it.
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()

    def read(self, documents: Iterator[KeptDocument]) -> None:
        """Read every document into the load; one that cannot be read within the limits is a rejection there.

        Raises WorkersError, and OSError where a kept document cannot be opened or the load not be written.
        """
        while True:
            # As many ahead as there are workers: taking documents in and reading them go on side by side.
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
                self._hear(busy[connection])  # type: ignore[index]

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
        """Tell a waiting worker what to do next, if there is anything."""
        if worker.unwritten and (not self._waiting or self._is_due(worker)):
            worker.order = _WRITE
        elif self._waiting:
            if not worker.unwritten:
                worker.reading_since = time.monotonic()
            worker.order = self._waiting.popleft()
        else:
            return
        with suppress(OSError):  # it has ended, as will be heard
            worker.connection.send(worker.order)

    def _is_due(self, worker: _Worker) -> bool:
        """Whether a worker is to write before it reads on."""
        near = {worker.unwritten[-1].document_hash, self._waiting[0].document_hash}
        return (
            sum(worker.tally.rows.values()) >= ROWS_PER_PART
            or time.monotonic() - worker.reading_since > _SECONDS_PER_PART
            or not near.isdisjoint(self._suspects)
        )

    def _hear(self, worker: _Worker) -> None:
        """Take a worker's answer, or that it has ended."""
        try:
            answer = worker.connection.recv()
        except (EOFError, OSError):
            self._bury(worker)
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

    def _bury(self, worker: _Worker) -> None:
        """Find the document that ended a worker; what else is lost with it is read again."""
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)
        reason_code, detail = _explain(worker.process.exitcode or 0, self._limits)
        if worker.order == _START:
            raise WorkersError(f"a process to read documents in ended before it began: {detail}")
        self._load.discard_part(worker.number, worker.part_count)
        if isinstance(worker.order, KeptDocument):
            self._waiting.extendleft(worker.unwritten)
            accused, is_certain = [worker.order], reason_code != "reader_died"
        else:
            accused, is_certain = worker.unwritten, False
        for document in accused:
            if is_certain or document.document_hash in self._suspects:
                self._load.add_document(reject_document(*document, reason_code, detail))
            else:  # the system may have ended it for another's sake
                self._suspects.add(document.document_hash)
                self._waiting.append(document)


def _explain(exit_code: int, limits: Limits) -> tuple[str, str]:
    """Reason code and detail of how a worker ended."""
    if exit_code == -signal.SIGALRM:
        return "reader_timed_out", f"more than {limits.seconds} seconds"
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
) -> None:
    """A worker's life: an order, its answer, until the parent is gone. How it ends tells the parent why."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told as well, and ends its workers
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What libraries remark on a document is no message for whoever runs the refresh.
    logging.disable()
    warnings.simplefilter("ignore")
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115
    try:
        connection.send(_START)
        while True:
            order = connection.recv()
            try:
                if isinstance(order, KeptDocument):
                    content = (documents / order.document_hash).read_bytes()
                    with _limited(limits):
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


@contextmanager
def _limited(limits: Limits) -> Iterator[None]:
    """Hold this process to a document's limits while one is read.

    At the time limit the system ends the process, even one that hangs in a library, or whose parent is gone.
    Memory beyond the limit is refused to it (where the system tells how much it holds: Linux).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    held = _read_address_space()
    if held is not None:
        most = held + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _read_address_space() -> int | None:
    """Bytes of this process's address space."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return None
