"""What is known of the mirror in PostgreSQL: the release that it holds, and why the last attempt failed."""

import json

from orchestration.run.current import read_current
from orchestration.run.run_record import write_atomically
from orchestration.settings import Settings


def is_mirror_behind(settings: Settings) -> bool:
    """Whether a mirror is wanted and the last one that succeeded was of another release. Connects to nothing."""
    if settings.postgres_url is None:
        return False
    if not settings.mirror.exists():
        return True
    mirrored = json.loads(settings.mirror.read_text(encoding="utf-8"))
    return bool(mirrored["release_id"] != read_current(settings).get("release_id"))


def read_mirror_failure(settings: Settings) -> str | None:
    """Why the last mirror failed, None where it did not, or none is wanted."""
    if settings.postgres_url is None or not settings.mirror.exists():
        return None
    cause: str | None = json.loads(settings.mirror.read_text(encoding="utf-8"))["failure"]
    return cause


def note_mirror(settings: Settings, release_id: str | None, failure: str | None) -> None:
    record = {"release_id": release_id, "failure": failure}
    write_atomically(settings.mirror, json.dumps(record, ensure_ascii=False) + "\n")
