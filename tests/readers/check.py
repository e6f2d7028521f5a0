"""Readers of many clients that query in loops while releases are published; compare their results with the releases."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from orchestration.settings import PROJECT
from tests.readers import reader

CLIENTS = PROJECT / ".clients"


class Client(NamedTuple):
    """A client: its name, its way to read, and the folder of .clients that it needs, if any."""

    name: str
    way: str
    folder: str | None = None

    @property
    def is_installed(self) -> bool:
        """Whether `make clients` has been run for it."""
        return self.folder is None or (CLIENTS / self.folder).is_dir()


DUCKDB = (
    *(Client(f"DuckDB {version}", "duckdb", f"duckdb-{version}") for version in ("1.1.3", "1.4.4", "1.5.5", "2.0.0")),
    Client("DuckDB 1.1.3, under another name", "attached", "duckdb-1.1.3"),
    Client("pandas", "pandas"),
    Client("SQLAlchemy, no pool", "no pool", "duckdb-engine-0.17.0"),
    Client("SQLAlchemy, a pool per edition", "pooled", "duckdb-engine-0.17.0"),
    Client("DuckDB, one long transaction", "long"),
)
POSTGRES = (
    Client("PostgreSQL", "postgres"),
    Client("PostgreSQL, SQLAlchemy's pool", "postgres pooled"),
    Client("PostgreSQL, one long transaction", "postgres long"),
)


class Outcome(NamedTuple):
    """Results of a client: answered queries, errors, visits with mixed editions, editions, last edition."""

    client: Client
    queries: int
    errors: dict[str, int]
    mixed: list[str]
    editions: list[str]
    last: str

    def tally(self) -> tuple[int, int, int, int]:
        """Queries, errors, visits to a mix, editions."""
        return self.queries, sum(self.errors.values()), len(self.mixed), len(self.editions)


class Readers:
    """Running reader processes; `stop` ends them and returns their results."""

    def __init__(self, processes: Sequence[tuple[Client, subprocess.Popen[str]]]):
        self._processes = processes

    def stop(self, figures: dict[str, str]) -> list[Outcome]:
        """End every reader after one more visit; return the outcomes by the figures of each edition. No reader may block."""
        return [_judge(client, process.communicate(timeout=120)[0], figures) for client, process in self._processes]


@contextmanager
def read_in_loops(places: Sequence[tuple[Client, str]], pause: float = 0) -> Iterator[Readers]:
    """Start readers of a release file or a database; each has made one visit when the context begins."""
    with ExitStack() as stack:
        started = []
        for client, where in places:
            environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CLIENTS / (client.folder or ""))}
            command = [sys.executable, "-P", reader.__file__, client.way, where, str(pause)]
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            stack.callback(process.kill)
            started.append((client, process))
        for client, process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", client.name
        yield Readers(started)


def read_figures(release: Path) -> reader.Seen:
    """The id of a release and its figures, as a reader should see them."""
    with duckdb.connect(str(release), read_only=True) as connection:
        return reader.visit(lambda sql: connection.execute(sql).fetchall())


def _judge(client: Client, printed: str, figures: dict[str, str]) -> Outcome:
    record = json.loads(printed)
    mixed = [
        f"{edition}: {shown}, expected {figures.get(edition)}"
        for edition, shown, count in record["visits"]
        for _ in range(count)
        if figures.get(edition) != shown
    ]
    editions = sorted({edition for edition, _, _ in record["visits"]} & figures.keys())
    queries = reader.QUERIES * sum(count for _, _, count in record["visits"])
    return Outcome(client, queries, record["errors"], mixed, editions, record["last"])
