"""Read releases, and replace the link `current`, which points to the release that readers see."""

import json
import os
from pathlib import Path
from typing import Any

from ingestion.durable import sync
from orchestration.settings import Settings


def point_current(settings: Settings, release_id: str) -> None:
    """Point `current` to a release; the link is replaced atomically."""
    link = settings.home / f".current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(settings.releases.name) / release_id)
    link.replace(settings.current)
    sync(settings.home)


def read_current(settings: Settings) -> dict[str, Any]:
    """Return release.json of the release that `current` points to; {} if there is no complete release."""
    return read_release(settings, settings.current)


def read_release(settings: Settings, folder: Path) -> dict[str, Any]:
    """Return release.json of the release in a folder; {} if the folder is not a complete release."""
    try:
        record = json.loads((folder / "release.json").read_bytes())
    except (OSError, ValueError):
        return {}
    has_parts = isinstance(record, dict) and {"release_id", "released_at", "fingerprint", "tables"} <= record.keys()
    return record if has_parts and (folder / settings.build_file.name).is_file() else {}
