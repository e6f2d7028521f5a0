"""Interrupted runs are marked as failed by the next run that has the refresh lock."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from orchestration.instance import close_interrupted_runs, open_instance
from orchestration.resources import RefreshLock
from orchestration.run.lock import LockedError, is_locked, refresh_lock
from orchestration.settings import PROJECT, read_settings

LEFT = (dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING)
ENDED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.CANCELED, dg.DagsterRunStatus.NOT_STARTED)


@dg.asset
def work(refresh_lock: RefreshLock) -> None:
    """An asset of a refresh."""


definitions = dg.Definitions([work], resources={"refresh_lock": RefreshLock()}, executor=dg.in_process_executor)


def test_interrupted_runs_are_closed_and_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    job = definitions.resolve_implicit_global_asset_job_def()
    with open_instance(read_settings()) as instance:
        runs = {status: instance.create_run_for_job(job, status=status).run_id for status in (*LEFT, *ENDED)}
        own = job.execute_in_process(instance=instance)
        assert own.success
        found = {status: instance.get_run_by_id(run) for status, run in runs.items()}
        for status in LEFT:
            run = found[status]
            assert run is not None and run.status == dg.DagsterRunStatus.FAILURE, status
            messages = [entry.dagster_event.message for entry in instance.all_logs(run.run_id) if entry.dagster_event]
            assert "The process of this run ended without a result; a later run closed it." in messages
        for status in ENDED:
            run = found[status]
            assert run is not None and run.status == status
        last = instance.get_run_by_id(own.run_id)
        assert last is not None and last.status == dg.DagsterRunStatus.SUCCESS


def refuse(home: Path) -> None:
    raise LockedError(f"another refresh of {home} is running")


def test_runs_are_not_closed_without_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If another process has the lock for longer than a run waits, its run is active and must stay as it is."""
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    job = definitions.resolve_implicit_global_asset_job_def()
    monkeypatch.setattr("orchestration.resources.refresh_lock", refuse)
    monkeypatch.setattr("orchestration.resources.WAIT_SECONDS", 0.0)
    with open_instance(read_settings()) as instance:
        active = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED).run_id
        assert not job.execute_in_process(instance=instance, raise_on_error=False).success
        run = instance.get_run_by_id(active)
        assert run is not None and run.status == dg.DagsterRunStatus.STARTED


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_second_run_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_closed: bool) -> None:
    """It then does its work, unless the refresh that it waited for closed it."""
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    job = definitions.resolve_implicit_global_asset_job_def()
    monkeypatch.setattr("orchestration.resources.refresh_lock", refuse)
    with open_instance(read_settings()) as instance:

        def end_first_run(_: object) -> None:
            monkeypatch.setattr("orchestration.resources.refresh_lock", refresh_lock)
            if is_closed:
                close_interrupted_runs(instance)

        monkeypatch.setattr("orchestration.resources.pause", end_first_run)
        assert job.execute_in_process(instance=instance, raise_on_error=False).success is not is_closed


_HANGS = """
import time
import dagster as dg
from orchestration import resources
from orchestration.instance import open_instance
from orchestration.settings import read_settings

@dg.asset
def hangs(refresh_lock: resources.RefreshLock) -> None:
    time.sleep(600)

definitions = dg.Definitions([hangs], resources={"refresh_lock": resources.RefreshLock()}, executor=dg.in_process_executor)
resources.LEAVE_SECONDS = -58
with open_instance(read_settings()) as instance:
    definitions.resolve_implicit_global_asset_job_def().execute_in_process(instance=instance)
"""


@pytest.mark.slow
def test_a_run_that_does_not_end_is_ended(tmp_path: Path) -> None:
    """The process ends two seconds after its time limit, prints where it was, and frees the lock."""
    environment = {"JIXIAO_HOME": str(tmp_path), "JIXIAO_RUN_MINUTES": "1", "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", _HANGS],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 1
    assert "Timeout (0:00:02)!" in done.stderr
    assert "in hangs" in done.stderr
    assert not is_locked(tmp_path)
