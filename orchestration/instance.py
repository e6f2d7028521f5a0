"""The local Dagster instance, which is stored in the home."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from orchestration.settings import Settings


def prepare_instance(settings: Settings) -> None:
    """Create the folder of the instance with its dagster.yaml, and set DAGSTER_HOME to it."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    text = Path(__file__).with_name("dagster.yaml").read_text(encoding="utf-8")
    events = settings.dagster_home / "history" / "runs"
    (settings.dagster_home / "dagster.yaml").write_text(
        text + f"    base_dir: {json.dumps(str(events), ensure_ascii=False)}\n", encoding="utf-8"
    )
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)


@contextmanager
def open_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """Open the Dagster instance of a home."""
    prepare_instance(settings)
    with dg.DagsterInstance.get() as instance:
        yield instance


_ALIVE = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def close_interrupted_runs(instance: dg.DagsterInstance, besides: str | None = None) -> None:
    """Mark interrupted runs (recorded as starting, started or canceling) as failed, except the run `besides`.

    The caller has the refresh lock, so no other run of this home can be active.
    """
    for run in instance.get_runs(dg.RunsFilter(statuses=_ALIVE)):
        if run.run_id != besides:
            instance.report_run_failed(run, "The process of this run ended without a result; a later run closed it.")
