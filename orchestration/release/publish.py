"""Publish a build: copy the marts into a new file, add catalogue, open data, docs and report, replace `current`."""

import graphlib
import json
import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from ingestion.durable import move_into_place
from ingestion.file_list import write_file_list
from ingestion.shared_files import FormerFiles
from ingestion.sql import connect, quote
from orchestration.publication.catalogue import read_catalogue
from orchestration.publication.catalogue_schema import write_catalogue
from orchestration.publication.chinese_views import create_chinese_views
from orchestration.publication.dbt_docs import write_docs
from orchestration.publication.open_data import write_open_data
from orchestration.publication.outgoing import write_outgoing
from orchestration.publication.publication_metadata import PublicationMetadata
from orchestration.publication.report import write_report
from orchestration.release.gate import PUBLIC_SCHEMA, read_excluded
from orchestration.release.ledger import next_id, read_ledger
from orchestration.release.prune import prune
from orchestration.release.recover import finish_release
from orchestration.run.current import point_current, read_current
from orchestration.run.fingerprint import compute_fingerprint
from orchestration.run.pin import describe_pin, read_pin
from orchestration.run.prepare_home import set_release_rights
from orchestration.run.run_record import StageError
from orchestration.settings import Settings

logger = logging.getLogger("jixiao.release")

_REPORTING = "reporting"  # schema of the views that the report and the dashboards read
_STORAGE_VERSION = "v1.0.0"  # clients from DuckDB 1.1 on can read it


class Release(NamedTuple):
    """A published release: its id, folder, row count by table, and excluded models with the cause of each."""

    release_id: str
    folder: Path
    tables: dict[str, int]
    excluded: dict[str, str]


def publish(settings: Settings, manifest: Mapping[str, Any]) -> Release:
    """Make the next release from the build file and point `current` to it.

    The release is written in a temporary folder and renamed when it is complete. The last `keep_releases` are kept.
    Open connections to the former release continue to work. The dbt docs contain no figures: if they cannot be made,
    the release is published without them. Raises StageError if `current` is pinned, or if the catalogue, the open data,
    the outgoing documents or the report cannot be made.
    """
    if pin := read_pin(settings):
        raise StageError(describe_pin(pin), "current")
    release_id = next_id(settings)
    temporary = settings.build / f"release-{release_id}"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        record = _write_release(settings, manifest, release_id, temporary)
        settings.releases.mkdir(exist_ok=True)
        folder = settings.releases / release_id
        move_into_place(temporary, folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)  # on a full disk this makes room for the record of the failure
        raise
    prune(settings)  # before `current` is replaced, so that the release that readers are opening is not removed
    point_current(settings, release_id)
    finish_release(settings, record)
    return Release(release_id, folder, record["tables"], record["withheld"])


def _write_release(settings: Settings, manifest: Mapping[str, Any], release_id: str, temporary: Path) -> dict[str, Any]:
    """Write all parts of a release into a folder; return its record, the content of release.json.

    Files that are the same as in the current release are shared with it as hard links, except the database.
    """
    former = FormerFiles(settings.current.resolve() if read_current(settings) else None)
    catalogue = read_catalogue(manifest, settings.publication.publish_all)
    record: dict[str, Any] = {
        "release_id": release_id,
        "released_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "fingerprint": compute_fingerprint(settings),
    }
    metadata = PublicationMetadata(release_id, record["released_at"], settings.publication)
    database = temporary / settings.build_file.name
    with connect(settings.build, memory_mb=settings.memory_mb) as connection:
        record["tables"] = tables = _copy_marts(connection, manifest, settings.build_file, database, release_id)
        record["withheld"] = read_excluded(connection)
        _create_reporting_views(connection, manifest, settings.build_file.stem)
        released = [table for table in catalogue if table.name in tables]
        with _stage("catalogue"):
            connection.begin()
            write_catalogue(connection, released, manifest, metadata, [*read_ledger(settings), record])
            create_chinese_views(connection, released)
            connection.commit()
        connection.execute("checkpoint warehouse")
    with _stage("open data"):
        write_open_data(database, temporary / "open_data", released, metadata, settings.memory_mb)
    with _stage("outgoing documents"):
        write_outgoing(database, temporary / "outgoing", metadata, settings.memory_mb)
    docs = temporary / "docs"
    try:
        write_docs(manifest, settings.build_file, docs)
    except Exception as error:
        shutil.rmtree(docs, ignore_errors=True)
        logger.warning("the dbt docs could not be made; the release is published without them: %s", error)
    with _stage("report"):
        write_report(
            database, temporary / "report", has_docs=docs.exists(), seeds=settings.seeds,
            documents=settings.ingestion.documents, former=former.below("report"),
            memory_mb=settings.memory_mb,
        )  # fmt: skip
    (temporary / "release.json").write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    write_file_list(temporary, former.share_same(temporary))
    set_release_rights(settings, temporary)
    return record


