"""The mirror in a real PostgreSQL: complete releases, no blocked readers, a message if it fails."""

import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from orchestration.publication.postgres import READER, STATE, MirrorError, mirror_release
from orchestration.publication.superset.datasets import DATASETS
from orchestration.settings import PROJECT, read_settings
from tests.conftest import query
from tests.orchestration.pages import Recipe, read_blocks, read_recipes, run_recipe
from tests.orchestration.postgres_server import PostgresServer, run_postgres
from tests.orchestration.released_report import Report
from tests.orchestration.test_ten_questions import QUESTIONS

PORT = 54331


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with run_postgres(PORT) as running:
        yield running


@pytest.fixture(scope="module")
def manifest(sample_home: Path) -> dict[str, Any]:
    (path,) = (sample_home / "build").glob("manifest-*.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def editions(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two editions of the sample's release: in edition 1 and 2 every budget is 1 and 2 yuan, and so the id."""
    folder = tmp_path_factory.mktemp("editions")
    paths = []
    for number in (1, 2):
        path = folder / f"warehouse-{number}.duckdb"
        shutil.copy(sample_home / "current" / "warehouse.duckdb", path)
        path.chmod(0o644)
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"update marts.fct_budget_execution set budget_yuan = {number}")
            connection.execute(f"update marts.release_info set release_id = '{number}'")
        paths.append(path)
    return paths


