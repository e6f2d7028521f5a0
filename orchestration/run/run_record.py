"""Read and write last_run.json: the result of the newest run; after a failure stage, node, cause and log."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.run.stage_seconds import add_stage_seconds
from orchestration.settings import Settings


class StageError(Exception):
    """A stage failed; the message is one sentence with the cause. `node` names the model, test or file."""

    def __init__(self, cause: str, node: str | None = None):
        super().__init__(cause)
        self.node = node


def write_last_run(settings: Settings, status: str, **facts: Any) -> None:
    """Write last_run.json: `status` is running, released, nothing_new or failed."""
    record = {"status": status, "at": datetime.now(UTC).isoformat(timespec="seconds"), **facts}
    settings.home.mkdir(parents=True, exist_ok=True)
    write_atomically(settings.last_run, json.dumps(record, ensure_ascii=False, indent=2) + "\n")


def read_last_run(settings: Settings) -> dict[str, Any]:
    """Return the record of the newest run; {} if there is none."""
    try:
        record: dict[str, Any] = json.loads(settings.last_run.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return record


@contextmanager
def recorded_stage(settings: Settings, stage: str) -> Iterator[None]:
    """Write a failure of the stage to last_run.json and raise it again. Note how long the stage took."""
    started = time.monotonic()
    try:
        yield
    except Exception as error:
        node = error.node if isinstance(error, StageError) else None
        cause = " ".join(f"{error}".split()) or type(error).__name__
        write_last_run(settings, "failed", stage=stage, node=node, cause=cause, log=str(settings.dbt_log))
        raise
    finally:
        add_stage_seconds(settings, stage, time.monotonic() - started)


def write_atomically(path: Path, text: str) -> None:
    """Replace a file atomically: readers see the old content or the new content, never a part."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
