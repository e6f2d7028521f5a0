"""Read and write mirror.json: which release the PostgreSQL mirror contains, and why the last attempt failed."""

import json
from typing import Any

from ingestion.durable import write_atomically
from orchestration.run.current import read_current
from orchestration.settings import Settings


def is_mirror_behind(settings: Settings) -> bool:
    """Return whether a mirror is configured and does not contain the current release. Does not connect to it."""
    if settings.postgres_url is None:
        return False
    return bool(_read(settings).get("release_id") != read_current(settings).get("release_id"))


def read_mirror_failure(settings: Settings) -> str | None:
    """Return why the last attempt to mirror failed; None if it succeeded or no mirror is configured."""
    return None if settings.postgres_url is None else _read(settings).get("failure")


def write_mirror_record(settings: Settings, release_id: str | None, failure: str | None) -> None:
    """Write mirror.json: the mirrored release, or the reason of a failure."""
    record = {"release_id": release_id, "failure": failure}
    write_atomically(settings.mirror, json.dumps(record, ensure_ascii=False) + "\n")


def _read(settings: Settings) -> dict[str, Any]:
    """Return the record; {} if there is none that can be read: the next refresh mirrors again."""
    try:
        record = json.loads(settings.mirror.read_bytes())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
