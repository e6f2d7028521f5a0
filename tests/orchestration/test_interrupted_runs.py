"""Interrupted runs are marked as failed by the next run that has the refresh lock."""

from pathlib import Path

import dagster as dg
import pytest

from orchestration.instance import open_instance
from orchestration.resources import RefreshLock
from orchestration.run.lock import LockedError
from orchestration.settings import read_settings

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


def test_runs_are_not_closed_without_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If another process has the lock, its run is active and is not changed."""
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    job = definitions.resolve_implicit_global_asset_job_def()

    def refuse(home: Path) -> None:
        raise LockedError(f"another refresh of {home} is running")

    monkeypatch.setattr("orchestration.resources.refresh_lock", refuse)
    with open_instance(read_settings()) as instance:
        at_work = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED).run_id
        assert not job.execute_in_process(instance=instance, raise_on_error=False).success
        run = instance.get_run_by_id(at_work)
        assert run is not None and run.status == dg.DagsterRunStatus.STARTED
