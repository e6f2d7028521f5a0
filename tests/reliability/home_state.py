"""What a home must be like at any moment, and after a refresh: whole releases, no document lost, nothing left over."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from ingestion.file_list import find_faults, hash_file
from orchestration.run.current import read_release
from orchestration.settings import Settings

# Every file of a home that is no left-over, by its path.
_KNOWN = re.compile(
    r"documents/[0-9a-f]{64}|landing/load_id=\d{8}/(?:\w+/part-[\d-]+\.parquet|files\.json)|releases/\d{8}/.+|"
    r"releases\.jsonl|ledger/\w+\.parquet|(?:last_run|heartbeat|mirror)\.json|refresh\.lock|dagster/.+|"
    r"build/(?:warehouse\.duckdb(?:\.wal)?|\w+\.json|manifest-[\w-]+\.json|parsed-[\w-]+\.msgpack|(?:logs|target)/.+)"
)


def find_bad_releases(settings: Settings) -> list[str]:
    """Return what is wrong with releases and `current` at any moment, a kill included."""
    if not settings.releases.is_dir():
        return []
    problems = []
    for folder in sorted(settings.releases.iterdir()):
        if folder.name.isdigit():
            faults = [] if read_release(settings, folder) else ["not complete"]
            problems += [f"release {folder.name}: {fault}" for fault in [*faults, *find_faults(folder)]]
    names = [path.name for path in settings.releases.iterdir() if path.name.isdigit()]
    if settings.release_ledger.exists() and settings.current.resolve().name not in names:
        problems.append("`current` points to no release")
    return problems


def find_leftovers(home: Path) -> list[str]:
    """Return the files that a finished home does not have, by their paths in the home."""
    paths = (path for path in home.rglob("*") if path.is_file() and not path.is_relative_to(home / "current"))
    names = sorted(path.relative_to(home).as_posix() for path in paths)
    return [name for name in names if not _KNOWN.fullmatch(name)]


def read_landed(settings: Settings) -> set[str]:
    """Return the hashes of all documents that loads contain."""
    files = sorted(str(path) for path in settings.ingestion.landing.glob("load_id=*/documents/*.parquet"))
    merged = sorted(str(path) for path in settings.ingestion.landing.glob(".merged=*/documents/*.parquet"))
    if not files + merged:
        return set()
    with duckdb.connect() as connection:
        query = "select distinct document_hash from read_parquet(?, union_by_name = true, hive_partitioning = false)"
        return {row[0] for row in connection.execute(query, [files + merged]).fetchall()}


def find_lost(settings: Settings, received: Iterable[str]) -> list[str]:
    """Return the documents that were received and are not released: not kept, damaged, not landed, without a fact."""
    landed = read_landed(settings)
    with duckdb.connect(str(settings.current / settings.build_file.name), read_only=True) as connection:
        query = "select document_hash from marts.evaluation_lifecycle where evaluation_state = 'admitted'"
        released = {row[0] for row in connection.execute(query).fetchall()}
    lost = []
    for document_hash in sorted(received):
        path = settings.ingestion.documents / document_hash
        if not path.is_file() or hash_file(path) != document_hash or document_hash not in landed & released:
            lost.append(document_hash)
    return lost


def measure(folder: Path) -> dict[str, Any]:
    """Return bytes and number of the files in a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {"bytes": sum(sizes), "files": len(sizes)}


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text as a document."""
    return hashlib.sha256(text.encode()).hexdigest()
