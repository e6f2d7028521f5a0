"""Readers with every client while releases are published: none is blocked, none fails, none sees parts of two."""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from orchestration.run.current import point_current
from orchestration.settings import Settings, read_settings
from tests.readers import reader
from tests.readers.check import CLIENTS, DUCKDB, Client, Outcome, read_figures, read_in_loops

EDITIONS = ("00000001", "00000002", "00000003", "00000004")
FLIPS = 24


@pytest.fixture(scope="module")
def settings(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with four releases of the sample whose figures differ in every table that readers query."""
    settings = read_settings({"JIXIAO_HOME": str(tmp_path_factory.mktemp("readers"))})
    for edition in EDITIONS:
        path = settings.releases / edition / settings.build_file.name
        path.parent.mkdir(parents=True)
        shutil.copy(sample_home / "current" / "warehouse.duckdb", path)
        path.chmod(0o644)
        with duckdb.connect(str(path)) as connection:
            number = int(edition)
            for change in (
                f"release_info set release_id = '{edition}'",
                f"fct_budget_execution set budget_yuan = {number}",
                f"fct_evaluations set total_score_computed_points = {number}",
                f"fct_indicator_scores set self_score_points = {number}",
                f"rpt_department_year set budget_yuan = {number}",
                f"evaluation_lifecycle set budget_yuan = {number}",
            ):
                connection.execute(f"update marts.{change}")
        path.chmod(0o444)
    point_current(settings, EDITIONS[0])
    return settings


@pytest.fixture(scope="module")
def outcomes(settings: Settings) -> dict[Client, Outcome]:
    """The results of each client while `current` was replaced and the first release was pruned."""
    where = str(settings.current / settings.build_file.name)
    figures = dict(read_figures(settings.releases / edition / settings.build_file.name) for edition in EDITIONS)
    with read_in_loops([(client, where) for client in DUCKDB if client.is_installed]) as readers:
        for number in range(FLIPS):
            point_current(settings, EDITIONS[1 + number % 3])
            if number == FLIPS // 2:
                shutil.rmtree(settings.releases / EDITIONS[0])
            time.sleep(0.15)
        return {outcome.client: outcome for outcome in readers.stop(figures)}


@pytest.mark.parametrize("client", DUCKDB, ids=[client.name for client in DUCKDB])
def test_no_reader_fails_or_sees_parts_of_two_releases(client: Client, outcomes: dict[Client, Outcome]) -> None:
    if not client.is_installed:
        pytest.skip(f"{client.folder} is not in {CLIENTS}; run `make clients`")
    outcome = outcomes[client]
    assert outcome.errors == {}
    assert outcome.mixed == []
    if client.way == "long":
        assert outcome.editions == [EDITIONS[0]]  # until the end, although its file is removed
    else:
        assert outcome.last == EDITIONS[1 + (FLIPS - 1) % 3]
        assert len(outcome.editions) > 1


@pytest.mark.parametrize("queries", range(1, reader.QUERIES))
def test_parts_of_two_releases_would_be_noticed(queries: int, settings: Settings) -> None:
    """A visit with results of two releases belongs to neither."""
    files = [settings.releases / edition / settings.build_file.name for edition in EDITIONS[1:3]]
    with (
        duckdb.connect(str(files[0]), read_only=True) as former,
        duckdb.connect(str(files[1]), read_only=True) as newer,
    ):
        answering = iter([former] * queries + [newer] * reader.QUERIES)
        seen = reader.visit(lambda sql: next(answering).execute(sql).fetchall())
    assert seen not in [read_figures(file) for file in files]


OVERLAP = """
import os, sys, duckdb
where, sql = sys.argv[1], "select release_id from marts.release_info"
former = duckdb.connect(where, read_only=True)
former.execute(sql).fetchall()
print("ready", flush=True)
sys.stdin.readline()
newer = duckdb.connect(os.path.realpath(where), read_only=True)
print(former.execute(sql).fetchall()[0][0], newer.execute(sql).fetchall()[0][0])
"""


# Before 1.5 a process that has the link open gets the same database again, unless it resolves the link itself.
@pytest.mark.parametrize("version", ["1.1.3", "1.4.4", "1.5.5", "2.0.0"])
def test_two_releases_are_open_in_one_process(version: str, settings: Settings) -> None:
    client = CLIENTS / f"duckdb-{version}"
    if not client.is_dir():
        pytest.skip(f"no DuckDB {version} client at {client}; run `make clients`")
    point_current(settings, EDITIONS[1])
    with subprocess.Popen(
        [sys.executable, "-c", OVERLAP, str(settings.current / settings.build_file.name)],
        env={"PYTHONPATH": str(client), "PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        point_current(settings, EDITIONS[2])
        seen, _ = process.communicate("\n")
    assert seen.split() == [EDITIONS[1], EDITIONS[2]]


def test_the_link_always_exists(settings: Settings) -> None:
    is_over = threading.Event()

    def flip() -> None:
        for number in range(2000):
            point_current(settings, EDITIONS[1 + number % 3])
        is_over.set()

    flipping = threading.Thread(target=flip)
    flipping.start()
    opened = 0
    while not is_over.is_set():
        with (settings.current / settings.build_file.name).open("rb"):  # raises if there is no link
            opened += 1
    flipping.join()
    assert opened > 100
