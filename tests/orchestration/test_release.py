"""Releases: gate, `current`, rollback, pruning, and clients of every version."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.sql import seal
from orchestration.release.changes import check_changes
from orchestration.release.gate import check_results
from orchestration.release.publish import publish
from orchestration.run.current import point_current, read_current
from orchestration.run.run_record import StageError
from orchestration.settings import PROJECT, Settings, read_settings
from tests.conftest import query

CLIENTS = PROJECT / ".clients"


@pytest.fixture
def settings(sample_home: Path, copy_home: Callable[[Path], Path]) -> Settings:
    """Settings of a home that may be changed."""
    return read_settings({"JIXIAO_HOME": str(copy_home(sample_home))})


@pytest.fixture
def manifest(settings: Settings) -> dict[str, Any]:
    nodes: dict[str, Any] = json.loads((settings.dbt_target / "manifest.json").read_text())
    return nodes


@pytest.fixture
def only_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish without open data, outgoing documents, docs and report, which take most of the time and do not matter here."""
    for part in ("write_open_data", "write_outgoing", "write_docs", "write_report"):
        monkeypatch.setattr(f"orchestration.release.publish.{part}", lambda *_, **__: None)


def test_a_build_that_passed_may_be_released(settings: Settings, manifest: dict[str, Any]) -> None:
    check_results(settings, manifest)


STAGES = ["core_results", "indicator_results"]


def change_results(settings: Settings, change: Callable[[dict[str, Any]], None], stage: str = "core_results") -> None:
    path: Path = getattr(settings, stage)
    results = json.loads(path.read_text())
    change(results)
    path.write_text(json.dumps(results))


@pytest.mark.parametrize("stage", STAGES)
def test_a_failed_test_is_refused(settings: Settings, manifest: dict[str, Any], stage: str) -> None:
    change_results(settings, lambda results: results["results"][-1].update(status="fail"), stage)
    with pytest.raises(StageError, match=r"did not pass in this build \(failed nodes: 1\); nothing is released"):
        check_results(settings, manifest)


@pytest.mark.parametrize("stage", STAGES)
def test_a_test_that_did_not_run_is_refused(settings: Settings, manifest: dict[str, Any], stage: str) -> None:
    change_results(settings, lambda results: results["results"].pop(), stage)
    with pytest.raises(StageError, match=r"was not run in this build \(missing nodes: 1\); run the whole job"):
        check_results(settings, manifest)


@pytest.mark.parametrize("stage", STAGES)
def test_results_of_another_build_are_refused(settings: Settings, manifest: dict[str, Any], stage: str) -> None:
    change_results(settings, lambda results: results["metadata"].update(invocation_id="another"), stage)
    with pytest.raises(StageError, match="belong to different runs"):
        check_results(settings, manifest)


@pytest.mark.parametrize("stage", STAGES)
def test_no_build_is_refused(settings: Settings, manifest: dict[str, Any], stage: str) -> None:
    getattr(settings, stage).unlink()
    with pytest.raises(StageError, match="there is no finished build"):
        check_results(settings, manifest)


@pytest.mark.parametrize("stage", STAGES)
def test_half_results_are_refused(settings: Settings, manifest: dict[str, Any], stage: str) -> None:
    path: Path = getattr(settings, stage)
    path.write_text(path.read_text()[:1000])
    with pytest.raises(StageError, match="there is no finished build"):
        check_results(settings, manifest)


def test_a_damaged_build_is_a_sentence(settings: Settings, manifest: dict[str, Any]) -> None:
    settings.build_file.write_bytes(b"no database at all" * 1000)
    with pytest.raises(StageError, match=r"warehouse\.duckdb cannot be opened"):
        check_results(settings, manifest)


def test_a_build_whose_indicators_were_not_finished_is_refused(settings: Settings, manifest: dict[str, Any]) -> None:
    change_build(settings, "drop table build.excluded")
    with pytest.raises(StageError, match="there is no finished build"):
        check_results(settings, manifest)


def change_build(settings: Settings, *statements: str) -> None:
    with duckdb.connect(str(settings.build_file)) as connection:
        for statement in statements:
            connection.execute(statement)


def remove_results(results: dict[str, Any], name: str) -> None:
    """Remove a model and its tests from dbt's results, as if the build did not contain it."""
    results["results"] = [result for result in results["results"] if name not in result["unique_id"]]


@pytest.mark.usefixtures("only_tables")
def test_excluded_models_are_not_required(settings: Settings, manifest: dict[str, Any]) -> None:
    change_results(settings, lambda results: remove_results(results, "ind_unspent_funds"), "indicator_results")
    with pytest.raises(StageError, match=r"ind_unspent_funds\w* was not run in this build"):
        check_results(settings, manifest)
    change_build(settings, "insert into build.excluded values ('ind_unspent_funds', 'it has no row for evaluation 1')")
    check_results(settings, manifest)
    release = publish(settings, manifest)
    assert release.excluded == {"ind_unspent_funds": "it has no row for evaluation 1"}
    assert read_current(settings)["withheld"] == release.excluded


def test_the_fact_is_required_even_if_an_indicator_is_excluded(settings: Settings, manifest: dict[str, Any]) -> None:
    change_build(settings, "insert into build.excluded values ('ind_unspent_funds', 'it has no row for evaluation 1')")
    change_results(
        settings, lambda results: remove_results(results, "model.jixiao.fct_indicator_values"), "indicator_results"
    )
    with pytest.raises(StageError, match="fct_indicator_values was not run in this build"):
        check_results(settings, manifest)


