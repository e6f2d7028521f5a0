"""Report a run when it ends: heartbeat, metrics, digest. No failure in here ends or fails a run."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.run.heartbeat import beat, is_reported, note_notifications, read_heartbeat
from orchestration.run.home_problem import UNUSABLE
from orchestration.run.lock import LockedError, refresh_lock
from orchestration.run.run_record import describe_cause, read_last_run
from orchestration.run.stage_seconds import clear_stage_seconds
from orchestration.settings import Settings

logger = logging.getLogger("jixiao.notification")

_NO_CAUSE = "the run ended without a release and without a recorded cause; see `jixiao ui`"
_reported: set[Path] = set()  # homes whose run this process reports; a context inside another does nothing


@contextmanager
def reported_run(settings: Settings) -> Iterator[None]:
    """Report the run inside the context when it ends, once. First report an earlier run that a kill ended.

    The refresh lock is asked for inside the context: a run that finds the home locked is not reported.
    """
    if settings.home in _reported:
        yield
        return
    report_killed_run(settings)
    started, former = time.monotonic(), _read_record(settings)
    _reported.add(settings.home)
    try:
        yield
    except LockedError:
        raise
    except Exception as error:
        # Errors of the operating system that no stage has recorded concern the home: its lock, its folders.
        cause = f"{UNUSABLE}: {describe_cause(error)}" if isinstance(error, OSError) else str(error)
        _report(settings, _find_outcome(settings, former, "failed", cause), time.monotonic() - started)
        raise
    except BaseException as error:
        status = "failed" if isinstance(error, GeneratorExit) else "interrupted"
        _report(settings, _find_outcome(settings, former, status, ""), time.monotonic() - started)
        raise
    else:
        _report(settings, _find_outcome(settings, former, "failed", _NO_CAUSE), time.monotonic() - started)
    finally:
        _reported.discard(settings.home)


def report_run(settings: Settings) -> None:
    """Report the run that last_run.json describes if it has ended and is not reported yet."""
    record = _read_record(settings)
    if record.get("status", "running") != "running":
        _report(settings, record, None)


def report_killed_run(settings: Settings) -> None:
    """Report a run as interrupted if it is recorded as running and no process has the refresh lock."""
    try:
        with refresh_lock(settings.home):
            record = _read_record(settings)
            clear_stage_seconds(settings)
    except (LockedError, OSError):
        return
    if record.get("status") == "running":
        _report(settings, {**record, "status": "interrupted"}, None)


def _find_outcome(settings: Settings, former: Mapping[str, Any], status: str, cause: str) -> Mapping[str, Any]:
    """Return the record of the run that ended; if it left none, one with this status and cause.

    {} if nothing went wrong and nothing was recorded, because no refresh was asked for.
    """
    record = _read_record(settings)
    if record != former and record.get("status", "running") != "running":
        return record
    if record == former and cause == _NO_CAUSE:
        return {}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"status": status, "at": now, "stage": "refresh", "cause": cause, "log": str(settings.dbt_log)}


def _report(settings: Settings, record: Mapping[str, Any], seconds: float | None) -> None:
    """Write heartbeat and metrics and send the digest; log what fails, unless the home cannot be used for the run."""
    if not record or is_reported(read_heartbeat(settings), record):
        return
    heartbeat: dict[str, Any] | None = None
    try:
        heartbeat = beat(settings, record, seconds)
        if path := settings.notification.metrics_file:
            from orchestration.notification.metrics import write_metrics

            write_metrics(settings, path, heartbeat)
    except Exception as error:
        if not str(record.get("cause")).startswith(UNUSABLE):
            logger.warning("heartbeat or metrics not written: %s", describe_cause(error))
    try:
        results = send_digest(settings, record)
        if results and heartbeat:
            note_notifications(settings, heartbeat, results)
    except Exception as error:
        logger.warning("the digest is not sent: %s: %s", type(error).__name__, error)


def send_digest(settings: Settings, record: Mapping[str, Any], *, always: bool = False) -> dict[str, str | None]:
    """Send the digest of a run; return for each channel None, or why it was not sent.

    Does nothing if no channel is set, or (unless `always`) if JIXIAO_NOTIFY_ON does not have the result of the run.
    """
    notification = settings.notification
    if not (notification.mail or notification.webhooks) or not (always or record["status"] in notification.events):
        return {}
    from orchestration.notification.compose import compose_digest
    from orchestration.notification.deliver import deliver

    results = deliver(settings, compose_digest(settings, record))
    for channel, problem in results.items():
        if problem:
            logger.warning("the digest is not sent by %s: %s", channel, problem)
        else:
            logger.info("the digest is sent by %s", channel)
    return results


def _read_record(settings: Settings) -> dict[str, Any]:
    try:
        return read_last_run(settings)
    except (OSError, ValueError):
        return {}
