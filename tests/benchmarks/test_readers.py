"""Readers with every client in loops while 20 refreshes publish 20 releases: print a table, expect no failures."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.settings import PROJECT
from tests.benchmarks.test_speed import show
from tests.conftest import SAMPLES
from tests.orchestration.postgres_server import find_programs, run_postgres
from tests.readers.check import DUCKDB, POSTGRES, read_figures, read_in_loops
from tests.shanghai_form import Form

pytestmark = pytest.mark.benchmark

REFRESHES = 20
PAUSE = 0.05  # between two visits of a reader
PORT = 54333


@pytest.fixture
def postgres_url() -> Iterator[str | None]:
    """A database for the mirror, None if PostgreSQL is not installed."""
    if find_programs() is None:
        yield None
    else:
        with run_postgres(PORT) as server:
            yield server.url


def test_readers_during_refreshes(tmp_path: Path, postgres_url: str | None) -> None:
    inbox, release = tmp_path / "inbox", tmp_path / "home" / "current" / "warehouse.duckdb"
    shutil.copytree(SAMPLES, inbox)
    settings = {"JIXIAO_HOME": str(tmp_path / "home"), "JIXIAO_INBOX": str(inbox)}
    if postgres_url:
        settings["JIXIAO_POSTGRES_URL"] = postgres_url

    def refresh() -> tuple[str, str]:
        command = [sys.executable, "-m", "orchestration.cli", "refresh"]
        done = subprocess.run(
            command, cwd=PROJECT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
        return read_figures(release)

    figures = dict([refresh()])
    places = [(client, str(release)) for client in DUCKDB if client.is_installed]
    places += [(client, postgres_url) for client in POSTGRES if postgres_url]
    with read_in_loops(places, PAUSE) as readers:
        for number in range(REFRESHES):
            form = Form().with_head(项目名称=f"项目{number}").with_cell(1, 4, str(number % 4))
            (inbox / f"{number}.txt").write_text(form.text(), encoding="utf-8")
            figures |= [refresh()]
        outcomes = readers.stop(figures)
    headings = ["client", "queries", "errors", "mixed editions", "editions seen", "refreshes"]
    rows = [[outcome.client.name, *(f"{number:,}" for number in (*outcome.tally(), REFRESHES))] for outcome in outcomes]
    show("Readers while refreshes run", headings, rows)
    assert len(set(figures.values())) == REFRESHES + 1
    for outcome in outcomes:
        assert (outcome.errors, outcome.mixed) == ({}, []), outcome.client.name
        assert outcome.editions[0 if "long" in outcome.client.way else -1] == outcome.last
