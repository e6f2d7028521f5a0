"""What lies in an inbox, and which of it is not known yet."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from ingestion.sql import quote


class InboxFile(NamedTuple):
    """A file of the inbox: its path for opening, its path for people, size, time of change.

    `problem` is the reason code of a file that is not to be opened, else None.
    """

    path: str
    relative_path: str
    byte_size: int
    modified_ns: int
    problem: str | None


class KnownFile(NamedTuple):
    """A file's state when it was last seen; `document_hash` is None where it could not be opened."""

    byte_size: int
    modified_ns: int
    document_hash: str | None


def list_inbox(inbox: Path) -> Iterator[InboxFile]:
    """Every file below the inbox in the order of its path, without opening any.

    Names that begin with a dot or with ~$ (left by systems and office programs) and __MACOSX folders are no
    documents and are passed over. Links are not followed; they, and what is no regular file, carry a problem.
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
    """A file name as text, bytes that are no UTF-8 shown as \\xNN."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def list_inboxes(landing: Path) -> list[str]:
    """Every inbox that files were seen in."""
    query = "select distinct inbox from read_parquet(?, union_by_name = true, hive_partitioning = false) order by inbox"
    with duckdb.connect() as connection:
        return [row[0] for row in connection.execute(query, [f"{landing}/load_id=*/sightings/*.parquet"]).fetchall()]


def read_ledger(landing: Path, inbox: str) -> dict[str, KnownFile]:
    """The files of this inbox as last seen, by relative path: read from the landing's sightings.

    What was seen in an archive stands there as well, below the archive's path.
    """
    sightings = quote(f"{landing}/load_id=*/sightings/*.parquet")
    query = f"""
        select relative_path, byte_size, modified_ns, document_hash
        from read_parquet({sightings}, union_by_name = true, hive_partitioning = false)
        where inbox = {quote(inbox)}
        qualify row_number() over (partition by relative_path order by load_id desc) = 1
    """
    with duckdb.connect() as connection:
        rows = connection.execute(query).fetchall()
    return {path: KnownFile(*state) for path, *state in rows}


def find_changed(inbox: Path, ledger: dict[str, KnownFile], max_bytes: int) -> list[InboxFile]:
    """The inbox's files that the ledger does not hold in this state, and those it could not open but now might."""
    return [file for file in list_inbox(inbox) if _is_changed(file, ledger.get(file.relative_path), max_bytes)]


def _is_changed(file: InboxFile, known: KnownFile | None, max_bytes: int) -> bool:
    if known is None or (file.byte_size, file.modified_ns) != (known.byte_size, known.modified_ns):
        return True
    was_refused = known.document_hash is None
    return was_refused and file.problem is None and file.byte_size <= max_bytes and os.access(file.path, os.R_OK)
