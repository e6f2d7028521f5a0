"""Publish a build: check its results, copy the marts into a read-only file, flip `current`."""

import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from orchestration.fingerprint import compute_fingerprint
from orchestration.indicators import TAG
from orchestration.publication.catalogue import read_catalogue
from orchestration.publication.catalogue_schema import quote, write_catalogue
from orchestration.publication.chinese_views import create_chinese_views
from orchestration.publication.dbt_docs import write_docs
from orchestration.publication.imprint import Imprint
from orchestration.publication.open_data import write_open_data
from orchestration.publication.report import write_report
from orchestration.run_record import StageError, write_atomically
from orchestration.settings import Settings

logger = logging.getLogger("jixiao.release")

PUBLIC_SCHEMA = "marts"
_NO_BUILD = "there is no finished build to release; run the whole job (make refresh)"
_STORAGE_VERSION = "v1.0.0"  # clients from DuckDB 1.1 on can read it


class Release(NamedTuple):
    """A published release: its id, folder, tables with their row counts, and what it withholds, with the cause."""

    release_id: str
    folder: Path
    tables: dict[str, int]
    withheld: dict[str, str]


def check_results(settings: Settings, manifest: Mapping[str, Any]) -> None:
    """Refuse a build unless dbt's results, of this very build, say that everything passed that is to be released.

    What the build withholds is not asked for, and has no row. Raises StageError with a sentence: no results, results
    of another build, a node that failed, an error-level test that did not run, or rows that should not be there.
    """
    if not settings.build_file.exists():
        raise StageError(_NO_BUILD)
    nodes = manifest["nodes"]
    tagged = {key for key, node in nodes.items() if TAG in node["tags"]}
    touched = {key: {key, *node["depends_on"].get("nodes", [])} for key, node in nodes.items()}
    core = {key for key in nodes if not touched[key] & tagged}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{settings.build_file}' as build (read_only)")
        invocations = dict(connection.execute("select stage, invocation_id from build.build.invocation").fetchall())
        _check_stage(settings.core_results, invocations.get("core"), {key: nodes[key] for key in core})
        withheld = _read_withheld(connection)
        gone = {key for key in tagged if nodes[key]["name"] in withheld}
        # The fact of their values names every indicator, and is there without those that are withheld; a test is not.
        gone |= {key for key in nodes.keys() - core if nodes[key]["resource_type"] == "test" and touched[key] & gone}
        required = {key: node for key, node in nodes.items() if key not in core | gone}
        _check_stage(settings.indicator_results, invocations.get(TAG), required)
        for name in withheld:
            if _has_rows(connection, name):
                raise StageError(f"{name} is withheld from this build and yet has rows; run the whole job")


def _check_stage(path: Path, invocation_id: str | None, nodes: Mapping[str, Any]) -> None:
    """Refuse a stage unless its models and seeds were built and its error-level tests passed."""
    statuses = _read_results(path, invocation_id)
    required = {
        key: node["name"]
        for key, node in nodes.items()
        if (node["resource_type"] in ("model", "seed") and node["config"]["materialized"] != "ephemeral")
        or (node["resource_type"] == "test" and node["config"]["severity"].lower() == "error")
    }
    failed = [name for key, name in required.items() if statuses.get(key, "pass") not in ("success", "pass")]
    if failed:
        raise StageError(
            f"{failed[0]} did not pass in this build ({len(failed)} in all); nothing is released", failed[0]
        )
    missing = [name for key, name in required.items() if key not in statuses]
    if missing:
        raise StageError(
            f"{missing[0]} was not run in this build ({len(missing)} in all); run the whole job", missing[0]
        )


def _read_results(path: Path, invocation_id: str | None) -> dict[str, str]:
    """Status of each node of a stage, from results that must be of the build's own invocation."""
    if not path.exists():
        raise StageError(_NO_BUILD)
    results = json.loads(path.read_text(encoding="utf-8"))
    if invocation_id != results["metadata"]["invocation_id"]:
        raise StageError("the build file and its results are of different runs; run the whole job (make refresh)")
    return {result["unique_id"]: result["status"] for result in results["results"]}


