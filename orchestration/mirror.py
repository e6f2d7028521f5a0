"""The mirror of the current release in PostgreSQL, where JIXIAO_POSTGRES_URL names a database."""

import json
from collections.abc import Mapping
from typing import Any

from orchestration.publication.postgres import MirrorError, mirror_release
from orchestration.release import read_current
from orchestration.run_record import write_atomically
from orchestration.settings import Settings


def is_mirror_behind(settings: Settings) -> bool:
    """Whether a mirror is wanted and the last one that succeeded was of another release. Connects to nothing."""
    if settings.postgres_url is None:
        return False
    if not settings.mirror.exists():
        return True
    mirrored = json.loads(settings.mirror.read_text(encoding="utf-8"))
    return bool(mirrored["release_id"] != read_current(settings).get("release_id"))


def mirror_current(settings: Settings, manifest: Mapping[str, Any]) -> dict[str, int]:
    """Mirror the current release; rows by table. Raises MirrorError with a sentence; the release stands."""
    assert settings.postgres_url is not None
    release_id = str(read_current(settings)["release_id"])
    try:
        counts = mirror_release(
            settings.postgres_url, settings.current / settings.build_file.name, manifest, release_id
        )
    except MirrorError as error:
        _note(settings, None, str(error))
        raise
    _note(settings, release_id, None)
    return counts


def read_mirror_failure(settings: Settings) -> str | None:
    """Why the last mirror failed, None where it did not, or none is wanted."""
    if settings.postgres_url is None or not settings.mirror.exists():
        return None
    cause: str | None = json.loads(settings.mirror.read_text(encoding="utf-8"))["failure"]
    return cause


def _note(settings: Settings, release_id: str | None, failure: str | None) -> None:
    record = {"release_id": release_id, "failure": failure}
    write_atomically(settings.mirror, json.dumps(record, ensure_ascii=False) + "\n")
