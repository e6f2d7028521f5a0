"""Describe the state of a home: its release, its newest run, and the changes that a refresh would process."""

import os
from typing import Any

import duckdb

from ingestion.documents.backlog import InboxMissingError
from orchestration.run.current import read_current
from orchestration.run.lock import read_lock_owner
from orchestration.run.mirror_record import read_mirror_failure
from orchestration.run.run_record import read_last_run
from orchestration.run.up_to_date import find_changes
from orchestration.settings import Settings

_COUNTS = """
    select admitted_evaluation_count, quarantined_evaluation_count, rejection_count from marts.release_info
"""


def read_status(settings: Settings) -> dict[str, Any]:
    """Return the state of a home, as `jixiao status --json` prints it. Changes nothing and opens no document.

    `release` is None if there is none. `last_run` is last_run.json; a run recorded as running whose process has ended
    has the status `interrupted`. `inbox.problem` is a sentence if the inbox cannot be listed.
    """
    return {
        "home": str(settings.home),
        "release": _read_release(settings),
        "last_run": _read_last_run(settings),
        "inbox": _read_inbox(settings),
        "mirror_failure": read_mirror_failure(settings),
    }


def _read_release(settings: Settings) -> dict[str, Any] | None:
    current = read_current(settings)
    if not current:
        return None
    path = settings.current / settings.build_file.name
    with duckdb.connect(str(path), read_only=True) as connection:
        ((admitted, quarantined, rejections),) = connection.execute(_COUNTS).fetchall()
    return {
        "release_id": current["release_id"],
        "released_at": current["released_at"],
        "path": str(path),
        "admitted": admitted,
        "quarantined": quarantined,
        "rejections": rejections,
        "withheld": current.get("withheld", {}),
    }


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


def _read_inbox(settings: Settings) -> dict[str, Any]:
    try:
        changes = find_changes(settings)
    except InboxMissingError as error:
        return {"path": str(settings.inbox), "problem": str(error)}
    return {"path": str(settings.inbox), "has_news": bool(changes), **changes._asdict()}
