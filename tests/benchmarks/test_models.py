"""Time of each model of a city, beside its SQL alone in DuckDB. Printed, never asserted.

BENCHMARK_FORMS=100000 measures another number of evaluations than 2,000.
"""

import json
import os
import resource
import shutil
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.demo.filing import file_city
from orchestration.demo.make import write_documents
from orchestration.demo.reference import write_reference
from tests.benchmarks.test_speed import show
from tests.conftest import build_release, query

pytestmark = pytest.mark.benchmark

SIZE = int(os.environ.get("BENCHMARK_FORMS", "2000"))
SHOWN = 25


def read_models(home: Path) -> list[dict[str, Any]]:
    """Return dbt's results of the models of a build, in the order in which they were built."""
    results = [result for result in _read_results(home, "model") if result["relation_name"]]
    return sorted(results, key=lambda result: str(result["timing"][-1]["started_at"]))


def read_tests(home: Path) -> list[str]:
    """Return the SQL of the data tests of a build."""
    return [result["compiled_code"] for result in _read_results(home, "test")]


def _read_results(home: Path, kind: str) -> list[dict[str, Any]]:
    return [
        result
        for name in ("core", "indicator")
        for result in json.loads((home / "build" / f"{name}_run_results.json").read_text("utf-8"))["results"]
        if result["unique_id"].startswith(f"{kind}.")
    ]


def build_bare(home: Path, folder: Path, models: list[dict[str, Any]]) -> dict[str, float]:
    """Create the relations of the models again from their SQL, without dbt; return the seconds of each."""
    folder.mkdir()
    shutil.copy(home / "build" / "warehouse.duckdb", folder)
    seconds = {}
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(f"set file_search_path = '{home}'")
        kinds = dict(
            connection.execute(
                'select format(\'"{}"."{}"."{}"\', table_catalog, table_schema, table_name), table_type from information_schema.tables'
            ).fetchall()
        )
        for model in models:
            name = model["relation_name"]
            kind = "view" if kinds[name] == "VIEW" else "table"
            started = time.perf_counter()
            connection.execute(f"create or replace {kind} {name} as ({model['compiled_code']})")
            seconds[name] = time.perf_counter() - started
    return seconds


def test_models_of_a_city(tmp_path: Path) -> None:
    home, rows = tmp_path / "home", []
    for batch in file_city(SIZE):
        write_documents(tmp_path / "inbox", batch)
    write_reference(tmp_path / "seeds", SIZE)
    started = time.perf_counter()
    release = build_release(home, tmp_path / "inbox", JIXIAO_SEEDS=str(tmp_path / "seeds"))
    seconds = time.perf_counter() - started
    models = read_models(home)
    bare = build_bare(home, tmp_path / "bare", models)
    ((evaluations, lines),) = query(
        release,
        "select (select count(*) from marts.fct_evaluations), (select count(*) from marts.fct_indicator_scores)",
    )
    for model in sorted(models, key=lambda model: -model["execution_time"])[:SHOWN]:
        name = model["relation_name"].replace('"', "").removeprefix("warehouse.")
        rows.append([name, f"{model['execution_time']:.2f}", f"{bare[model['relation_name']]:.2f}"])
    built = sum(model["execution_time"] for model in models)
    rows.append([f"all {len(models)} models", f"{built:.1f}", f"{sum(bare.values()):.1f}"])
    # The largest process that this one has waited for: the refresh, or a worker of it.
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    show(
        f"{evaluations} evaluations, {lines} line items: read, built and released in {seconds:.0f} s; "
        f"{memory:.0f} MB at most; build file {(home / 'build' / 'warehouse.duckdb').stat().st_size / 1e6:.0f} MB",
        ["model", "dbt s", "DuckDB s"],
        rows,
    )
