"""Draw pages in a child process, so that a document that hangs, crashes or exhausts memory costs only its pictures."""

import multiprocessing
import os
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from ingestion.documents.kept_documents import read_kept
from ingestion.documents.limited import isolate, limited
from ingestion.limits import Limits

LIMITS = Limits(seconds=20)


class PageOrder(NamedTuple):
    """A page to be drawn: its document, its number from 1, and by how many degrees it is turned counter-clockwise."""

    document_hash: str
    page: int
    turn: float


class PageDrawer:
    """A child process that draws pages of kept documents; a context manager that ends it. It starts with the first."""

    def __init__(self, documents: Path, limits: Limits = LIMITS):
        self._documents = documents
        self._limits = limits
        self._context = multiprocessing.get_context("forkserver")
        self._child: tuple[BaseProcess, Connection[PageOrder, bytes | None]] | None = None
        self._fatal: set[str] = set()  # documents that have ended a process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def draw(self, order: PageOrder) -> bytes | None:
        """Return the picture of a page (PNG or JPEG), None if it cannot be drawn within the limits.

        After a document has ended the process, its other pages are not tried.
        """
        if order.document_hash in self._fatal:
            return None
        _, connection = self._child or self._start()
        try:
            connection.send(order)
            return connection.recv()
        except (EOFError, OSError):
            self._fatal.add(order.document_hash)
            self._end()
            return None

    def _start(self) -> "tuple[BaseProcess, Connection[PageOrder, bytes | None]]":
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there, self._documents, self._limits), daemon=True)
        process.start()
        there.close()
        self._child = process, here
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            process, connection = self._child
            process.kill()
            process.join()
            connection.close()
            self._child = None


def _serve(connection: "Connection[bytes | None, PageOrder]", documents: Path, limits: Limits) -> None:
    """Draw pages until the parent is gone."""
    isolate()
    # Loaded here, since only the child needs the libraries.
    from ingestion.drawing.page import draw_page

    try:
        while True:
            order = connection.recv()
            drawn: bytes | None = None
            try:
                content = read_kept(documents, order.document_hash)
                with limited(limits):
                    drawn = draw_page(content, order.page, order.turn, limits)
            except MemoryError:
                os._exit(1)
            except Exception:  # the libraries raise many error types on a damaged document
                drawn = None
            connection.send(drawn)
    except (EOFError, ConnectionError):
        pass