def fetch(url: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def test_everything_comes_along(server: PostgresServer, sample_home: Path, manifest: dict[str, Any]) -> None:
    database = sample_home / "current" / "warehouse.duckdb"
    counts = mirror_release(server.url, database, manifest, "00000001")
    assert fetch(server.url, f"select release_id from {STATE}.edition") == [("00000001",)]
    tables = [
        str(row[0]) for row in query(database, "select table_name from duckdb_tables() where schema_name = 'marts'")
    ]
    for table in tables:
        assert [(counts[f"marts.{table}"],)] == query(database, f"select count(*) from marts.{table}"), table
        columns = [row[0] for row in query(database, f"select column_name from duckdb_columns() where schema_name = 'marts' and table_name = '{table}' and data_type not like '%[]'")]  # fmt: skip
        statement = f"select {', '.join(map(str, columns))} from marts.{table}"
        assert sorted(map(repr, map(_plain, query(database, statement)))) == sorted(
            map(repr, map(_plain, fetch(server.url, statement)))
        ), table
    for dataset in DATASETS:
        rows = f"select * from ({dataset.sql}) as rows"
        assert Counter(map(repr, map(_plain, fetch(server.url, rows)))) == Counter(
            map(repr, map(_plain, query(database, rows)))
        ), dataset.name
    assert not fetch(server.url, "select 1 from information_schema.tables where table_schema = 'reporting' and table_name not like 'dashboard%'")  # fmt: skip
    assert fetch(server.url, "select obj_description('marts.fct_evaluations'::regclass) like 'One row per admitted%'") == [(True,)]  # fmt: skip
    assert fetch(server.url, "select obj_description('绩效.评价事实'::regclass) like '%每份%'") == [(True,)]
    assert fetch(server.url, "select count(*) > 30 from information_schema.table_constraints where constraint_type = 'FOREIGN KEY'") == [(True,)]  # fmt: skip
    assert fetch(server.url, 'select sum("当年预算数（元）") from "绩效"."预算执行事实"') == fetch(
        server.url, "select sum(budget_yuan) from marts.fct_budget_execution"
    )


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """A row with times as instants: drivers give them in zones of their own."""
    return tuple(value.timestamp() if hasattr(value, "timestamp") else value for value in row)


def test_the_ten_questions_have_the_answers_that_the_release_gives(
    server: PostgresServer, sample_home: Path, report: Report, manifest: dict[str, Any]
) -> None:
    """On the sample, and on forms of every kind and state, where more of the questions have rows."""
    for number, database in enumerate((sample_home / "current" / "warehouse.duckdb", report.database)):
        mirror_release(server.url, database, manifest, str(number))
        for question in QUESTIONS:
            # Rows that the question's order leaves equal come in any order, from either.
            assert Counter(fetch(server.url, question.sql)) == Counter(query(database, question.sql)), question.title


def test_the_reader_reads_and_does_nothing_else(
    server: PostgresServer, editions: list[Path], manifest: dict[str, Any]
) -> None:
    mirror_release(server.url, editions[0], manifest, "1")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("drop role if exists bi")
        connection.execute(f"create role bi login password 'bi' in role {READER}")
    url = server.url.replace("postgres:secret", "bi:bi")
    assert fetch(url, "select count(*) from marts.fct_evaluations") == [(4,)]
    for statement in ("delete from marts.fct_evaluations", "create table marts.x ()", "drop view 绩效.部门"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            fetch(url, statement)


def test_the_recipes_of_its_page_run(
    server: PostgresServer, sample_home: Path, manifest: dict[str, Any], tmp_path: Path
) -> None:
    administration, roles = read_blocks("docs/connect/postgresql.md", "sql")

    def administer(url: str, statements: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in re.sub(r"--.*", "", statements).split(";"):
                connection.execute(statement.encode())

    administer(server.url, administration)
    url = server.url.removesuffix("/postgres") + "/jixiao"
    writer = url.replace("postgres:secret", "jixiao_writer:change-me")
    mirror_release(writer, sample_home / "current" / "warehouse.duckdb", manifest, "1")
    administer(url, roles)
    officer = url.replace("postgres:secret", "officer:change-me")
    for number, (program, printed) in enumerate(read_recipes("docs/connect/postgresql.md")):
        (folder := tmp_path / str(number)).mkdir()
        program = program.replace("officer:change-me@db.example.org:5432", f"officer:change-me@127.0.0.1:{server.port}")
        assert run_recipe(Recipe(program, printed), sample_home, folder) == printed
    assert fetch(officer, "show transaction_isolation") == [("repeatable read",)]
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        fetch(officer, "delete from marts.fct_evaluations")


def test_a_transaction_sees_one_edition_and_waits_for_none(
    server: PostgresServer, editions: list[Path], manifest: dict[str, Any]
) -> None:
    mirror_release(server.url, editions[0], manifest, "1")
    with psycopg.connect(server.url) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("set statement_timeout = '5s'")
        assert reader.execute("select release_id from marts.release_info").fetchall() == [("1",)]
        mirror_release(server.url, editions[1], manifest, "2")
        assert reader.execute("select distinct budget_yuan from marts.fct_budget_execution").fetchall() == [(1,)]
        reader.commit()
        assert reader.execute("select distinct budget_yuan from marts.fct_budget_execution").fetchall() == [(2,)]


def test_readers_in_a_loop_see_no_mixed_edition_and_no_error(
    server: PostgresServer, editions: list[Path], manifest: dict[str, Any]
) -> None:
    mirror_release(server.url, editions[0], manifest, "1")
    is_over = threading.Event()
    seen: list[tuple[str, str]] = []
    errors: list[Exception] = []

    def read() -> None:
        with psycopg.connect(server.url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            while not is_over.is_set():
                try:
                    (first,) = connection.execute("select release_id from marts.release_info").fetchall()[0]
                    budgets = connection.execute(
                        "select distinct budget_yuan from marts.fct_budget_execution"
                    ).fetchall()
                    connection.commit()
                    seen.append((str(first), ",".join(f"{budget:.0f}" for (budget,) in budgets)))
                except psycopg.Error as error:
                    errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(10):
        mirror_release(server.url, editions[number % 2], manifest, str(number % 2 + 1))
    is_over.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert {edition for edition in seen if edition[0] != edition[1]} == set()
    assert len(set(seen)) == 2


def test_a_wrong_password_and_no_server_are_a_sentence_without_the_password(
    server: PostgresServer, editions: list[Path], manifest: dict[str, Any]
) -> None:
    with pytest.raises(MirrorError, match=r"PostgreSQL cannot be reached: .*password authentication failed") as caught:
        mirror_release(server.url.replace("secret", "geheim"), editions[0], manifest, "1")
    assert "geheim" not in str(caught.value)
    with pytest.raises(MirrorError, match=r"PostgreSQL cannot be reached: .*refused"):
        mirror_release(server.url.replace(str(PORT), "1"), editions[0], manifest, "1")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:ge%heim@127.0.0.1:1/db", "postgresql://user:ge@heim@127.0.0.1:1/db",
        "postgresql://user:ge/heim@127.0.0.1:1/db", "postgresql://user:ge?heim@127.0.0.1:1/db",
        "postgresql://user:ge#heim@127.0.0.1:1/db", "postgresql://user:ge:heim@127.0.0.1:1/db",
        "postgresql://user:ge%23heim@127.0.0.1:1/db", "postgresql://user:ge heim@127.0.0.1:1/db",
        "postgresql://user:ge%zzheim", "postgresql://user:geheim", "host=127.0.0.1 port=1 password=ge heim", "geheim",
    ],
)  # fmt: skip
def test_a_malformed_url_never_prints_the_password(editions: list[Path], manifest: dict[str, Any], url: str) -> None:
    with pytest.raises(MirrorError) as caught:
        mirror_release(url, editions[0], manifest, "1")
    shown = "".join(traceback.format_exception(caught.value)) + str(caught.value)
    assert str(caught.value).startswith(("JIXIAO_POSTGRES_URL cannot be read as", "PostgreSQL cannot be reached: "))
    assert "heim" not in shown
    assert "heim" not in repr(read_settings({"JIXIAO_POSTGRES_URL": url}))


@pytest.fixture
def slow_release(editions: list[Path], tmp_path: Path) -> Path:
    """An edition whose copying takes a while: its flat report has many rows."""
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(editions[1], path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "insert into marts.rpt_indicator_scores_flat select * from marts.rpt_indicator_scores_flat, range(8000)".replace(
                "select *", "select rpt_indicator_scores_flat.*"
            )
        )
    return path


@pytest.mark.parametrize("end", ["kill the mirror", "stop the server"])
def test_an_end_in_the_middle_leaves_the_former_edition(
    server: PostgresServer, editions: list[Path], manifest: dict[str, Any], slow_release: Path, tmp_path: Path, end: str
) -> None:
    mirror_release(server.url, editions[0], manifest, "1")
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    program = (
        "import json, sys; from pathlib import Path; from orchestration.publication.postgres import *\n"
        "url, database, manifest = sys.argv[1:]\n"
        "try: mirror_release(url, Path(database), json.loads(Path(manifest).read_text('utf-8')), '2')\n"
        "except MirrorError as error: sys.exit(str(error))\n"
    )
    command = [sys.executable, "-c", program, server.url, str(slow_release), str(tmp_path / "manifest.json")]
    with subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) as process:
        _wait_for(lambda: _is_copying(server.url))
        if end == "kill the mirror":
            process.send_signal(signal.SIGKILL)
        else:
            server.stop()
        _, complaint = process.communicate(timeout=30)
    if end == "stop the server":
        assert complaint.startswith("PostgreSQL: ")
        assert "Traceback" not in complaint
        server.start()
    assert process.returncode != 0
    assert fetch(server.url, f"select release_id from {STATE}.edition") == [("1",)]
    assert fetch(server.url, "select distinct budget_yuan from marts.fct_budget_execution") == [(1,)]
    _wait_for(lambda: not _is_copying(server.url))
    mirror_release(server.url, editions[1], manifest, "2")
    assert fetch(server.url, "select distinct budget_yuan from marts.fct_budget_execution") == [(2,)]


def _is_copying(url: str) -> bool:
    statement = "select count(*) from pg_stat_activity where application_name = 'jixiao mirror' and query ilike 'copy%' and pid <> pg_backend_pid()"
    return fetch(url, statement) != [(0,)]


def _wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)
