"""Publish a build: check its results, copy the marts into a read-only file, flip `current`."""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from orchestration.fingerprint import compute_fingerprint
from orchestration.indicators import PREFIX, TAG
from orchestration.run_record import StageError, write_atomically
from orchestration.settings import Settings

PUBLIC_SCHEMA = "marts"
_STORAGE_VERSION = "v1.0.0"  # clients from DuckDB 1.1 on can read it


class Release(NamedTuple):
    """A published release: its id, folder and tables with their row counts."""

    release_id: str
    folder: Path
    tables: dict[str, int]


def check_results(settings: Settings, manifest: Mapping[str, Any]) -> None:
    """Refuse a build unless dbt's results, of this very build, say that everything passed that is to be released.

    Indicators that the build withholds are not asked for. Raises StageError with a sentence: no results, results of
    another build, a node that failed, or an error-level test that did not run.
    """
    if not settings.build_file.exists():
        raise StageError("there is no finished build to release; run the whole job (make refresh)")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{settings.build_file}' as build (read_only)")
        built = dict(connection.execute("select stage, invocation_id from build.build.invocation").fetchall())
        statuses = _read_results(settings.core_results, built.get("core"))
        statuses |= _read_results(settings.indicator_results, built.get(TAG))
        query = "select indicator_model_code from build.marts.indicator_status where release_status = 'withheld'"
        withheld = {PREFIX + code for (code,) in connection.execute(query).fetchall()}
    required = {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if unique_id not in withheld
        and node.get("attached_node") not in withheld
        and (
            node["resource_type"] in ("model", "seed")
            or (node["resource_type"] == "test" and node["config"]["severity"].lower() == "error")
        )
    }
    failed = [node["name"] for key, node in required.items() if statuses.get(key, "pass") not in ("success", "pass")]
    if failed:
        raise StageError(
            f"{failed[0]} did not pass in this build ({len(failed)} in all); nothing is released", failed[0]
        )
    missing = [node["name"] for key, node in required.items() if key not in statuses]
    if missing:
        raise StageError(
            f"{missing[0]} was not run in this build ({len(missing)} in all); run the whole job", missing[0]
        )


def _read_results(path: Path, invocation_id: str | None) -> dict[str, str]:
    """Status of each node of a stage, from results that must be of the build's own invocation."""
    if not path.exists():
        raise StageError("there is no finished build to release; run the whole job (make refresh)")
    results = json.loads(path.read_text(encoding="utf-8"))
    if invocation_id != results["metadata"]["invocation_id"]:
        raise StageError("the build file and its results are of different runs; run the whole job (make refresh)")
    return {result["unique_id"]: result["status"] for result in results["results"]}


def ensure_released_evaluations(settings: Settings) -> None:
    """Write the ledger of released evaluations, empty, before the first release: dbt reads it."""
    if not settings.released_evaluations.exists():
        settings.released_evaluations.parent.mkdir(parents=True, exist_ok=True)
        _write_parquet(
            "select null::bigint as evaluation_key, null::varchar as first_release_id, null::varchar as last_release_id"
            ", null::varchar as project_name, null::varchar as relative_path where false",
            settings.released_evaluations,
        )


