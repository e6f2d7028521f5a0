"""Describe the state of a home: its release, its newest run, and the changes that a refresh would process."""

import os
import shutil
from pathlib import Path
from typing import Any

import duckdb

from ingestion.documents.backlog import InboxMissingError
from ingestion.home import HomeDamagedError
from ingestion.sql import open_read_only
from orchestration.run.current import read_current
from orchestration.run.heartbeat import read_heartbeat
from orchestration.run.lock import read_lock_owner
from orchestration.run.mirror_record import read_mirror_failure
from orchestration.run.pin import find_pin_problem, read_pin
from orchestration.run.run_record import read_last_run
from orchestration.run.up_to_date import find_changes
from orchestration.settings import Settings

_COUNTS = """
    select admitted_evaluation_count, quarantined_evaluation_count, rejection_count from marts.release_info
"""


def read_status(settings: Settings) -> dict[str, Any]:
    """Return the state of a home, as `jixiao status --json` prints it. Changes nothing and opens no document.

    `release` is None if there is none. `last_run` is last_run.json; a run recorded as running whose process has ended
    has the status `interrupted`. `inbox.problem` is a sentence if the inbox cannot be listed, `release.problem` if the
    release cannot be read, `landing_problem` if the landing is damaged; then `inbox` has its path only. `pin` is None
    if no release is pinned; its `problem` is a sentence if that one is damaged. `last_success_at`: when a run last
    released or found nothing new. `notifications`: for each channel None if the newest digest was sent, else why not.
    """
    release, last_run, heartbeat = _read_release(settings), _read_last_run(settings), read_heartbeat(settings)
    inbox, landing_problem = _read_inbox(settings)
    return {
        "home": str(settings.home),
        "release": release,
        "pin": _read_pin(settings),
        "last_run": last_run,
        "last_success_at": _find_last_success(heartbeat, last_run, release),
        "last_failure": _find_last_failure(heartbeat, last_run),
        "runs": heartbeat.get("runs") or {},
        "disk": _measure_disk(settings.home),
        "notifications": heartbeat.get("notifications") or {},
        "inbox": inbox,
        "landing_problem": landing_problem,
        "mirror_failure": read_mirror_failure(settings),
    }


def _read_pin(settings: Settings) -> dict[str, Any] | None:
    pin = read_pin(settings)
    return None if pin is None else {**pin._asdict(), "problem": find_pin_problem(settings)}


def _read_release(settings: Settings) -> dict[str, Any] | None:
    current = read_current(settings)
    if not current:
        return None
    path = settings.current / settings.build_file.name
    state = {
        "release_id": current["release_id"],
        "released_at": current["released_at"],
        "path": str(path),
        "withheld": current.get("withheld", {}),
    }
    try:
        with open_read_only(path) as connection:
            ((admitted, quarantined, rejections),) = connection.execute(_COUNTS).fetchall()
    except (duckdb.Error, ValueError) as error:
        return {**state, "problem": f"the release {path} cannot be read: {' '.join(str(error).split())[:300]}"}
    return {**state, "admitted": admitted, "quarantined": quarantined, "rejections": rejections}


def _find_last_success(
    heartbeat: dict[str, Any], last_run: dict[str, Any] | None, release: dict[str, Any] | None
) -> str | None:
    """Return when a run last succeeded, also for a home whose runs wrote no heartbeat."""
    times = [heartbeat.get("last_success_at"), release["released_at"] if release else None]
    if last_run and last_run.get("status") in ("released", "nothing_new"):
        times.append(last_run.get("at"))
    return max(filter(None, times), default=None)


def _find_last_failure(heartbeat: dict[str, Any], last_run: dict[str, Any] | None) -> dict[str, Any] | None:
    if last_run and last_run.get("status") in ("failed", "interrupted"):
        return {name: last_run.get(name) for name in ("at", "stage", "cause")}
    failure: dict[str, Any] | None = heartbeat.get("last_failure")
    return failure


def _measure_disk(home: Path) -> dict[str, int] | None:
    """Return the free and total bytes of the disk of the home, which need not exist yet; None if it is not known."""
    place = next((folder for folder in (home, *home.parents) if folder.exists()), home)
    try:
        usage = shutil.disk_usage(place)
    except OSError:
        return None
    return {"free_bytes": usage.free, "total_bytes": usage.total}


def _read_last_run(settings: Settings) -> dict[str, Any] | None:
    record = read_last_run(settings)
    if record.get("status") == "running" and not _is_alive(read_lock_owner(settings.home)):
        record["status"] = "interrupted"
    return record or None


def _is_alive(process: int | None) -> bool:
    if process is None:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # a process of another user
    return True


def _read_inbox(settings: Settings) -> tuple[dict[str, Any], str | None]:
    """Return the changes in the inbox, and why they cannot be found if the landing is damaged."""
    inbox = {"path": str(settings.inbox)}
    try:
        changes = find_changes(settings)
    except InboxMissingError as error:
        return {**inbox, "problem": str(error)}, None
    except HomeDamagedError as error:
        return inbox, str(error)
    return {**inbox, "has_news": bool(changes), **changes._asdict()}, None
