"""Decide whether documents that arrive in the inbox are complete: whether the inbox has stopped changing."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from ingestion.documents.inbox import InboxFile


class Arrivals(NamedTuple):
    """New files of the inbox as seen last: their state as a hash, since when it is the same, the state of the last run.

    `since` is in seconds since 1970. Times of change of files are not used for it: copying can keep old ones.
    """

    state: str = ""
    since: float = 0.0
    requested: str = ""


def observe(files: Sequence[InboxFile], former: Arrivals, now: float) -> Arrivals:
    """Return the arrivals of now, given those seen before. A clock that was set back starts the time again."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_path}\0{file.byte_size}\0{file.modified_ns}\0".encode(errors="surrogateescape"))
    state = digest.hexdigest()[:16] if files else ""
    if state == former.state and former.since <= now:
        return former
    return former._replace(state=state, since=now)
