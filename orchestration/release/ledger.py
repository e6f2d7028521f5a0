"""Read and write the ledgers of a home: every release ever made, and every evaluation ever released."""

import json
from pathlib import Path
from typing import Any

import duckdb

from orchestration.settings import Settings


def read_ledger(settings: Settings) -> list[dict[str, Any]]:
    """Return the records of every release ever made, oldest first."""
    if not settings.release_ledger.exists():
        return []
    return [json.loads(line) for line in settings.release_ledger.read_text(encoding="utf-8").splitlines()]


def next_id(settings: Settings) -> str:
    """Return the highest release id of ledger and folder + 1. Does not depend on the clock."""
    ids = [path.name for path in settings.releases.glob("*")] if settings.releases.is_dir() else []
    ids += [record["release_id"] for record in read_ledger(settings)]
    return f"{max((int(name) for name in ids if name.isdigit()), default=0) + 1:08d}"


def ensure_released_evaluations(settings: Settings) -> None:
    """Write an empty ledger of released evaluations if there is none, because dbt reads it."""
    if not settings.released_evaluations.exists():
        settings.released_evaluations.parent.mkdir(parents=True, exist_ok=True)
        _write_parquet(
            "select null::bigint as evaluation_key, null::varchar as first_release_id, null::varchar as last_release_id"
            ", null::varchar as project_name, null::varchar as relative_path where false",
            settings.released_evaluations,
        )


def add_released_evaluations(settings: Settings, release: Path, release_id: str) -> None:
    """Add a release's evaluations to the ledger: set the first release of new ones and the last release of all."""
    ensure_released_evaluations(settings)
    former = f"read_parquet('{settings.released_evaluations}')"
    query = f"""
        with released as (
            select evaluation_key, project_name, relative_path
            from warehouse.marts.fct_evaluations join warehouse.marts.dim_project using (project_key)
        )
        select
            coalesce(released.evaluation_key, former.evaluation_key) as evaluation_key,
            coalesce(former.first_release_id, '{release_id}') as first_release_id,
            if(released.evaluation_key is null, former.last_release_id, '{release_id}') as last_release_id,
            coalesce(released.project_name, former.project_name) as project_name,
            coalesce(released.relative_path, former.relative_path) as relative_path
        from released full join {former} as former on released.evaluation_key = former.evaluation_key
        order by 1
    """
    _write_parquet(query, settings.released_evaluations, release)


def _write_parquet(query: str, target: Path, release: Path | None = None) -> None:
    temporary = target.with_name(f".{target.name}")
    with duckdb.connect() as connection:
        if release is not None:
            connection.execute(f"attach '{release}' as warehouse (read_only)")
        connection.execute(f"copy ({query}) to '{temporary}' (format parquet)")
    temporary.replace(target)
