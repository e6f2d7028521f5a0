"""Open the build of a home for reading."""

from pathlib import Path

import duckdb


def open_build(home: Path) -> duckdb.DuckDBPyConnection:
    """Open the build of a home for reading: its tables, and its staging views, which read files below the home."""
    build = home / "build" / "warehouse.duckdb"
    return duckdb.connect(str(build), read_only=True, config={"file_search_path": str(home)})
