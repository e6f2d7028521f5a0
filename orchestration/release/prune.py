"""Remove old releases of a home."""

import shutil
from pathlib import Path

from orchestration.settings import Settings


def prune(settings: Settings) -> None:
    """Remove all releases except the last `keep_releases` and the one that `current` points to."""
    folders = sorted(path for path in settings.releases.iterdir() if path.name.isdigit())
    for folder in folders[: -settings.keep_releases]:
        if folder.resolve() != settings.current.resolve():
            remove_release(folder)


def remove_release(folder: Path) -> None:
    """Remove a release. It is renamed first: a kill leaves no half release under its id."""
    doomed = folder.with_name(f".{folder.name}")
    shutil.rmtree(doomed, ignore_errors=True)
    folder.rename(doomed)
    shutil.rmtree(doomed, ignore_errors=True)
