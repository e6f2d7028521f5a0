"""Read and write mirror.json: which release the PostgreSQL mirror contains, and why the last attempt failed."""

import json

from orchestration.run.current import read_current
from orchestration.run.run_record import write_atomically
from orchestration.settings import Settings


def is_mirror_behind(settings: Settings) -> bool:
    """Return whether a mirror is configured and does not contain the current release. Does not connect to it."""
    if settings.postgres_url is None:
        return False
    if not settings.mirror.exists():
        return True
    mirrored = json.loads(settings.mirror.read_text(encoding="utf-8"))
    return bool(mirrored["release_id"] != read_current(settings).get("release_id"))


def read_mirror_failure(settings: Settings) -> str | None:
    """Return why the last attempt to mirror failed; None if it succeeded or no mirror is configured."""
    if settings.postgres_url is None or not settings.mirror.exists():
        return None
    cause: str | None = json.loads(settings.mirror.read_text(encoding="utf-8"))["failure"]
    return cause


def write_mirror_record(settings: Settings, release_id: str | None, failure: str | None) -> None:
    """Write mirror.json: the mirrored release, or the reason of a failure."""
    record = {"release_id": release_id, "failure": failure}
    write_atomically(settings.mirror, json.dumps(record, ensure_ascii=False) + "\n")
