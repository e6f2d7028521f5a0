"""Read and write last_run.json: the result of the newest run; after a failure stage, node, cause and log."""

import errno
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from ingestion.durable import write_atomically
from orchestration.run.home_problem import find_home_problem
from orchestration.run.stage_seconds import add_stage_seconds
from orchestration.settings import Settings

_LONGEST_CAUSE = 1000
_ENDED = ("released", "nothing_new", "failed")
_writing = threading.Lock()


class StageError(Exception):
    """A stage failed; the message is one sentence with the cause. `node` names the model, test or file."""

    def __init__(self, cause: str, node: str | None = None):
        super().__init__(cause)
        self.node = node


def write_last_run(settings: Settings, status: str, **facts: Any) -> None:
    """Write last_run.json: `status` is running, released, nothing_new, failed or interrupted."""
    with _writing:
        _write(settings, status, facts)


def write_interruption(settings: Settings, cause: str) -> dict[str, Any]:
    """Write that this process was interrupted, unless its run has ended; return the record.

    The process must end after this: no other thread of it can write a record any more.
    """
    _writing.acquire()
    record = read_last_run(settings)
    if record.get("process") == os.getpid() and record["status"] in _ENDED:
        return record
    return _write(settings, "interrupted", {"stage": None, "node": None, "cause": cause, "log": str(settings.dbt_log)})


def _write(settings: Settings, status: str, facts: dict[str, Any]) -> dict[str, Any]:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    record = {"status": status, "at": at, "process": os.getpid(), **facts}
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        write_atomically(settings.last_run, text)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        with settings.last_run.open("r+b") as file:  # its place on the full disk is still there
            file.write(text.encode())
            file.truncate()
    return record


def read_last_run(settings: Settings) -> dict[str, Any]:
    """Return the record of the newest run; {} if there is none that can be read."""
    try:
        record = json.loads(settings.last_run.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) and "status" in record else {}


@contextmanager
def recorded_stage(settings: Settings, stage: str) -> Iterator[None]:
    """Write a failure or interruption of the stage to last_run.json and raise it again. Note how long it took."""
    started = time.monotonic()
    try:
        yield
    except GeneratorExit:
        raise
    except BaseException as error:
        status = "failed" if isinstance(error, Exception) else "interrupted"
        node = error.node if isinstance(error, StageError) else None
        cause = find_home_problem(error, settings.home) or describe_cause(error)
        write_last_run(settings, status, stage=stage, node=node, cause=cause, log=str(settings.dbt_log))
        raise
    finally:
        add_stage_seconds(settings, stage, time.monotonic() - started)


def describe_cause(error: BaseException) -> str:
    """Return an error as one line of bounded length; a full disk is told first."""
    cause = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        cause = f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    cause = cause.split(" [SQL: ")[0]
    return cause if len(cause) <= _LONGEST_CAUSE else f"{cause[:_LONGEST_CAUSE]} …"
