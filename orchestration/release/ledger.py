"""Read and write the ledgers of a home: every release ever made, and every evaluation ever released."""

import json
import logging
from pathlib import Path
from typing import Any

import duckdb

from ingestion.durable import move_into_place, write_atomically
from ingestion.sql import connect, quote
from orchestration.run.current import read_release
from orchestration.settings import Settings

logger = logging.getLogger("jixiao.release")


def read_ledger(settings: Settings) -> list[dict[str, Any]]:
    """Return the records of every release ever made, oldest first. Lines that cannot be read are left out."""
    records, _ = _read_lines(settings)
    return records


def _read_lines(settings: Settings) -> tuple[list[dict[str, Any]], int]:
    """Return the records of the ledger and the number of lines that are damaged."""
    if not settings.release_ledger.exists():
        return [], 0
    records, damaged = [], 0
    for line in settings.release_ledger.read_bytes().splitlines():
        try:
            record = json.loads(line)
            record["release_id"]
        except (ValueError, TypeError, KeyError):
            damaged += 1
        else:
            records.append(record)
    return records, damaged


def add_to_ledger(settings: Settings, record: dict[str, Any]) -> None:
    """Add a release to the ledger, unless it is there already."""
    former = [line for line in read_ledger(settings) if line["release_id"] != record["release_id"]]
    _write_lines(settings, [*former, record])


def _write_lines(settings: Settings, records: list[dict[str, Any]]) -> None:
    write_atomically(settings.release_ledger, "".join(json.dumps(record) + "\n" for record in records))


def repair_ledger(settings: Settings, releases: list[dict[str, Any]]) -> str | None:
    """Replace damaged lines of the ledger by the records of the kept releases; return a sentence if there were any."""
    records, damaged = _read_lines(settings)
    if not damaged and (records or not releases):
        return None
    known = {record["release_id"]: record for record in [*releases, *records]}
    _write_lines(settings, [known[release_id] for release_id in sorted(known)])
    return f"{settings.release_ledger} was missing or damaged: it was made again from the releases that are kept"


def next_id(settings: Settings) -> str:
    """Return the highest release id of ledger and folder + 1. Does not depend on the clock."""
    ids = [path.name for path in settings.releases.glob("*")] if settings.releases.is_dir() else []
    ids += [record["release_id"] for record in read_ledger(settings)]
    return f"{max((int(name) for name in ids if name.isdigit()), default=0) + 1:08d}"


def ensure_released_evaluations(settings: Settings) -> None:
    """Make the ledger of released evaluations if there is none that can be read, because dbt reads it.

    It is made from the releases that are kept; without any it is empty. The dates of the releases are
    written beside it.
    """
    _write_release_dates(settings)
    path = settings.released_evaluations
    try:
        with connect(settings.home) as connection:
            connection.execute(f"select max(columns(*)) from read_parquet('{path}')").fetchall()
    except duckdb.Error:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = [folder for folder in sorted(settings.releases.glob("*")) if read_release(settings, folder)]
        if path.exists() or kept:
            logger.warning("%s was missing or damaged: it is made again from the releases that are kept", path)
        _write_parquet(
            "select null::bigint as evaluation_key, null::varchar as first_release_id, null::varchar as last_release_id"
            ", null::varchar as project_name, null::varchar as relative_path where false",
            path,
        )
        for folder in kept:
            _add_lifecycle(settings, folder / settings.build_file.name, folder.name)


def _write_release_dates(settings: Settings) -> None:
    """Write each release with its date in China Standard Time, for dbt."""
    values = ", ".join(
        f"({quote(record['release_id'])}, {quote(str(record.get('released_at')))})" for record in read_ledger(settings)
    )
    path = settings.released_evaluations.with_name("releases.parquet")
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_parquet(
        "select release_id, "
        "cast(try_cast(left(released_at, 19) as timestamp) + interval 8 hour as date) as released_date "
        f"from (values {values or '(null, null)'}) as releases (release_id, released_at) where release_id is not null",
        path,
    )


def add_released_evaluations(settings: Settings, release: Path, release_id: str) -> None:
    """Add a release's evaluations to the ledger: set the first release of new ones and the last release of all."""
    ensure_released_evaluations(settings)
    _add(
        settings,
        release,
        f"""
            select evaluation_key, '{release_id}' as first_release_id, '{release_id}' as last_release_id,
                project_name, relative_path
            from warehouse.marts.fct_evaluations join warehouse.marts.dim_project using (project_key)
        """,
    )


def _add_lifecycle(settings: Settings, release: Path, release_id: str) -> None:
    """Add to the ledger what a release says of its own and earlier releases."""
    _add(
        settings,
        release,
        f"""
            select evaluation_key,
                coalesce(first_release_id, '{release_id}') as first_release_id,
                if(facts.evaluation_key is null, life.last_release_id, '{release_id}') as last_release_id,
                life.project_name, life.relative_path
            from warehouse.marts.evaluation_lifecycle as life
            left join warehouse.marts.fct_evaluations as facts using (evaluation_key)
            where facts.evaluation_key is not null or first_release_id is not null
        """,
    )


def _add(settings: Settings, release: Path, released: str) -> None:
    former = f"read_parquet('{settings.released_evaluations}')"
    query = f"""
        with released as ({released})
        select
            coalesce(released.evaluation_key, former.evaluation_key) as evaluation_key,
            coalesce(former.first_release_id, released.first_release_id) as first_release_id,
            coalesce(released.last_release_id, former.last_release_id) as last_release_id,
            coalesce(released.project_name, former.project_name) as project_name,
            coalesce(released.relative_path, former.relative_path) as relative_path
        from released full join {former} as former on released.evaluation_key = former.evaluation_key
        order by 1
    """
    _write_parquet(query, settings.released_evaluations, release)


def _write_parquet(query: str, target: Path, release: Path | None = None) -> None:
    temporary = target.with_name(f".{target.name}")
    with connect(target.parents[1]) as connection:
        if release is not None:
            connection.execute(f"attach '{release}' as warehouse (read_only)")
        connection.execute(f"copy ({query}) to '{temporary}' (format parquet)")
    move_into_place(temporary, target)
