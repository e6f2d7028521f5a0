"""The local Dagster instance, which is stored in the home, and its history of runs."""

import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

import dagster as dg
from dagster._core.storage.runs.schema import RunTagsTable
from dagster._core.storage.runs.sql_run_storage import SqlRunStorage
from dagster._core.storage.tags import MAX_RETRIES_TAG

from ingestion.durable import write_atomically
from orchestration.run.dagster_history import set_aside_damaged_history
from orchestration.settings import Settings

_STARTED = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
_QUIET = {"DO_NOT_TRACK": "1", "DAGSTER_DISABLE_TELEMETRY": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}

logger = logging.getLogger("jixiao.refresh")


def prepare_instance(settings: Settings) -> None:
    """Create the folder of the instance with its dagster.yaml, and set DAGSTER_HOME to it.

    A damaged history is moved aside.
    """
    if damaged := set_aside_damaged_history(settings):
        logger.warning("%s", damaged)
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    values = {
        "home": str(settings.home),
        "events": str(settings.dagster_home / "history" / "runs"),
        "run_seconds": settings.operation.run_minutes * 60,
    }
    template = Template(Path(__file__).with_name("dagster.yaml").read_text(encoding="utf-8"))
    text = template.substitute({name: json.dumps(value, ensure_ascii=False) for name, value in values.items()})
    path = settings.dagster_home / "dagster.yaml"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_atomically(path, text)
    os.environ.update(_QUIET, DAGSTER_HOME=str(settings.dagster_home))


@contextmanager
def open_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """Open the Dagster instance of a home."""
    prepare_instance(settings)
    with dg.DagsterInstance.get() as instance:
        yield instance


def close_interrupted_runs(instance: dg.DagsterInstance, besides: str | None = None) -> None:
    """Mark interrupted runs (recorded as starting, started or canceling) as failed, except the run `besides`.

    The caller has the refresh lock, so no other run of this home can be active. The caller does the work of these runs:
    the daemon does not start them again.
    """
    for run in instance.get_runs(dg.RunsFilter(statuses=_STARTED)):
        if run.run_id != besides:
            instance.add_run_tags(run.run_id, {MAX_RETRIES_TAG: "0"})
            instance.report_run_failed(run, "The process of this run ended without a result; a later run closed it.")


def delete_old_runs(instance: dg.DagsterInstance, settings: Settings) -> None:
    """Delete the oldest ended runs from Dagster's history, with their events and output, so that keep_runs are left."""
    ended = instance.get_run_ids(dg.RunsFilter(statuses=_ENDED))  # newest first
    for run_id in ended[settings.operation.keep_runs :]:
        instance.delete_run(run_id)
        shutil.rmtree(settings.dagster_home / "storage" / run_id, ignore_errors=True)
        if isinstance(instance.run_storage, SqlRunStorage):  # which leaves the tags
            with instance.run_storage.connect() as connection:
                connection.execute(RunTagsTable.delete().where(RunTagsTable.c.run_id == run_id))
