"""Dagster's SQLite event log with connections that stay open.

Dagster's own storage opens, checks and closes a connection for each of about a thousand events. That is a quarter of
the time of a refresh of a few forms.
"""

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from dagster import _check
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData


class KeptEventLogStorage(SqliteEventLogStorage):
    """SqliteEventLogStorage that keeps its connections to the index and to the run that it used last."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None):
        self._engines: dict[str, sqlalchemy.Engine] = {}
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> "KeptEventLogStorage":
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        with self._db_lock:
            engine = self._engines.get(shard) or self._open(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _open(self, shard: str) -> sqlalchemy.Engine:
        _check.str_param(shard, "shard")
        if shard != INDEX_SHARD_NAME:
            self._close(*self._engines.keys() - {INDEX_SHARD_NAME})
        engine = sqlalchemy.create_engine(
            self.conn_string_for_shard(shard), connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
        )
        # A power cut may cost the last events of a log, never the log.
        sqlalchemy.event.listen(engine, "connect", lambda own, _: own.execute("pragma synchronous = normal"))
        self._initdb(engine, for_index_shard=shard == INDEX_SHARD_NAME)
        self._engines[shard] = engine
        return engine

    def _close(self, *shards: str) -> None:
        for shard in shards:
            self._engines.pop(shard).dispose()

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table. Dagster asks at each event of a check; a table that was there stays."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def delete_events(self, run_id: str) -> None:
        """Delete what is kept of a run: its own file, and its rows of the index. Dagster leaves the file and checks."""
        with self._db_lock:
            self._close(*self._engines.keys() & {run_id})
            for path in Path(self._base_dir).glob(f"{glob.escape(run_id)}.db*"):
                path.unlink()
        with self.index_connection() as connection:
            self.delete_events_for_run(connection, run_id)
            checks = AssetCheckExecutionsTable
            connection.execute(checks.delete().where(checks.c.run_id == run_id))

    def wipe(self) -> None:
        self._tables.clear()
        self._close(*self._engines)
        super().wipe()

    def dispose(self) -> None:
        self._close(*self._engines)
        super().dispose()
