"""A real daemon on a home of its own: ticks start runs that release; a run that was killed is closed and started again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.run.lock import is_locked
from orchestration.settings import PROJECT
from tests.conftest import SAMPLES, share_parsed_project
from tests.shanghai_form import Form

pytestmark = [pytest.mark.slow, pytest.mark.daemon]
PATIENCE = 420  # seconds; the machine may have other work


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the parsed project, and an inbox next to it."""
    folder = tmp_path / "home"
    share_parsed_project(folder)
    shutil.copytree(SAMPLES, tmp_path / "inbox")
    return folder


@contextmanager
def run_daemon(home: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `jixiao daemon` as a group of processes of its own, ended at the end as a service manager does it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DAGSTER_"))}
    environment |= {"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(home.parent / "inbox"), "PYTHONPATH": str(PROJECT)}
    environment |= {"JIXIAO_WORKERS": "1", **settings}
    with (home.parent / "daemon.log").open("ab") as log:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "orchestration.cli", "daemon"],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield daemon
        finally:
            processes = list_processes(daemon.pid) if daemon.poll() is None else []
            for process in processes:
                send(process, signal.SIGTERM)
            deadline = time.monotonic() + 60
            while any(Path(f"/proc/{process}").exists() for process in processes) and time.monotonic() < deadline:
                daemon.poll()
                time.sleep(0.2)
            for process in processes:
                send(process, signal.SIGKILL)
            daemon.wait()


def list_processes(root: int) -> list[int]:
    """Return a process and all that it started, with their code servers and runs, which lead groups of their own."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit():
                parent = int((folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(folder.name))
    return [root, *(process for child in children.get(root, []) for process in list_processes(child))]


def send(process: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, number)


def wait_for(home: Path, what: str, look: Callable[[], Any]) -> Any:
    """Return what a look finds, as soon as it finds something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        log = home.parent / "daemon.log"
        assert time.monotonic() < deadline, f"waited for {what} in vain:\n{log.read_text('utf-8')[-6000:]}"
        time.sleep(0.5)
    return found


def list_runs(home: Path) -> list[dg.DagsterRun]:
    """Return the runs in Dagster's history, the newest first."""
    if not (home / "dagster" / "history" / "runs.db").exists():
        return []
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        return list(instance.get_runs())


def find_release(home: Path) -> str | None:
    record = home / "current" / "release.json"
    return json.loads(record.read_text("utf-8"))["release_id"] if record.exists() else None


def read_messages(home: Path, run: dg.DagsterRun) -> str:
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        return "\n".join(
            entry.dagster_event.message or "" for entry in instance.all_logs(run.run_id) if entry.dagster_event
        )


def test_a_tick_releases_and_a_killed_run_is_closed_and_resumed(home: Path) -> None:
    inbox = home.parent / "inbox"
    every_minute = {"JIXIAO_SCHEDULE": "* * * * *"}
    with run_daemon(home, **every_minute) as daemon:
        wait_for(home, "a release", lambda: find_release(home) == "00000001")
        first = wait_for(
            home,
            "the end of the run",
            lambda: [run for run in list_runs(home) if run.status == dg.DagsterRunStatus.SUCCESS],
        )[0]
        assert first.job_name == "nightly_refresh" and first.tags["dagster/schedule_name"] == "nightly_refresh_schedule"

        # A new document: the next tick's run is killed, with the daemon, as by a power cut.
        (inbox / "another.txt").write_text(Form().text(), "utf-8")
        build = home / "build" / "warehouse.duckdb"
        built = build.stat().st_mtime_ns
        wait_for(home, "a second run", lambda: is_locked(home) and build.exists() and build.stat().st_mtime_ns > built)
        for process in list_processes(daemon.pid):
            send(process, signal.SIGKILL)
        daemon.wait()
        wait_for(home, "the lock to be free", lambda: not is_locked(home))
    assert find_release(home) == "00000001"
    killed = next(run for run in list_runs(home) if run.run_id != first.run_id)
    assert killed.status == dg.DagsterRunStatus.STARTED

    # No tick comes any more: the daemon closes the run and starts it again.
    with run_daemon(home, JIXIAO_SCHEDULE="0 0 1 1 *"):
        wait_for(home, "the run to be closed", lambda: status_of(home, killed) == dg.DagsterRunStatus.FAILURE)
        wait_for(home, "the second release", lambda: find_release(home) == "00000002")
        retry = wait_for(home, "the retry", lambda: [r for r in list_runs(home) if r.parent_run_id == killed.run_id])[0]
        wait_for(home, "the retry's end", lambda: status_of(home, retry) == dg.DagsterRunStatus.SUCCESS)
    assert "no process has the lock of the home" in read_messages(home, killed)
    assert "landing_tables" not in (retry.step_keys_to_execute or ["landing_tables"]), (
        "it resumes at the step that was killed"
    )

    # And the next tick starts as ever: nothing is new.
    last_run = home / "last_run.json"
    with run_daemon(home, **every_minute):
        wait_for(home, "a tick", lambda: json.loads(last_run.read_text("utf-8"))["status"] == "nothing_new")
    assert find_release(home) == "00000002"


def status_of(home: Path, run: dg.DagsterRun) -> dg.DagsterRunStatus:
    return next(found.status for found in list_runs(home) if found.run_id == run.run_id)
