"""What refreshes of a city cost: processor time, time, memory and disk, beside their floors. Printed, never asserted.

BENCHMARK_FORMS=100000 measures another number of evaluations than 2,000 (`make bench SIZE=100k`). Linux only.
"""

import json
import os
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from orchestration.demo.filing import file_city
from orchestration.demo.make import write_documents
from orchestration.demo.reference import write_reference
from orchestration.settings import PROJECT
from tests.benchmarks.test_models import build_bare, read_models, read_tests
from tests.benchmarks.test_speed import show
from tests.conftest import SAMPLES, query, spawn

pytestmark = pytest.mark.benchmark

SIZE = int(os.environ.get("BENCHMARK_FORMS", "2000"))
NEW = min(1000, SIZE // 10)  # evaluations, about


class Cost(NamedTuple):
    """Costs of a run: processor seconds of all its processes, seconds, and megabytes of the largest process."""

    cpu_seconds: float
    seconds: float
    peak_mb: float

    def cells(self) -> list[str]:
        return [f"{self.cpu_seconds:.1f}", f"{self.seconds:.1f}", f"{self.peak_mb:.0f}"]


def refresh(home: Path, inbox: Path, seeds: Path | None = None) -> Cost:
    """Refresh in processes of its own; return the costs."""
    file = home.with_name("cost.json")
    variables = {"JIXIAO_SEEDS": str(seeds)} if seeds else {}
    script = str(Path(__file__).with_name("cost.py"))
    done = spawn(
        [script, str(file), sys.executable, "-m", "orchestration.cli", "refresh"], home, inbox, PROJECT, **variables
    )
    assert done.returncode == 0, done.stdout[-2000:]
    cost = json.loads(file.read_text("utf-8"))
    return Cost(cost["cpu_seconds"], cost["seconds"], cost["peak_mb"])


def walk_and_stat(folder: Path) -> int:
    """The floor of a refresh without anything new: visit every file and read its size and time."""
    return sum((Path(parent) / name).stat().st_size >= 0 for parent, _, names in os.walk(folder) for name in names)


def run_bare(database: Path, home: Path, queries: Iterable[str]) -> float:
    """Return the seconds that queries take in DuckDB, without dbt."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"set file_search_path = '{home}'")
        started = time.perf_counter()
        for sql in queries:
            connection.execute(f"select count(*) from ({sql})").fetchall()
        return time.perf_counter() - started


def measure_megabytes(paths: Iterable[Path]) -> float:
    """Return the size of files and of the files of folders. Each shared file counts once."""
    files = {}
    for path in paths:
        for one in [path, *path.rglob("*")] if path.is_dir() else [path]:
            status = one.lstat()
            files[status.st_ino] = status.st_size
    return sum(files.values()) / 1e6


def write_city(folder: Path) -> tuple[Path, Path, dict[str, bytes]]:
    """Write a city; return its inbox, its seeds, and the documents filed last, which have about NEW evaluations."""
    first, second = file_city(SIZE)
    first.update(second)
    first.filed_on.update(second.filed_on)
    order = sorted(first, key=lambda path: (first.filed_on.get(path, date.min), path))
    later = {path: first.pop(path) for path in order[-(len(order) * NEW // SIZE) :]}
    inbox, seeds = folder / "inbox", folder / "seeds"
    write_documents(inbox, first)
    write_reference(seeds, SIZE)
    return inbox, seeds, later


def test_refreshes_of_a_city(tmp_path: Path) -> None:
    rows: list[list[str]] = []

    def note(name: str, cost: Cost, home: Path) -> None:
        ((evaluations, lines),) = query(
            home / "current" / "warehouse.duckdb",
            "select (select count(*) from marts.fct_evaluations), (select count(*) from marts.fct_indicator_scores)",
        )
        stages = json.loads((home / "build" / "stage_seconds.json").read_text("utf-8"))
        taken = "  ".join(f"{stage} {seconds:.0f}" for stage, seconds in stages.items())
        rows.append([name, f"{evaluations:,}", f"{lines:,}", *cost.cells(), taken])

    samples, home = tmp_path / "samples", tmp_path / "home"
    note("samples, cold home", refresh(samples, SAMPLES), samples)
    inbox, seeds, later = write_city(tmp_path)
    note("city, cold home", refresh(home, inbox, seeds), home)
    stages = json.loads((home / "build" / "stage_seconds.json").read_text("utf-8"))
    dbt = stages["dbt"] + stages["indicators"]
    bare = sum(build_bare(home, tmp_path / "bare", read_models(home)).values())
    tests = run_bare(tmp_path / "bare" / "warehouse.duckdb", home, read_tests(home))
    nothing = refresh(home, inbox, seeds)
    started = time.perf_counter()
    files = walk_and_stat(inbox)
    walk = time.perf_counter() - started
    for path, content in later.items():
        (inbox / path).parent.mkdir(parents=True, exist_ok=True)
        (inbox / path).write_bytes(content)
    note(f"about {NEW:,} new", refresh(home, inbox, seeds), home)
    rows.append(["nothing new", "", "", *nothing.cells(), f"walk and stat of {files:,} files {walk:.2f} s"])
    show(
        f"jixiao refresh, a city of {SIZE:,} evaluations",
        ["run", "admitted", "line items", "CPU s", "wall s", "peak MB", "seconds of stages"],
        rows,
    )
    show(
        "Build of the city",
        ["dbt: wall s", "same SQL in DuckDB: models s", "data tests s", "ratio"],
        [[f"{dbt:.1f}", f"{bare:.1f}", f"{tests:.1f}", f"{dbt / (bare + tests):.2f}"]],
    )
    newest, former = sorted((home / "releases").iterdir(), reverse=True)[:2]
    parts = [path for path in sorted(newest.iterdir()) if measure_megabytes([path]) >= 0.1]
    show(
        "Disk",
        ["part", "MB"],
        [
            *([path.name, f"{measure_megabytes([path]):.1f}"] for path in parts),
            ["a release", f"{measure_megabytes([newest]):.1f}"],
            ["two releases that share files", f"{measure_megabytes([newest, former]):.1f}"],
            ["build file", f"{(home / 'build' / 'warehouse.duckdb').stat().st_size / 1e6:.1f}"],
            ["landing", f"{measure_megabytes([home / 'landing']):.1f}"],
        ],
    )
