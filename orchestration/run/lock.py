"""Allow one refresh of a home at a time: a file lock that belongs to the process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FILE = "refresh.lock"
_locked: set[Path] = set()  # homes that this process has locked; the lock is reentrant within a process


class LockedError(Exception):
    """Another process has locked the home."""


@contextmanager
def refresh_lock(home: Path) -> Iterator[None]:
    """Lock the home inside the context; the operating system releases the lock when the process ends for any reason.

    Does nothing if this process has locked the home already. Raises LockedError at once, without waiting, if another
    process has locked it.
    """
    if home in _locked:
        yield
        return
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / _FILE).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            process = read_lock_owner(home) or "unknown"
            raise LockedError(
                f"another refresh of {home} is running (process {process}); wait until it has ended"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        _locked.add(home)
        try:
            yield
        finally:
            _locked.discard(home)


def is_locked(home: Path) -> bool:
    """Return whether a process, this one included, has locked the home."""
    if home in _locked:
        return True
    try:
        with (home / _FILE).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def has_lock(home: Path) -> bool:
    """Whether this process has locked the home."""
    return home in _locked


def read_lock_owner(home: Path) -> int | None:
    """Return the id of the process that has the lock or had it last; None if there was none."""
    try:
        text = (home / _FILE).read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    return int(text) if text.isdigit() else None
