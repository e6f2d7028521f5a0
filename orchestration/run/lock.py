"""One refresh at a time: a lock on the home, held by the process that runs."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FILE = "refresh.lock"
_held: set[Path] = set()  # homes that this process holds: the lock is the process's, whoever in it asks


class LockedError(Exception):
    """Another refresh holds the home."""


@contextmanager
def refresh_lock(home: Path) -> Iterator[None]:
    """Hold the home's lock; the system frees it when the process ends, however it ends.

    Within a holder's process it is held already. Raises LockedError at once when another process holds it.
    """
    if home in _held:
        yield
        return
    home.mkdir(parents=True, exist_ok=True)
    with (home / _FILE).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = read_holder(home) or "unknown"
            raise LockedError(f"another refresh of {home} is running (process {holder}); wait for it to end") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        _held.add(home)
        try:
            yield
        finally:
            _held.discard(home)


def read_holder(home: Path) -> int | None:
    """Return the process that holds the lock, or held it last; None where none ever did."""
    try:
        text = (home / _FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return int(text) if text.isdigit() else None
