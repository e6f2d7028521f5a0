"""Quote values for SQL, and open DuckDB so that a query can reach no other file than it needs.

A query with parameters makes DuckDB's client import pandas, which takes half a second. Queries that every command runs
therefore contain literals.
"""

import os
from pathlib import Path
from typing import Any

import duckdb


def quote(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def connect(*folders: Path, memory_mb: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that can read and write files below some folders only.

    Texts of documents are in the rows that it reads: whatever they contain, it opens no other file, loads no extension
    and reaches no network, and no statement can change that. What does not fit into memory (`memory_mb`, by default
    80 % of the machine's) is kept in the first folder, not in the working directory, and removed when the connection is
    closed.
    """
    return seal(duckdb.connect(config=_configure(folders[0] if folders else None, memory_mb)), *folders)


def open_read_only(database: Path, memory_mb: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open a database file for reading, with `memory_mb` of memory as in `connect`. It can reach no other file."""
    config = _configure(database.parent, memory_mb) if memory_mb else {}
    return seal(duckdb.connect(str(database), read_only=True, config=config))


def _configure(folder: Path | None, memory_mb: int | None) -> dict[str, Any]:
    config: dict[str, Any] = {"temp_directory": str(folder / f".spilled.{os.getpid()}")} if folder else {}
    if memory_mb:
        config["memory_limit"] = f"{memory_mb}MB"
    return config


def seal(connection: duckdb.DuckDBPyConnection, *folders: Path) -> duckdb.DuckDBPyConnection:
    """Let a connection read and write files below some folders only, until it is closed; return it."""
    allowed = ", ".join(quote(str(folder)) for folder in folders)
    connection.execute(f"set allowed_directories = [{allowed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection
