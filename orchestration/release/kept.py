"""List the releases that a home keeps, and roll back to one of them."""

from pathlib import Path
from typing import Any, NamedTuple

from ingestion.file_list import find_faults
from orchestration.run.current import point_current, read_release
from orchestration.run.pin import read_pin, write_pin
from orchestration.settings import Settings


class KeptRelease(NamedTuple):
    """A kept release: its folder, its record (release.json), and whether `current` points to it."""

    folder: Path
    record: dict[str, Any]
    is_current: bool

    @property
    def release_id(self) -> str:
        """Id of the release, which is the name of its folder."""
        return self.folder.name


class RollbackError(Exception):
    """`current` cannot point to the release; the message says why."""


def list_kept(settings: Settings) -> list[KeptRelease]:
    """Return the complete releases of the home, oldest first."""
    current = settings.current.resolve()
    return [
        KeptRelease(folder, record, folder == current)
        for folder in sorted(settings.releases.resolve().glob("[0-9]*"))
        if (record := read_release(settings, folder))
    ]


def roll_back(settings: Settings, release_id: str | None = None) -> KeptRelease:
    """Point `current` to a kept release and pin it: `release_id`, by default the newest before the current one.

    The caller has the refresh lock. Raises RollbackError if there is no such release or it is damaged.
    """
    kept = list_kept(settings)
    if release_id is None:
        current = next((index for index, release in enumerate(kept) if release.is_current), len(kept))
        if current == 0 or not kept:
            raise RollbackError(f"{settings.releases} keeps no release before the current one")
        target = kept[current - 1]
    else:
        named = [release for release in kept if release.release_id == release_id]
        if not named:
            ids = ", ".join(release.release_id for release in kept) or "none"
            raise RollbackError(f"{settings.releases} keeps no release {release_id}; it keeps {ids}")
        (target,) = named
        pin = read_pin(settings)
        if target.is_current and (pin is None or pin.release_id == release_id):
            raise RollbackError(f"release {release_id} is already the current one")
    if faults := list(find_faults(target.folder)):
        raise RollbackError(f"release {target.release_id} is damaged: {'; '.join(faults[:3])}; name another one")
    write_pin(settings, target.release_id)  # first: a refresh must not replace what a kill leaves half done
    point_current(settings, target.release_id)
    return target
