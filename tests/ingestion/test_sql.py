"""A connection that sees texts of documents reaches no other file than it needs, and nothing can change that."""

import ast
from pathlib import Path

import duckdb
import pytest

from ingestion.sql import connect, open_read_only
from orchestration.settings import PROJECT

# Where DuckDB is opened otherwise, and why.
OTHERS = {
    "ingestion/sql.py": "opens and seals",
    "orchestration/publication/postgres.py": "seals, with the folder of temporary files",
    "orchestration/dbt/build.py": "empties tables of the build; no text of a document is in its statements",
    "orchestration/run/build_file.py": "staging views read the landing by paths that are relative to the home",
}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder that may be read, and one that may not; each has a table in a file."""
    folders = tmp_path / "allowed", tmp_path / "other"
    for folder in folders:
        folder.mkdir()
        duckdb.sql(f"copy (select 1 as a) to '{folder}/t.parquet' (format parquet)")
        with duckdb.connect(str(folder / "w.duckdb")) as connection:
            connection.execute("create table t as select 1 as a")
    return folders


def test_files_below_the_folders_are_read_and_written(folders: tuple[Path, Path]) -> None:
    allowed, _ = folders
    with connect(allowed) as connection:
        assert connection.execute(f"from read_parquet('{allowed}/*.parquet')").fetchall() == [(1,)]
        connection.execute(f"attach '{allowed}/w.duckdb' as w (read_only)")
        connection.execute(f"copy (from w.t) to '{allowed}/new.csv' (format csv)")
    assert (allowed / "new.csv").read_text().split() == ["a", "1"]


@pytest.mark.parametrize(
    "statement",
    [
        "from read_parquet('{other}/t.parquet')",
        "from read_parquet('{allowed}/../other/t.parquet')",
        "from '{other}/t.parquet'",
        "select * from glob('{other}/*')",
        "copy (select 1) to '{other}/new.csv'",
        "attach '{other}/w.duckdb' as o",
        "from read_csv('https://example.org/t.csv')",
        "install httpfs",
        "load '{allowed}/x.duckdb_extension'",
        "set enable_external_access = true",
        "set allowed_directories = ['{other}']",
    ],
)
def test_nothing_else_is_reached(folders: tuple[Path, Path], statement: str) -> None:
    allowed, other = folders
    sql = statement.format(allowed=allowed, other=other)
    for connection in (connect(allowed), open_read_only(allowed / "w.duckdb")):
        with connection, pytest.raises(duckdb.Error):
            if found := connection.execute(sql).fetchall():
                pytest.fail(f"{sql} found {found}")
            raise duckdb.Error("nothing found")
    assert not (other / "new.csv").exists()


def test_what_does_not_fit_into_memory_stays_in_the_folder(folders: tuple[Path, Path]) -> None:
    allowed, other = folders
    with connect(allowed, other) as connection:
        ((spilled,),) = connection.execute("select current_setting('temp_directory')").fetchall()
    assert Path(spilled).parent == allowed
    assert not Path(spilled).exists()


def test_duckdb_is_opened_in_one_place() -> None:
    opens = set()
    for package in ("ingestion", "orchestration"):
        for path in sorted((PROJECT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute) and ast.unparse(node) in (
                    "duckdb.connect",
                    "duckdb.sql",
                    "duckdb.execute",
                ):
                    opens.add(path.relative_to(PROJECT).as_posix())
    assert opens == set(OTHERS)


def test_memory_is_limited_and_the_rest_is_written_to_the_first_folder(folders: tuple[Path, Path]) -> None:
    allowed, _ = folders
    with connect(allowed, memory_mb=100) as connection:
        assert connection.execute("select current_setting('memory_limit')").fetchone() == ("95.3 MiB",)
        connection.execute("create table t as select md5(range::varchar) as text from range(3_000_000) order by text")
        assert connection.execute("select count(*) from t").fetchone() == (3_000_000,)
        assert any(path.name.startswith(".spilled.") for path in allowed.iterdir())
    assert not any(path.name.startswith(".spilled.") for path in allowed.iterdir())
