"""Prepare a home for a run: who may read it, and removal of what interrupted runs left. The caller has the lock."""

import os
import shutil
import stat
from pathlib import Path

from orchestration.settings import Settings

_PRIVATE = ("documents", "landing", "build", "ledger", "dagster")
# Rights of the home, of folders of releases and of their files, by who may read releases.
_RIGHTS = {"owner": (0o700, 0o700, 0o400), "group": (0o710, 0o750, 0o440), "all": (0o711, 0o755, 0o444)}


def prepare_home(settings: Settings) -> None:
    """Let only the owner read the home, except releases (JIXIAO_RELEASE_READERS); remove what interrupted runs left.

    Files that this process makes later can be read by the owner only.
    """
    os.umask(0o077)
    settings.home.mkdir(parents=True, exist_ok=True)
    home, folders, files = _RIGHTS[settings.release_readers]
    _set_rights(settings.home, home)
    for name in _PRIVATE:
        _set_rights(settings.home / name, 0o700)
    _set_rights(settings.releases, folders)
    for left in _find_leftovers(settings):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    if settings.releases.is_dir():
        for release in settings.releases.iterdir():
            # Its folder is the last part of a release to get rights: where it has them, so have the thousands of files.
            database = release / settings.build_file.name
            if _has_other_rights(release, folders) or _has_other_rights(database, files):
                set_release_rights(settings, release)


def set_release_rights(settings: Settings, release: Path) -> None:
    """Give a release the rights of JIXIAO_RELEASE_READERS: its files, then its folder."""
    _, folders, files = _RIGHTS[settings.release_readers]
    for folder, names, file_names in os.walk(release):
        for name in names:
            _set_rights(Path(folder) / name, folders)
        for name in file_names:
            _set_rights(Path(folder) / name, files)
    _set_rights(release, folders)


def _has_other_rights(path: Path, mode: int) -> bool:
    """Return whether a file or folder is there, belongs to this user and has other rights."""
    try:
        status = path.lstat()
    except OSError:
        return False
    is_own = status.st_uid == os.geteuid() and not stat.S_ISLNK(status.st_mode)
    return is_own and status.st_mode & 0o7777 & ~stat.S_ISGID != mode


def _set_rights(path: Path, mode: int) -> None:
    """Change the rights of a file or folder if it has others."""
    if _has_other_rights(path, mode):
        path.chmod(mode | path.lstat().st_mode & stat.S_ISGID)


def _find_leftovers(settings: Settings) -> list[Path]:
    """Return the temporary files and folders of runs that have ended."""
    home, ingestion = settings.home, settings.ingestion
    places = (
        (home, ".*.[0-9]*"), (settings.released_evaluations.parent, ".*"), (ingestion.documents, ".*"),
        (ingestion.landing, ".load_id=*"), (ingestion.landing, ".*.[0-9]*"), (settings.build, "release-*"),
        (settings.build, ".*.[0-9]*"), (settings.releases, ".*"),
    )  # fmt: skip
    return [path for folder, pattern in places for path in folder.glob(pattern)]
