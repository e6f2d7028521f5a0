"""Remove old releases of a home."""

import shutil

from orchestration.settings import Settings


def prune(settings: Settings) -> None:
    """Remove all releases except the last `keep_releases` and the one that `current` points to."""
    folders = sorted(path for path in settings.releases.iterdir() if path.name.isdigit())
    for folder in folders[: -settings.keep_releases]:
        if folder.resolve() != settings.current.resolve():
            shutil.rmtree(folder, ignore_errors=True)
