"""Dagster's instance of a home: its settings, and a history of runs that does not grow without bound."""

import json
import sqlite3
from collections import Counter
from pathlib import Path

import dagster as dg
import pytest
import yaml

from orchestration import launcher
from orchestration.instance import delete_old_runs, open_instance, prepare_instance
from orchestration.run.lock import refresh_lock
from orchestration.settings import read_settings


@dg.asset
def table(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
    return dg.MaterializeResult(metadata={"rows": 4}, tags={"a": "b"})


@dg.asset_check(asset=table)
def has_rows() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


def count_rows(folder: Path) -> Counter[str]:
    """The rows of each table of Dagster's databases."""
    counts: Counter[str] = Counter()
    for database in (folder / "runs.db", folder / "runs" / "index.db"):
        with sqlite3.connect(database) as connection:
            for (name,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
                ((counts[f"{database.name} {name}"],),) = connection.execute(f"select count(*) from {name}").fetchall()
    return counts


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "a home 家"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    return tmp_path / "a home 家"


def test_runs_beyond_those_to_keep_are_deleted_with_all_that_is_kept_of_them(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXIAO_KEEP_RUNS", "2")
    settings = read_settings()
    history = home / "dagster" / "history"
    job = dg.Definitions([table], asset_checks=[has_rows]).resolve_implicit_global_asset_job_def()
    sizes: list[tuple[int, Counter[str]]] = []
    with open_instance(settings) as instance:
        waiting = instance.create_run_for_job(job).run_id
        for _ in range(6):
            done = job.execute_in_process(instance=instance, tags={"who": "a test"})
            delete_old_runs(instance, settings)
            sizes.append((len(list((history / "runs").glob("*.db"))), count_rows(history)))
        assert len(instance.get_runs()) == 3
        assert instance.get_run_by_id(waiting) is not None
        assert instance.get_run_by_id(done.run_id) is not None
        assert instance.all_logs(done.run_id)
        assert instance.get_latest_materialization_event(dg.AssetKey("table")) is not None
    assert sizes[1] == sizes[2] == sizes[5]
    assert len(list((home / "dagster" / "storage").iterdir())) <= 3


def test_the_instance_has_limits_and_no_telemetry(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_RUN_MINUTES", "90")
    settings = read_settings()
    with open_instance(settings) as instance:
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_start_timeout_seconds == 600
        assert instance.run_monitoring_max_runtime_seconds == 5400
        assert instance.run_monitoring_max_resume_run_attempts == 0
        assert instance.run_retries_enabled
        assert instance.run_retries_max_retries == 2
        assert not instance.run_retries_retry_on_asset_or_op_failure
        assert not instance.telemetry_enabled
        assert isinstance(instance.run_launcher, launcher.RunLauncher)
        queue = instance.get_concurrency_config().run_queue_config
        assert queue is not None and queue.max_concurrent_runs == 1
    written = yaml.safe_load((home / "dagster" / "dagster.yaml").read_text("utf-8"))
    assert written["run_launcher"]["config"] == {"home": str(home)}
    before = (home / "dagster" / "dagster.yaml").stat().st_mtime_ns
    prepare_instance(settings)
    assert (home / "dagster" / "dagster.yaml").stat().st_mtime_ns == before


def test_a_started_run_is_dead_when_nobody_has_the_lock_for_a_minute(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("orchestration.launcher.time.monotonic", lambda: clock[0])
    job = dg.Definitions([table]).resolve_implicit_global_asset_job_def()
    with open_instance(read_settings()) as instance:
        run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)

        def look(seconds: float) -> str:
            clock[0] += seconds
            return instance.run_launcher.check_run_worker_health(run).status.value

        assert look(0) == "RUNNING"
        assert look(59) == "RUNNING"
        with refresh_lock(home):
            assert look(30) == "RUNNING"
        assert look(30) == "RUNNING"
        assert look(61) == "FAILED"


def test_a_run_that_a_later_run_closed_is_not_started_again(home: Path) -> None:
    from dagster._daemon.auto_run_reexecution.auto_run_reexecution import should_retry

    from orchestration.instance import close_interrupted_runs

    job = dg.Definitions([table]).resolve_implicit_global_asset_job_def()
    with open_instance(read_settings()) as instance:
        left = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
        dead = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
        close_interrupted_runs(instance, besides=dead.run_id)
        instance.report_run_failed(dead, "Detected run worker status FAILED.")
        found = {run.run_id: should_retry(run, instance) for run in instance.get_runs()}
    assert found == {left.run_id: False, dead.run_id: True}


def test_the_settings_of_the_instance_are_json_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "a: home #1 家 $x"
    monkeypatch.setenv("JIXIAO_HOME", str(home))
    prepare_instance(read_settings())
    written = yaml.safe_load((home / "dagster" / "dagster.yaml").read_text("utf-8"))
    assert written["run_launcher"]["config"]["home"] == str(home)
    assert json.dumps(written["event_log_storage"]["config"]["base_dir"])
