"""Simulate a year of nights in a home and measure it at some nights: landing, releases, Dagster's history, files.

Real each night: new documents, ingestion with its merging of loads, publishing from the folder of a release on (rename,
removal of old releases, `current`, ledgers), a run in Dagster's history and the deletion of old runs. Simulated: at most
nights the release is a copy of the one before instead of a build, and the run has one step. At the measured nights a
real refresh runs, so the figures there are those of a real home.
"""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import dagster as dg

from ingestion.file_list import write_file_list
from ingestion.ingest import ingest
from orchestration.instance import delete_old_runs, open_instance
from orchestration.release.publish import publish
from orchestration.run.lock import refresh_lock
from orchestration.run.prepare_home import prepare_home, set_release_rights
from orchestration.settings import Settings, read_settings
from tests.conftest import run_refresh
from tests.reliability.home_state import find_bad_releases, find_leftovers, find_lost, hash_text, measure
from tests.shanghai_form import Form

MEASURED = (1, 30, 90, 180, 365)
PARTS = ("documents", "landing", "releases", "ledger", "build", "dagster")
_FORMS = 3  # that arrive each night
_EVENTS = 100  # of a simulated run


@dg.op
def _work(context: dg.OpExecutionContext) -> None:
    for number in range(_EVENTS):
        context.log_event(dg.AssetMaterialization(["marts", f"table_{number}"], metadata={"dagster/row_count": number}))


@dg.job
def _night() -> None:
    """A run of a simulated night."""
    _work()


def simulate(folder: Path, nights: int) -> list[dict[str, Any]]:
    """Simulate nights in a new home; return a row for each measured night. Raises AssertionError if something is lost."""
    home, inbox = folder / "home", folder / "inbox"
    inbox.mkdir(parents=True)
    received: list[str] = []
    rows = []
    settings = read_settings({"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(inbox), "JIXIAO_WORKERS": "1"})
    for night in range(1, nights + 1):
        for number in range(_FORMS):
            text = Form().text().replace("甲项目", f"项目{night:05d}-{number}")
            (inbox / f"{night:05d}-{number}.txt").write_text(text, "utf-8")
            received.append(hash_text(text))
        if night in MEASURED or night == nights:
            run_refresh(home, inbox).check_returncode()
            assert not find_bad_releases(settings)
            assert not find_lost(settings, received)
            assert find_leftovers(home) == []
            rows.append({"night": night, "received": len(received)} | {part: measure(home / part) for part in PARTS})
            print(describe_row(rows[-1]), flush=True)
        else:
            simulate_night(settings)
    return rows


def simulate_night(settings: Settings) -> None:
    """Ingest what is new, publish a copy of the current release, and add a run to Dagster's history."""
    with refresh_lock(settings.home):
        prepare_home(settings)
        ingest(settings.inbox, settings.ingestion, settings.limits, settings.workers)
        with patch("orchestration.release.publish._write_release", copy_release):
            publish(settings, {})
        with open_instance(settings) as instance:
            assert _night.execute_in_process(instance=instance).success
            delete_old_runs(instance, settings)
    os.environ.pop("DAGSTER_HOME", None)


def copy_release(settings: Settings, _: Mapping[str, Any], release_id: str, temporary: Path) -> dict[str, Any]:
    """Write a release that differs from the current one in its id only."""
    shutil.copytree(settings.current, temporary, dirs_exist_ok=True)
    path = temporary / "release.json"
    path.chmod(0o600)
    record: dict[str, Any] = json.loads(path.read_bytes()) | {"release_id": release_id}
    path.write_text(json.dumps(record, ensure_ascii=False))
    write_file_list(temporary)
    set_release_rights(settings, temporary)
    return record


def describe_row(row: Mapping[str, Any]) -> str:
    """Return a line of a table: the night, documents received, megabytes and files of each part, files without documents."""
    parts = " | ".join(f"{row[part]['bytes'] / 1e6:.1f} MB, {row[part]['files']}" for part in PARTS)
    files = sum(row[part]["files"] for part in PARTS if part != "documents")
    return f"| {row['night']} | {row['received']} | {parts} | {files} |"