def _read_withheld(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What the attached build withholds: name of the model and cause."""
    try:
        return dict(connection.execute("select model, cause from build.build.withheld order by model").fetchall())
    except duckdb.CatalogException:
        raise StageError(_NO_BUILD) from None


def _has_rows(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the attached build has a mart of this name with rows."""
    try:
        return bool(connection.execute(f'select 1 from build.{PUBLIC_SCHEMA}."{name}" limit 1').fetchall())
    except duckdb.CatalogException:
        return False


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


def publish(settings: Settings, manifest: Mapping[str, Any]) -> Release:
    """Make the next release from the build file and let `current` point to it.

    The release appears in `releases/` whole or not at all; the last `keep_releases` stay. An open reader of the
    former release keeps it. Raises StageError with a sentence where the catalogue, the open data or the report cannot
    be made. dbt's docs hold no figure, only what explains them: where they cannot be made, the release goes without.
    """
    catalogue = read_catalogue(manifest, settings.publication.publish_all)
    release_id = _next_id(settings)
    temporary = settings.build / f"release-{release_id}"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    record: dict[str, Any] = {
        "release_id": release_id,
        "released_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "fingerprint": compute_fingerprint(settings),
    }
    imprint = Imprint(release_id, record["released_at"], settings.publication)
    database = temporary / settings.build_file.name
    with duckdb.connect() as connection:
        record["tables"] = tables = _copy_marts(connection, settings.build_file, database, release_id)
        record["withheld"] = withheld = _read_withheld(connection)
        released = [table for table in catalogue if table.name in tables]
        with _made("catalogue"):
            connection.begin()
            write_catalogue(connection, released, manifest, imprint, [*_read_ledger(settings), record])
            create_chinese_views(connection, released)
            connection.commit()
        connection.execute("checkpoint warehouse")
    with _made("open data"):
        write_open_data(database, temporary / "open_data", released, imprint)
    docs = temporary / "docs"
    try:
        write_docs(manifest, settings.build_file, docs)
    except Exception as error:
        shutil.rmtree(docs, ignore_errors=True)
        logger.warning("the release goes without dbt's docs, which could not be made: %s", error)
    with _made("report"):
        write_report(database, temporary / "report", has_docs=docs.exists())
    (temporary / "release.json").write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    database.chmod(0o444)
    settings.releases.mkdir(exist_ok=True)
    folder = settings.releases / release_id
    temporary.rename(folder)
    ledger = settings.release_ledger.read_text(encoding="utf-8") if settings.release_ledger.exists() else ""
    write_atomically(settings.release_ledger, ledger + json.dumps(record) + "\n")
    _note_released_evaluations(settings, folder / settings.build_file.name, release_id)
    _prune(settings)  # before the flip: the release that readers may be about to open outlives it
    point_current(settings, release_id)
    return Release(release_id, folder, tables, withheld)


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


@contextmanager
def _made(part: str) -> Iterator[None]:
    """Tell in a sentence that a part of the release could not be made."""
    try:
        yield
    except StageError:
        raise
    except Exception as error:
        raise StageError(f"the {part} of the release could not be made: {error}", part) from error


def _read_ledger(settings: Settings) -> list[dict[str, Any]]:
    """Records of every release ever made, oldest first."""
    if not settings.release_ledger.exists():
        return []
    return [json.loads(line) for line in settings.release_ledger.read_text(encoding="utf-8").splitlines()]


def _next_id(settings: Settings) -> str:
    """Last id + 1, of the ledger's and the folder's, never a clock."""
    ids = [path.name for path in settings.releases.glob("*")] if settings.releases.is_dir() else []
    ids += [record["release_id"] for record in _read_ledger(settings)]
    return f"{max((int(name) for name in ids if name.isdigit()), default=0) + 1:08d}"


def _copy_marts(connection: duckdb.DuckDBPyConnection, build: Path, target: Path, release_id: str) -> dict[str, int]:
    """Copy tables by their DDL, rows in a fixed order and comments; give each table's row count.

    Leaves the connection in the new file, attached as `warehouse`.
    """
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
            connection.execute(f'comment on table {PUBLIC_SCHEMA}."{name}" is {quote(comment)}')
        row = connection.execute(f'select count(*) from {PUBLIC_SCHEMA}."{name}"').fetchone()
        counts[name] = row[0] if row else 0
    for table, column, comment in columns:
        connection.execute(f'comment on column {PUBLIC_SCHEMA}."{table}"."{column}" is {quote(comment)}')
    connection.execute(f"update {PUBLIC_SCHEMA}.release_info set release_id = ?", [release_id])
    return counts


def _prune(settings: Settings) -> None:
    """Remove all but the last releases; never the one that `current` points to."""
    folders = sorted(path for path in settings.releases.iterdir() if path.name.isdigit())
    for folder in folders[: -settings.keep_releases]:
        if folder.resolve() != settings.current.resolve():
            shutil.rmtree(folder, ignore_errors=True)
