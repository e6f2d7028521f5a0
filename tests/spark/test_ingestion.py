"""Reading on Spark writes the landing load that reading on one machine writes, or none."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingestion.home import list_loads
from ingestion.ingest import ingest
from orchestration.settings import PROJECT, read_settings
from tests.conftest import Done
from tests.corpus.generate import draw_corpus
from tests.spark.conftest import run_on_spark

pytestmark = pytest.mark.spark

DOCUMENTS = 60


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inbox with invented documents, an archive of one of them, and a file that is no document."""
    folder = tmp_path_factory.mktemp("inbox")
    for document in draw_corpus(DOCUMENTS, seed=2):
        (folder / document.name).write_bytes(document.content)
    packed = folder / "packed"
    packed.mkdir()
    (packed / "another.txt").write_bytes((PROJECT / "seeds/evaluations/shanghai_big_data_centre_2019.txt").read_bytes())
    shutil.make_archive(str(folder / "archive"), "zip", packed)
    shutil.rmtree(packed)
    (folder / "empty.pdf").write_bytes(b"%PDF-1.4\n")
    return folder


def ingest_on_spark(home: Path, inbox: Path, **variables: str) -> Done:
    """Read an inbox with the command."""
    return run_on_spark("ingest_on_spark.py", JIXIAO_HOME=str(home), JIXIAO_INBOX=str(inbox), **variables)


def list_differences(one: Path, other: Path) -> Iterator[str]:
    """Yield the tables of the first loads of two homes that differ, the time of reading apart."""
    tables = sorted(path.parent.name for path in one.glob("landing/load_id=00000001/*/*-0.parquet"))
    assert {"documents", "evaluations", "form_fields", "indicator_lines", "sightings", "rejections"} <= set(tables)
    with duckdb.connect() as connection:
        for table in dict.fromkeys(tables):
            left, right = (
                f"(select * {'exclude (seen_ns)' if table == 'sightings' else ''} from "
                f"read_parquet('{home}/landing/load_id=00000001/{table}/*.parquet', hive_partitioning = false))"
                for home in (one, other)
            )
            for here, there in ((left, right), (right, left)):
                if rows := connection.execute(f"select * from {here} except all select * from {there}").fetchall():
                    yield f"{table}: {len(rows)} rows, {rows[0]}"


def test_the_load_is_that_of_one_machine(inbox: Path, tmp_path: Path) -> None:
    ingest_on_spark(tmp_path / "spark", inbox).check_returncode()
    settings = read_settings({"JIXIAO_HOME": str(tmp_path / "local"), "JIXIAO_INBOX": str(inbox)})
    ingest(settings.inbox, settings.ingestion, settings.limits, workers=2)
    assert list(list_differences(tmp_path / "local", tmp_path / "spark")) == []
    again = ingest_on_spark(tmp_path / "spark", inbox)
    assert (again.returncode, again.stdout.strip()) == (0, "nothing new")


def test_no_load_remains_where_the_executors_fail(inbox: Path, tmp_path: Path) -> None:
    assert ingest_on_spark(tmp_path, inbox, PYSPARK_PYTHON="/no/python").returncode == 1
    assert list_loads(tmp_path / "landing") == []
    assert [path.name for path in (tmp_path / "landing").iterdir()] == ["load_id=00000000"]
