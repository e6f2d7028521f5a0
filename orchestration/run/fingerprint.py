"""Compute a fingerprint of everything that a release depends on, to detect without a build that nothing changed."""

import hashlib
from collections.abc import Mapping, Sequence
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
        "seeds": _hash_files(_list_files(settings.seeds.project) | _list_site_seeds(settings)),
        "orchestration": _hash_files(_list_files(PROJECT / "orchestration")),
        "environment": _hash_files({"requirements.lock": PROJECT / "requirements.lock"}),
        "settings": f"keep_releases={settings.keep_releases} {settings.publication}",
    }


def compute_project_fingerprint(settings: Settings) -> str:
    """Return a value for everything that dbt parses: the project, the names and the YAML of the seeds, the environment.

    The rows of seeds are not part of it: dbt reads them when it builds.
    """
    files = {f"dbt_project/{name}": path for name, path in _list_files(PROJECT / "dbt_project").items()}
    names = [f"{name}.csv" for name in settings.seeds.list_files()]
    described = {name: path for name, path in _list_files(settings.seeds.project).items() if path.suffix != ".csv"}
    return _hash_files({**files, **described, "requirements.lock": PROJECT / "requirements.lock"}, names)


def _list_files(folder: Path) -> dict[str, Path]:
    """Return the files of a folder of the project by their paths in it."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path for name, path in found.items() if not _IGNORED & set(Path(name).parts)}


def _list_site_seeds(settings: Settings) -> dict[str, Path]:
    """Return the files that replace seeds of the project, and those that replace none, which the checks refuse."""
    return {path.name: path for path in settings.seeds.list_site() if path.is_file()}


def _hash_files(files: Mapping[str, Path], names: Sequence[str] = ()) -> str:
    digest = hashlib.sha256("\0".join(names).encode())
    for name, path in sorted(files.items()):
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
