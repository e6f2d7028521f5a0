"""Compute a fingerprint of everything that a release depends on, to detect without a build that nothing changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from ingestion.home import list_loads
from orchestration.settings import PROJECT, Settings

_IGNORED = {"target", "logs", "__pycache__", ".user.yml"}


def compute_fingerprint(settings: Settings) -> dict[str, str]:
    """Return a value for each input of a release: landing, models, seeds, orchestration, environment, settings.

    New documents are not part of it: find_backlog compares the inbox with the landing.
    """
    loads = list_loads(settings.ingestion.landing)
    return {
        "landing": loads[-1] if loads else "",
        "loads": hashlib.sha256(" ".join(loads).encode()).hexdigest()[:16],
        "models": _hash_files(_list_files(PROJECT / "dbt_project")),
        "seeds": _hash_files(_list_files(PROJECT / "seeds" / "reference")),
        "orchestration": _hash_files(_list_files(PROJECT / "orchestration")),
        "environment": _hash_files([PROJECT / "requirements.lock"]),
        "settings": f"keep_releases={settings.keep_releases} {settings.publication}",
    }


def _list_files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not _IGNORED & set(path.relative_to(folder).parts))


def _hash_files(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
