"""Read and write heartbeat.json, which each run replaces at its end: results, times, what was last reported."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ingestion.durable import write_atomically
from orchestration.run.stage_seconds import read_stage_seconds
from orchestration.settings import Settings

_GOOD = ("released", "nothing_new")
_BAD = ("failed", "interrupted")


def read_heartbeat(settings: Settings) -> dict[str, Any]:
    """Return the record; {} if there is none that can be read."""
    try:
        record = json.loads(settings.heartbeat.read_bytes())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def is_reported(heartbeat: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Return whether the run with this record (last_run.json) was counted and reported."""
    return bool(heartbeat.get("run") == _identify(record))


def beat(settings: Settings, record: Mapping[str, Any], seconds: float | None) -> dict[str, Any]:
    """Write and return the heartbeat after a run: its record (last_run.json), and how many seconds it took.

    Has the number of runs by result, the time of the last success, the last failure with its cause, and the seconds of
    each stage. Raises OSError if it cannot be written.
    """
    now, former = datetime.now(UTC).isoformat(timespec="seconds"), read_heartbeat(settings)
    status = record["status"]
    runs = _read_runs(former)
    heartbeat = {
        "at": now,
        "run": _identify(record),
        "seconds": None if seconds is None else round(seconds, 1),
        "stages": read_stage_seconds(settings) if status != "nothing_new" else {},
        "runs": {**runs, status: runs.get(status, 0) + 1},
        "last_success_at": now if status in _GOOD else former.get("last_success_at"),
        "last_failure": former.get("last_failure"),
        "notifications": {},
    }
    if status in _BAD:
        cause = record.get("cause") or "the process ended without a result"
        heartbeat["last_failure"] = {"at": now, "stage": record.get("stage"), "cause": cause}
    _write(settings, heartbeat)
    return heartbeat


def note_notifications(settings: Settings, heartbeat: dict[str, Any], results: Mapping[str, str | None]) -> None:
    """Add to the heartbeat what became of the digest: for each channel None if it was sent, else why not."""
    _write(settings, {**heartbeat, "notifications": dict(results)})


def _write(settings: Settings, heartbeat: Mapping[str, Any]) -> None:
    write_atomically(settings.heartbeat, json.dumps(heartbeat, ensure_ascii=False, indent=2) + "\n")


def _identify(record: Mapping[str, Any]) -> str:
    return f"{record.get('status')} {record.get('at')} {record.get('process', '')}".strip()


def _read_runs(heartbeat: Mapping[str, Any]) -> dict[str, int]:
    runs = heartbeat.get("runs")
    return {name: count for name, count in runs.items() if isinstance(count, int)} if isinstance(runs, dict) else {}
