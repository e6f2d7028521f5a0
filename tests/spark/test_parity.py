"""Every model and data test passes on Spark over the landing that DuckDB read, and every public table is the same."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest

from tests.conftest import SAMPLES, run_steps
from tests.corpus.generate import draw_corpus
from tests.spark.conftest import run_on_spark

pytestmark = pytest.mark.spark

DOCUMENTS = 200
# The time of the build. Spark has one type for times with a zone and without.
OTHERWISE = {"refreshed_at"}
# Amounts of a sample: one that is corrected, and one whose correction is stale.
CORRECTIONS = """document_hash,source_page,source_row,field_code,indicator_name,printed_value,corrected_value,reason,corrected_by,corrected_date
50fdfad8120ed6f96f7e51b5777968c682daa7ee2fc8d579f27a9c5d67ad3b11,1,123,budget,,"29,138,800.00","29,138,900.00","a typing error, the filer's",steward,2026-01-05
50fdfad8120ed6f96f7e51b5777968c682daa7ee2fc8d579f27a9c5d67ad3b11,1,124,executed,,1,"29,135,900.00",stale,steward,2026-01-05
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home with the samples and invented documents of all schemes, built by DuckDB and by Spark with all data tests."""
    with TemporaryDirectory() as folder:
        home, inbox = Path(folder) / "home", Path(folder) / "inbox"
        shutil.copytree(SAMPLES, inbox)
        for document in draw_corpus(DOCUMENTS, seed=1):
            (inbox / document.name).write_bytes(document.content)
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        (seeds / "corrections.csv").write_text(CORRECTIONS, "utf-8")
        run_steps(home, inbox, target="tested", JIXIAO_SEEDS=str(seeds)).check_returncode()
        variables = {"JIXIAO_HOME": str(home), "JIXIAO_SEEDS": str(seeds)}
        run_on_spark("dbt_on_spark.py", "build", "--exclude-resource-type", "unit_test", **variables).check_returncode()
        yield home


@pytest.fixture(scope="module")
def connection(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with DuckDB's build as `build`."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home}/build/warehouse.duckdb' as build (read_only)")
        yield connection


@pytest.mark.parametrize("schema", ["marts", "indicators"])
def test_tables_are_the_same(schema: str, home: Path, connection: duckdb.DuckDBPyConnection) -> None:
    tables = [
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'build' and schema_name = ? order by all",
            [schema],
        ).fetchall()
    ]
    assert len(tables) > 20
    differences = []
    for table in tables:
        ours, theirs = f"build.{schema}.{table}", f"read_parquet('{home}/spark/{schema}.db/{table}/*.parquet')"
        columns, others = (
            [
                row[:2]
                for row in connection.execute(f"describe select * from {relation}").fetchall()
                if row[0] not in OTHERWISE
            ]
            for relation in (ours, theirs)
        )
        if columns != others:
            differences.append(f"{table}: columns {set(columns) ^ set(others)}")
            continue
        names = ", ".join(name for name, _ in columns)
        for one, other in ((ours, theirs), (theirs, ours)):
            found = connection.execute(f"select {names} from {one} except all select {names} from {other}").fetchall()
            if found:
                differences.append(f"{table}: {len(found)} rows only in {one}: {found[:2]}")
    assert differences == []