def test_an_excluded_table_must_have_no_rows(settings: Settings, manifest: dict[str, Any]) -> None:
    change_build(settings, "insert into build.excluded values ('rpt_indicator_by_year', 'its SQL fails')")
    with pytest.raises(StageError, match="rpt_indicator_by_year is excluded from this build but has rows"):
        check_results(settings, manifest)
    change_build(settings, "truncate marts.rpt_indicator_by_year")
    check_results(settings, manifest)


@pytest.mark.usefixtures("only_tables")
def test_ids_count_up_and_old_releases_are_removed(settings: Settings, manifest: dict[str, Any]) -> None:
    settings = replace(settings, keep_releases=2)
    assert [publish(settings, manifest).release_id for _ in range(3)] == ["00000002", "00000003", "00000004"]
    assert sorted(path.name for path in settings.releases.iterdir()) == ["00000003", "00000004"]
    assert read_current(settings)["release_id"] == "00000004"
    ledger = [json.loads(line)["release_id"] for line in settings.release_ledger.read_text().splitlines()]
    assert ledger == ["00000001", "00000002", "00000003", "00000004"]


@pytest.mark.usefixtures("only_tables")
def test_the_former_release_is_kept_when_current_changes(settings: Settings, manifest: dict[str, Any]) -> None:
    """A reader may have resolved the link but not yet opened the file."""
    settings = replace(settings, keep_releases=1)
    publish(settings, manifest)
    assert sorted(path.name for path in settings.releases.iterdir()) == ["00000001", "00000002"]
    publish(settings, manifest)
    assert sorted(path.name for path in settings.releases.iterdir()) == ["00000002", "00000003"]


@pytest.mark.usefixtures("only_tables")
def test_rollback_replaces_current(settings: Settings, manifest: dict[str, Any]) -> None:
    publish(settings, manifest)
    point_current(settings, "00000001")
    assert query(settings.current / "warehouse.duckdb", "select release_id from marts.release_info") == [("00000001",)]
    assert publish(settings, manifest).release_id == "00000003"


@pytest.mark.usefixtures("only_tables")
def test_an_open_connection_keeps_its_release(settings: Settings, manifest: dict[str, Any]) -> None:
    path = str(settings.current / "warehouse.duckdb")
    sql = "select release_id from marts.release_info"
    with duckdb.connect(path, read_only=True) as reader:
        assert reader.execute(sql).fetchall() == [("00000001",)]
        publish(settings, manifest)
        assert reader.execute(sql).fetchall() == [("00000001",)]
        assert query(settings.current / "warehouse.duckdb", sql) == [("00000002",)]


def test_a_release_that_fails_leaves_nothing_behind(settings: Settings, manifest: dict[str, Any]) -> None:
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("drop table marts.release_info")
    with pytest.raises(duckdb.Error):
        publish(settings, manifest)
    assert [path.name for path in settings.releases.iterdir()] == ["00000001"]
    assert read_current(settings)["release_id"] == "00000001"
    assert list(settings.build.glob("release-*")) == []


def test_a_release_is_read_only_and_complete(settings: Settings) -> None:
    files = list((settings.releases / "00000001").iterdir())
    assert {path.name for path in files} == {
        "warehouse.duckdb", "release.json", "files.json", "open_data", "outgoing", "docs", "report",
    }  # fmt: skip
    assert not (settings.releases / "00000001" / "warehouse.duckdb").stat().st_mode & 0o222


READ = """
import sys, duckdb
con = duckdb.connect()
con.execute(f"attach '{sys.argv[1]}' as anything (read_only)")
print(duckdb.__version__, con.execute("select count(*), sum(weight_points) from anything.marts.fct_indicator_scores").fetchall())
con = duckdb.connect(sys.argv[1], read_only=True)
print(con.execute("select count(*) from marts.dim_project where project_name like '%服务%'").fetchall())
"""


@pytest.mark.parametrize("version", ["1.1.3", "1.4.4", "1.5.5", "2.0.0"])
def test_clients_of_every_version_read_it_under_any_alias(sample_home: Path, version: str) -> None:
    client = CLIENTS / f"duckdb-{version}"
    if not client.is_dir():
        pytest.skip(f"no DuckDB {version} client at {client}; run `make clients`")
    release = sample_home / "current" / "warehouse.duckdb"
    done = subprocess.run(
        [sys.executable, "-c", READ, str(release)],
        env={"PYTHONPATH": str(client), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split("\n")[:2] == [f"{version} [(66, Decimal('400.0000'))]", "[(3,)]"], done.stderr


def test_a_limit_of_memory_holds_for_every_part_of_a_release(
    settings: Settings, manifest: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = []

    def seal_and_note(connection: duckdb.DuckDBPyConnection, *folders: Path) -> duckdb.DuckDBPyConnection:
        limits.append(connection.execute("select current_setting('memory_limit')").fetchall()[0][0])
        return seal(connection, *folders)

    monkeypatch.setattr("ingestion.sql.seal", seal_and_note)
    check_changes(replace(settings, memory_mb=900))
    release = publish(replace(settings, memory_mb=900), manifest)
    assert (release.folder / "report" / "index.html").exists()
    assert limits.count("858.3 MiB") >= 5  # 900 MB: comparison, tables, open data, outgoing documents, report
