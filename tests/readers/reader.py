"""Run in a separate process, with the client of any version: query a release repeatedly and print the results.

`python reader.py WAY WHERE PAUSE`: says `ready` after its first visit; when its input ends it makes one more visit and
prints its record as JSON.
"""

import atexit
import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import lru_cache
from typing import Any

Run = Callable[[str], list[tuple[Any, ...]]]  # a query's rows
Opening = Callable[[], AbstractContextManager[Run]]
Seen = tuple[str, str]  # id of an edition, and its figures

RELEASE = "select release_id from marts.release_info"
# Of several tables, so that figures of two editions are the figures of none. As text: drivers differ in numbers.
FIGURES = (
    "select cast(count(*) as varchar), cast(sum(budget_yuan) as varchar) from marts.fct_budget_execution",
    "select cast(count(*) as varchar), cast(sum(total_score_computed_points) as varchar) from marts.fct_evaluations",
    "select cast(count(*) as varchar), cast(sum(self_score_points) as varchar) from marts.fct_indicator_scores",
    "select cast(sum(evaluation_count) as varchar), cast(sum(budget_yuan) as varchar) from marts.rpt_department_year",
    "select cast(count(*) as varchar), cast(sum(budget_yuan) as varchar) from marts.evaluation_lifecycle",
)
QUERIES = len(FIGURES) + 2


def visit(run: Run) -> Seen:
    """Return the edition at the start and at the end of a visit (both if they differ), and the figures."""
    before = run(RELEASE)[0][0]
    figures = " ".join(str(value) for sql in FIGURES for value in run(sql)[0])
    after = run(RELEASE)[0][0]
    return (before if before == after else f"{before} then {after}"), figures


def open_duckdb(where: str) -> Opening:
    """A new connection each time."""
    import duckdb

    @contextmanager
    def connect() -> Iterator[Run]:
        with duckdb.connect(where, read_only=True) as connection:
            yield lambda sql: connection.execute(sql).fetchall()

    return connect


def open_attached(where: str) -> Opening:
    """The file under another name, in a new connection each time."""
    import duckdb

    @contextmanager
    def connect() -> Iterator[Run]:
        with duckdb.connect() as connection:
            connection.execute(f"attach '{where}' as anything (read_only)")
            connection.execute("use anything")
            yield lambda sql: connection.execute(sql).fetchall()

    return connect


def open_pandas(where: str) -> Opening:
    """Frames from a new connection each time."""
    import duckdb

    @contextmanager
    def connect() -> Iterator[Run]:
        with duckdb.connect(where, read_only=True) as connection:
            yield lambda sql: list(connection.execute(sql).df().itertuples(index=False, name=None))

    return connect


def open_without_pool(where: str) -> Opening:
    """SQLAlchemy, which opens a new connection each time: the first recipe of docs/connect/duckdb.md."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    return _open_engine(create_engine(f"duckdb:///{where}", connect_args={"read_only": True}, poolclass=NullPool))


def open_pooled(where: str) -> Opening:
    """SQLAlchemy with a pool for each edition: the second recipe of docs/connect/duckdb.md."""
    from sqlalchemy import create_engine

    @lru_cache(maxsize=1)
    def make_engine(edition: str) -> Any:
        return create_engine(f"duckdb:///{edition}", connect_args={"read_only": True})

    return lambda: _open_engine(make_engine(os.path.realpath(where)))()


def open_postgres(where: str) -> Opening:
    """A new connection each time, whose transaction sees one edition."""
    import psycopg

    @contextmanager
    def connect() -> Iterator[Run]:
        with psycopg.connect(where) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            yield lambda sql: connection.execute(sql.encode()).fetchall()

    return connect


def open_postgres_pooled(where: str) -> Opening:
    """SQLAlchemy with its pool as it comes: each transaction sees the newest edition."""
    from sqlalchemy import create_engine

    url = where.replace("postgresql://", "postgresql+psycopg://")
    return _open_engine(create_engine(url, isolation_level="REPEATABLE READ"))


def _open_engine(engine: Any) -> Opening:
    from sqlalchemy import text

    @contextmanager
    def connect() -> Iterator[Run]:
        with engine.connect() as connection:
            yield lambda sql: [tuple(row) for row in connection.execute(text(sql))]

    return connect


def keep(opening: Opening) -> Opening:
    """One connection for all visits, in one transaction."""
    stack = ExitStack()
    atexit.register(stack.close)
    run = stack.enter_context(opening())
    return lambda: nullcontext(run)


def keep_duckdb(where: str) -> Opening:
    """One connection in one transaction."""
    opening = keep(open_duckdb(where))
    with opening() as run:
        run("begin transaction")
    return opening


WAYS: dict[str, Callable[[str], Opening]] = {
    "duckdb": open_duckdb,
    "attached": open_attached,
    "pandas": open_pandas,
    "no pool": open_without_pool,
    "pooled": open_pooled,
    "long": keep_duckdb,
    "postgres": open_postgres,
    "postgres pooled": open_postgres_pooled,
    "postgres long": lambda where: keep(open_postgres(where)),
}


def main(way: str, where: str, pause: str) -> None:
    """Visit until the input ends."""
    os.nice(19)  # many readers must not slow down the refresh
    opening = WAYS[way](where)
    visits: Counter[Seen] = Counter()
    errors: Counter[str] = Counter()
    last = ""

    def make_visit() -> None:
        nonlocal last
        try:
            with opening() as run:
                seen = visit(run)
        except Exception as error:  # every error of a client is counted
            errors[f"{type(error).__name__}: {error}"[:300]] += 1
        else:
            visits[seen] += 1
            last = seen[0]

    is_over = threading.Event()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        is_over.set()

    make_visit()
    print("ready", flush=True)
    threading.Thread(target=wait_for_the_end, daemon=True).start()
    while not is_over.is_set():
        make_visit()
        time.sleep(float(pause))
    make_visit()
    record = {"visits": [[*seen, count] for seen, count in visits.items()], "errors": dict(errors), "last": last}
    print(json.dumps(record), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
