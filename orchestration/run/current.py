"""Read and replace the link `current`, which points to the release that readers see."""

import json
import os
from pathlib import Path
from typing import Any

from orchestration.settings import Settings


def point_current(settings: Settings, release_id: str) -> None:
    """Point `current` to a release; the link is replaced atomically."""
    link = settings.home / f".current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(settings.releases.name) / release_id)
    link.replace(settings.current)


def read_current(settings: Settings) -> dict[str, Any]:
    """Return release.json of the release that `current` points to; {} if there is no complete release."""
    record = settings.current / "release.json"
    if not record.is_file() or not (settings.current / settings.build_file.name).is_file():
        return {}
    current: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
    return current
