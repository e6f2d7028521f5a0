"""Provide an inbox and a home for tests of ingestion, and read the landing."""

from pathlib import Path

import duckdb
import pytest

from ingestion.home import Home
from orchestration.settings import PROJECT


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Return an empty inbox."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return an empty home."""
    return Home(tmp_path / "documents", tmp_path / "landing", PROJECT / "seeds" / "reference" / "form_labels.csv")


def read_landing(home: Home, table: str, columns: str = "*", where: str = "true") -> list[tuple[object, ...]]:
    """Return the sorted rows of a landing table, of all loads."""
    with duckdb.connect() as connection:
        source = f"read_parquet('{home.landing}/load_id=*/{table}/*.parquet', union_by_name = true, hive_partitioning = false)"
        query = f"select {columns} from {source} where {where} order by all"
        result: list[tuple[object, ...]] = connection.execute(query).fetchall()
    return result


def read_outcomes(home: Home) -> dict[object, object]:
    """Return for each path the reason code of its rejection, else the outcome of its newest sighting."""
    documents = {row[1]: row[2] for row in read_landing(home, "documents", "load_id, document_hash, reason_code")}
    refused = {row[1]: row[2] for row in read_landing(home, "rejections", "load_id, relative_path, reason_code")}
    seen = read_landing(home, "sightings", "load_id, relative_path, document_hash, outcome")
    return {path: (documents[name] if name else refused[path]) or outcome for _, path, name, outcome in seen}
