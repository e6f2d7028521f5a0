"""List the files of an inbox and find those that are new or changed."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ingestion.sql import connect, quote


class InboxFile(NamedTuple):
    """A file of the inbox: its path to open, its relative path as text, size (bytes), time of change (ns).

    `problem` is the reason code of a file that must not be opened, else None.
    """

    path: str
    relative_path: str
    byte_size: int
    modified_ns: int
    problem: str | None


class KnownFile(NamedTuple):
    """The state of a file when it was last seen; `document_hash` is None if it could not be opened."""

    byte_size: int
    modified_ns: int
    document_hash: str | None


def list_inbox(inbox: Path) -> Iterator[InboxFile]:
    """Yield every file below the inbox in path order, without opening any.

    Names that begin with a dot or with ~$ (created by systems and office programs) and __MACOSX folders are skipped.
    Links are not followed. Links and files that are not regular have a problem.
    """
    yield from _list_folder(str(inbox), "")


def _list_folder(folder: str, prefix: str) -> Iterator[InboxFile]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name == "__MACOSX":
            continue
        relative = f"{prefix}{_to_text(entry.name)}"
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _list_folder(entry.path, f"{relative}/")
                continue
            status = entry.stat(follow_symlinks=False)
        except OSError:
            yield InboxFile(entry.path, relative, 0, 0, "unreadable_file")
            continue
        if stat.S_ISREG(status.st_mode):
            yield InboxFile(entry.path, relative, status.st_size, status.st_mtime_ns, None)
        else:
            problem = "link_not_followed" if entry.is_symlink() else "not_a_regular_file"
            yield InboxFile(entry.path, relative, 0, status.st_mtime_ns, problem)


def _to_text(name: str) -> str:
    """Return a file name as text, with bytes that are not UTF-8 as \\xNN."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def list_inboxes(landing: Path) -> list[str]:
    """Return every inbox in which files were seen."""
    query = "select distinct inbox from read_parquet(?, union_by_name = true, hive_partitioning = false) order by inbox"
    with connect(landing) as connection:
        return [row[0] for row in connection.execute(query, [f"{landing}/load_id=*/sightings/*.parquet"]).fetchall()]


def read_ledger(landing: Path, inbox: str) -> dict[str, KnownFile]:
    """Return the files of an inbox as last seen, by relative path, from the sightings in the landing.

    Entries of archives are included, below the path of their archive.
    """
    sightings = quote(f"{landing}/load_id=*/sightings/*.parquet")
    query = f"""
        select relative_path, byte_size, modified_ns, document_hash
        from read_parquet({sightings}, union_by_name = true, hive_partitioning = false)
        where inbox = {quote(inbox)}
        qualify row_number() over (partition by relative_path order by load_id desc) = 1
    """
    with connect(landing) as connection:
        rows = connection.execute(query).fetchall()
    return {path: KnownFile(*state) for path, *state in rows}


def is_changed(file: InboxFile, known: KnownFile | None, max_bytes: int) -> bool:
    """Whether the state of a file is not the known one, or it could not be opened before but may be now."""
    if known is None or (file.byte_size, file.modified_ns) != (known.byte_size, known.modified_ns):
        return True
    was_refused = known.document_hash is None
    return was_refused and file.problem is None and file.byte_size <= max_bytes and os.access(file.path, os.R_OK)
