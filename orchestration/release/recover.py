"""Bring releases, `current` and the ledgers into agreement after a kill or damage. The caller has the refresh lock."""

from collections.abc import Set
from pathlib import Path
from typing import Any

from ingestion.durable import sync
from ingestion.file_list import find_faults
from ingestion.home import HomeDamagedError
from orchestration.release.ledger import add_released_evaluations, add_to_ledger, read_ledger, repair_ledger
from orchestration.release.prune import remove_release
from orchestration.run.current import point_current, read_current, read_release
from orchestration.run.pin import read_pin
from orchestration.settings import Settings


def recover_releases(settings: Settings) -> list[str]:
    """Repair what can be repaired; return a sentence for each repair that a person should know of.

    Afterwards `current` is a link to a release whose database is whole, if there is one; the ledgers have it; and
    `releases` contains no half release and none that readers never saw. While a release is pinned, `current` is that
    release or, if it is damaged, an older one, never a newer one.
    """
    said = [_replace_folder(settings)] if settings.current.exists() and not settings.current.is_symlink() else []
    if not settings.releases.is_dir():
        return said
    finished = {record["release_id"] for record in read_ledger(settings)}
    whole = {folder.name: record for folder in _list_folders(settings) if (record := _read_whole(settings, folder))}
    if repaired := repair_ledger(settings, list(whole.values())):
        said.append(repaired)
    seen = {record["release_id"] for record in read_ledger(settings)}
    current = settings.current.resolve().name if settings.current.is_symlink() else None
    pinned = _read_pinned(settings, current)
    if pinned:
        if (shown := _choose_pinned(pinned, current, whole.keys() & seen)) != current:
            point_current(settings, shown)
            current = shown
    elif current not in whole and (former := max(whole.keys() & seen, default=None)):
        point_current(settings, former)
        said.append(f"release {current} is damaged: readers see release {former} until the next release is made")
        current = former
    for folder in _list_folders(settings):
        if folder.name not in (current, pinned) and (folder.name not in whole or folder.name not in seen):
            remove_release(folder)
    if current in whole and current not in finished:
        finish_release(settings, whole[current])
    return said


def _read_pinned(settings: Settings, current: str | None) -> str | None:
    """Return the id of the pinned release; if the pin cannot be read, that of the current one. None without a pin."""
    pin = read_pin(settings)
    if pin is None:
        return None
    return pin.release_id if pin.release_id.isdigit() else current


def _choose_pinned(pinned: str, current: str | None, usable: Set[str]) -> str:
    """Return the release that readers see while one is pinned: it, or the newest usable one before it.

    If there is none, `current` stays, unless it is newer than the pinned release.
    """
    if pinned in usable:
        return pinned
    if former := max((release_id for release_id in usable if release_id < pinned), default=None):
        return former
    return pinned if current is None or current > pinned else current


def finish_release(settings: Settings, record: dict[str, Any]) -> None:
    """Add the current release to the ledgers."""
    release_id = record["release_id"]
    add_released_evaluations(settings, settings.releases / release_id / settings.build_file.name, release_id)
    add_to_ledger(settings, record)


def find_damage(settings: Settings) -> list[str]:
    """Return what is missing or changed in the current release, in words."""
    return list(find_faults(settings.current)) if read_current(settings) else []


def _replace_folder(settings: Settings) -> str:
    """Replace a folder or file named `current` by a link; the folder is kept under another name."""
    aside = settings.home / "current.replaced"
    if aside.exists():
        raise HomeDamagedError(f"{settings.current} is not a link, and {aside} exists: remove both, then refresh again")
    release_id = read_current(settings).get("release_id")
    settings.current.rename(aside)
    sync(settings.home)
    if release_id and read_release(settings, settings.releases / release_id):
        point_current(settings, release_id)
    return f"{settings.current} was not a link: it was moved to {aside}, which may be removed"


def _list_folders(settings: Settings) -> list[Path]:
    return sorted(path for path in settings.releases.iterdir() if path.name.isdigit())


def _read_whole(settings: Settings, folder: Path) -> dict[str, Any]:
    """Return release.json of a release that readers can use; {} if its record or its database is damaged."""
    is_damaged = any(find_faults(folder, (settings.build_file.name, "release.json")))
    return {} if is_damaged else read_release(settings, folder)