@contextmanager
def _stage(part: str) -> Iterator[None]:
    """Turn an error while a part of the release is made into a StageError with one sentence."""
    try:
        yield
    except StageError:
        raise
    except Exception as error:
        raise StageError(f"the {part} of the release could not be made: {error}", part) from error


def _copy_marts(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], build: Path, target: Path, release_id: str
) -> dict[str, int]:
    """Copy the marts with DDL and descriptions, rows in a fixed order; return the row count of each table.

    Attaches the build as `build` and the new file as `warehouse`, which is the current database afterwards.
    """
    connection.execute(f"attach '{build}' as build (read_only)")
    connection.execute(f"attach '{target}' as warehouse (storage_version '{_STORAGE_VERSION}')")
    connection.execute("use warehouse")
    connection.execute(f"create schema {PUBLIC_SCHEMA}")
    tables = connection.execute(
        "select table_name, sql from duckdb_tables() "
        "where database_name = 'build' and schema_name = ? order by table_name",
        [PUBLIC_SCHEMA],
    ).fetchall()
    models = {node["name"]: node for node in manifest["nodes"].values() if node["schema"] == PUBLIC_SCHEMA}
    counts: dict[str, int] = {}
    for name, ddl in tables:
        relation = f'{PUBLIC_SCHEMA}."{name}"'
        connection.begin()
        connection.execute(ddl)
        connection.execute(f"insert into {relation} select * from build.{relation} order by all")
        connection.execute(f"comment on table {relation} is {quote(models[name]['description'])}")
        for column in models[name]["columns"].values():
            connection.execute(f'comment on column {relation}."{column["name"]}" is {quote(column["description"])}')
        connection.commit()
        row = connection.execute(f"select count(*) from {relation}").fetchone()
        counts[name] = row[0] if row else 0
    connection.execute(f"update {PUBLIC_SCHEMA}.release_info set release_id = ?", [release_id])
    return counts


def _create_reporting_views(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], catalog: str) -> None:
    """Create the views of the schema `reporting` as in the attached build, with descriptions. They read the release.

    The views of the build qualify tables with `catalog`, the database name of the build. The views of the release name
    only schema and table, so that they work under any alias of the file.
    """
    models = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["schema"] == _REPORTING and node["resource_type"] == "model"
    }
    query = "select view_name, sql from duckdb_views() where database_name = 'build' and schema_name = ?"
    statements = dict(connection.execute(query, [_REPORTING]).fetchall())
    connection.begin()
    connection.execute(f"create schema {_REPORTING}")
    parents = {
        key: [parent for parent in node["depends_on"]["nodes"] if parent in models] for key, node in models.items()
    }
    for key in graphlib.TopologicalSorter(parents).static_order():
        node = models[key]
        relation = f'{_REPORTING}."{node["name"]}"'
        statement = statements[node["name"]]
        for schema in (PUBLIC_SCHEMA, _REPORTING):
            statement = statement.replace(f"{catalog}.{schema}.", f"{schema}.")
        connection.execute(statement)
        connection.execute(f"comment on view {relation} is {quote(node['description'])}")
        for column in node["columns"].values():
            connection.execute(f'comment on column {relation}."{column["name"]}" is {quote(column["description"])}')
    connection.commit()