def _note_released_evaluations(settings: Settings, release: Path, release_id: str) -> None:
    """Add a release's evaluations to the ledger: new ones begin with it, those still there last until it."""
    ensure_released_evaluations(settings)
    former = f"read_parquet('{settings.released_evaluations}')"
    query = f"""
        with held as (
            select evaluation_key, project_name, relative_path
            from warehouse.marts.fct_evaluations join warehouse.marts.dim_project using (project_key)
        )
        select
            coalesce(held.evaluation_key, former.evaluation_key) as evaluation_key,
            coalesce(former.first_release_id, '{release_id}') as first_release_id,
            if(held.evaluation_key is null, former.last_release_id, '{release_id}') as last_release_id,
            coalesce(held.project_name, former.project_name) as project_name,
            coalesce(held.relative_path, former.relative_path) as relative_path
        from held full join {former} as former on held.evaluation_key = former.evaluation_key
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


def publish(settings: Settings) -> Release:
    """Make the next release from the build file and let `current` point to it.

    The release appears in `releases/` whole or not at all; the last `keep_releases` stay. An open reader of the
    former release keeps it.
    """
    release_id = _next_id(settings)
    temporary = settings.build / f"release-{release_id}"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    tables = _copy_marts(settings.build_file, temporary / settings.build_file.name, release_id)
    record = {
        "release_id": release_id,
        "released_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "fingerprint": compute_fingerprint(settings),
        "tables": tables,
    }
    (temporary / "release.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    (temporary / settings.build_file.name).chmod(0o444)
    settings.releases.mkdir(exist_ok=True)
    folder = settings.releases / release_id
    temporary.rename(folder)
    ledger = settings.release_ledger.read_text(encoding="utf-8") if settings.release_ledger.exists() else ""
    write_atomically(settings.release_ledger, ledger + json.dumps(record) + "\n")
    _note_released_evaluations(settings, folder / settings.build_file.name, release_id)
    point_current(settings, release_id)
    _prune(settings)
    return Release(release_id, folder, tables)


def point_current(settings: Settings, release_id: str) -> None:
    """Flip `current` to a release, atomically; also the way back to an earlier one."""
    link = settings.home / f".current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(settings.releases.name) / release_id)
    link.replace(settings.current)


def read_current(settings: Settings) -> dict[str, Any]:
    """The record of the release that `current` points to, {} where there is no complete one."""
    record = settings.current / "release.json"
    if not record.is_file() or not (settings.current / settings.build_file.name).is_file():
        return {}
    current: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
    return current


def _next_id(settings: Settings) -> str:
    """Last id + 1, of the ledger's and the folder's, never a clock."""
    ids = [path.name for path in settings.releases.glob("*")] if settings.releases.is_dir() else []
    if settings.release_ledger.exists():
        ids += [json.loads(line)["release_id"] for line in settings.release_ledger.read_text().splitlines()]
    return f"{max((int(name) for name in ids if name.isdigit()), default=0) + 1:08d}"


def _copy_marts(build: Path, target: Path, release_id: str) -> dict[str, int]:
    """Copy tables by their DDL, rows in a fixed order and comments; give each table's row count."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{build}' as build (read_only)")
        connection.execute(f"attach '{target}' as warehouse (storage_version '{_STORAGE_VERSION}')")
        connection.execute("use warehouse")
        connection.execute(f"create schema {PUBLIC_SCHEMA}")
        tables = connection.execute(
            "select table_name, sql, comment from duckdb_tables() "
            "where database_name = 'build' and schema_name = ? order by table_name",
            [PUBLIC_SCHEMA],
        ).fetchall()
        columns = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() "
            "where database_name = 'build' and schema_name = ? and comment is not null",
            [PUBLIC_SCHEMA],
        ).fetchall()
        counts: dict[str, int] = {}
        for name, ddl, comment in tables:
            connection.execute(ddl)
            connection.execute(
                f'insert into {PUBLIC_SCHEMA}."{name}" select * from build.{PUBLIC_SCHEMA}."{name}" order by all'
            )
            if comment:
                connection.execute(f'comment on table {PUBLIC_SCHEMA}."{name}" is {_quote(comment)}')
            row = connection.execute(f'select count(*) from {PUBLIC_SCHEMA}."{name}"').fetchone()
            counts[name] = row[0] if row else 0
        for table, column, comment in columns:
            connection.execute(f'comment on column {PUBLIC_SCHEMA}."{table}"."{column}" is {_quote(comment)}')
        connection.execute(f"update {PUBLIC_SCHEMA}.release_info set release_id = ?", [release_id])
        connection.execute("checkpoint warehouse")
    return counts


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _prune(settings: Settings) -> None:
    """Remove all but the last releases; never the one that `current` points to."""
    folders = sorted(path for path in settings.releases.iterdir() if path.name.isdigit())
    for folder in folders[: -settings.keep_releases]:
        if folder.resolve() != settings.current.resolve():
            shutil.rmtree(folder, ignore_errors=True)
