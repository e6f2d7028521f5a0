"""Copy what a home cannot make again: documents, landing, ledgers; and make a home of such a copy."""

import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from ingestion.durable import write_atomically
from ingestion.file_list import hash_file
from ingestion.home import EMPTY_LOAD_ID
from orchestration.settings import Settings

RECORD = "backup.json"
SEEDS = "seeds"  # folder with the seeds of the site


class BackupError(Exception):
    """A backup cannot be made or restored; the message says why and what to do."""


class BackupReport(NamedTuple):
    """Counts of a backup or a restored home. `damaged` are documents whose bytes do not have the hash of their name."""

    documents: int
    loads: int
    files_copied: int
    damaged: tuple[str, ...]


def back_up(settings: Settings, target: Path) -> BackupReport:
    """Copy documents, landing and ledgers of the home to a folder, and the seeds of the site, if it has any.

    Files that are there already are not copied again.

    The caller has the refresh lock. The ledgers are copied first and the documents last, so that a copy that was
    interrupted names nothing that it lacks once it is repeated. A damaged document is not copied: an intact copy from
    an earlier backup stays. Raises BackupError if the home has no landing or the folder is inside the home.
    """
    if not settings.ingestion.landing.is_dir():
        raise BackupError(f"{settings.home} has no landing, so there is nothing to back up; run `jixiao refresh` first")
    if target.is_relative_to(settings.home) or settings.home.is_relative_to(target):
        raise BackupError(f"the backup folder {target} and the home {settings.home} must not contain one another")
    target.mkdir(parents=True, exist_ok=True)
    (target / RECORD).unlink(missing_ok=True)
    copied = sum(_copy(path, target / path.relative_to(settings.home)) for path in _list_ledgers(settings))
    copied += _mirror_loads(settings.ingestion.landing, target / "landing")
    if settings.seeds.site:
        copied += _mirror(settings.seeds.list_site(), settings.seeds.site, target / SEEDS)
    documents_copied, damaged = _copy_documents(settings.ingestion.documents, target / "documents")
    documents = len(list((target / "documents").glob("*")))
    loads = len(_list_loads(target / "landing"))
    record = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "jixiao": version("jixiao"),
        "documents": documents,
        "loads": loads,
        "damaged": damaged,
    }
    write_atomically(target / RECORD, json.dumps(record, indent=2) + "\n")
    return BackupReport(documents, loads, copied + documents_copied, tuple(damaged))


def restore(settings: Settings, source: Path) -> BackupReport:
    """Copy a backup into the home, which must be empty. A refresh then builds and releases it.

    The seeds of the site come into the folder `seeds` of the home. The folder that JIXIAO_SEEDS names is not changed.
    The caller has the refresh lock. Raises BackupError if the folder is not a complete backup, a document of it is
    damaged, or the home has documents or landing already.
    """
    if not (source / RECORD).is_file():
        raise BackupError(f"{source} is not a complete backup: it has no {RECORD}; run `jixiao backup` again")
    occupied = [path for path in (settings.ingestion.landing, settings.ingestion.documents) if path.exists()]
    if occupied:
        raise BackupError(f"{occupied[0]} exists already; restore into another JIXIAO_HOME, or move it away first")
    damaged = [path.name for path in sorted((source / "documents").glob("*")) if hash_file(path) != path.name]
    if damaged:
        raise BackupError(
            f"{len(damaged)} documents of the backup are damaged, the first is {source / 'documents' / damaged[0]}; "
            "replace them by intact copies or remove them"
        )
    files = [path for path in sorted(source.rglob("*")) if path.is_file() and path.name != RECORD]
    for path in files:
        _copy(path, settings.home / path.relative_to(source))
    documents = len(list(settings.ingestion.documents.glob("*")))
    return BackupReport(documents, len(_list_loads(settings.ingestion.landing)), len(files), ())


def _list_ledgers(settings: Settings) -> Iterator[Path]:
    return (path for path in (settings.release_ledger, settings.released_evaluations) if path.is_file())


def _list_loads(landing: Path) -> list[Path]:
    return sorted(path for path in landing.glob("load_id=*") if path.name != f"load_id={EMPTY_LOAD_ID}")


def _mirror_loads(landing: Path, target: Path) -> int:
    """Copy the loads, and remove from the copy those that compaction has merged. Return the number of files copied."""
    copied = _mirror([path for load in _list_loads(landing) for path in _list_files(load)], landing, target)
    _remove_empty_folders(target)
    return copied


def _mirror(paths: Iterable[Path], folder: Path, target: Path) -> int:
    """Copy files of a folder, and remove all others from the copy. Return the number of files copied."""
    names = {path.relative_to(folder) for path in paths if path.is_file()}
    copied = sum(_copy(folder / name, target / name) for name in sorted(names))
    for path in _list_files(target):
        if path.relative_to(target) not in names:
            path.unlink()
    return copied


def _list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _remove_empty_folders(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _copy_documents(documents: Path, target: Path) -> tuple[int, list[str]]:
    """Copy the documents that the target lacks; return how many, and the names of the damaged ones."""
    target.mkdir(parents=True, exist_ok=True)
    copied, damaged = 0, []
    for path in _list_documents(documents):
        if hash_file(path) != path.name:
            damaged.append(path.name)
        else:
            copied += _copy(path, target / path.name)
    return copied, damaged


def _list_documents(documents: Path) -> Iterable[Path]:
    return sorted(path for path in documents.glob("*") if path.is_file() and "." not in path.name)


def _copy(source: Path, target: Path) -> bool:
    """Copy a file unless the target has its size and time; the target appears whole or not at all."""
    if target.is_file():
        old, new = target.stat(), source.stat()
        if (old.st_size, old.st_mtime_ns) == (new.st_size, new.st_mtime_ns):
            return False
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.copy")
    shutil.copy2(source, temporary)
    temporary.replace(target)
    return True
