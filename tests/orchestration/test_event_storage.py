"""Dagster's log of events with connections that stay open: what is written is what Dagster's own storage reads."""

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from orchestration.event_storage import KeptEventLogStorage
from orchestration.instance import open_instance
from orchestration.settings import read_settings


@dg.asset
def counted() -> dg.MaterializeResult:  # type: ignore[type-arg]
    return dg.MaterializeResult(metadata={"rows": 4})


@dg.asset_check(asset=counted)
def is_counted() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


def test_events_are_those_that_dagster_itself_would_keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "a home 家"))
    settings = read_settings()
    runs = []
    for _ in range(2):
        with open_instance(settings) as instance:
            assert isinstance(instance.event_log_storage, KeptEventLogStorage)
            job = dg.Definitions([counted], asset_checks=[is_counted]).resolve_implicit_global_asset_job_def()
            runs.append(job.execute_in_process(instance=instance).run_id)
            written = [[record.event_log_entry for record in instance.get_records_for_run(run).records] for run in runs]
    own = SqliteEventLogStorage(str(settings.dagster_home / "history" / "runs"))
    assert [own.get_logs_for_run(run) for run in runs] == written
    assert all(written)
    materialized = own.fetch_materializations(dg.AssetKey("counted"), limit=9).records
    assert [record.run_id for record in materialized] == runs[::-1]


def test_a_storage_that_is_wiped_begins_anew(tmp_path: Path) -> None:
    storage = KeptEventLogStorage(str(tmp_path))
    with dg.instance_for_test() as instance:
        job = dg.Definitions([counted]).resolve_implicit_global_asset_job_def()
        run = job.execute_in_process(instance=instance).run_id
        events = instance.all_logs(run)
    for event in events:
        storage.store_event(event)
    assert storage.get_logs_for_run(run) == events
    storage.wipe()
    assert storage.get_logs_for_run(run) == []
    for event in events:
        storage.store_event(event)
    assert storage.get_logs_for_run(run) == events
    storage.dispose()
