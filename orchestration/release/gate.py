"""The release gate: refuse a build unless every node that will be released was built and passed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from ingestion.sql import connect
from orchestration.dbt.indicators import TAG
from orchestration.run.run_record import StageError
from orchestration.settings import Settings

PUBLIC_SCHEMA = "marts"
_NO_BUILD = "there is no finished build to release; run the whole job (make refresh)"


def check_results(settings: Settings, manifest: Mapping[str, Any]) -> None:
    """Refuse a build unless the dbt results of this build show that every node that will be released passed.

    Excluded models are not required and must have no rows. Raises StageError for missing results, results of another
    build, a failed node, an error-level test that did not run, and rows of an excluded model.
    """
    if not settings.build_file.exists():
        raise StageError(_NO_BUILD)
    nodes = manifest["nodes"]
    tagged = {key for key, node in nodes.items() if TAG in node["tags"]}
    touched = {key: {key, *node["depends_on"].get("nodes", [])} for key, node in nodes.items()}
    core = {key for key in nodes if not touched[key] & tagged}
    with connect(settings.build) as connection:
        try:
            connection.execute(f"attach '{settings.build_file}' as build (read_only)")
        except duckdb.Error as error:
            raise StageError(f"{settings.build_file} cannot be opened: {error}") from error
        invocations = dict(connection.execute("select stage, invocation_id from build.build.invocation").fetchall())
        _check_stage(settings.core_results, invocations.get("core"), {key: nodes[key] for key in core})
        excluded = read_excluded(connection)
        gone = {key for key in tagged if nodes[key]["name"] in excluded}
        # The fact depends on every indicator but is built without the excluded ones. A test of one is not run.
        gone |= {key for key in nodes.keys() - core if nodes[key]["resource_type"] == "test" and touched[key] & gone}
        required = {key: node for key, node in nodes.items() if key not in core | gone}
        _check_stage(settings.indicator_results, invocations.get(TAG), required)
        for name in excluded:
            if _has_rows(connection, name):
                raise StageError(f"{name} is excluded from this build but has rows; run the whole job (make refresh)")


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
            f"{failed[0]} did not pass in this build (failed nodes: {len(failed)}); nothing is released", failed[0]
        )
    missing = [name for key, name in required.items() if key not in statuses]
    if missing:
        raise StageError(
            f"{missing[0]} was not run in this build (missing nodes: {len(missing)}); run the whole job", missing[0]
        )


def _read_results(path: Path, invocation_id: str | None) -> dict[str, str]:
    """Return the status of each node of a stage. The results must belong to the invocation that made the build."""
    if not path.exists():
        raise StageError(_NO_BUILD)
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise StageError(_NO_BUILD) from None
    if invocation_id != results["metadata"]["invocation_id"]:
        raise StageError("the build file and its results belong to different runs; run the whole job (make refresh)")
    return {result["unique_id"]: result["status"] for result in results["results"]}


def read_excluded(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the models that the attached build excludes, with the cause of each."""
    try:
        return dict(connection.execute("select model, cause from build.build.excluded order by model").fetchall())
    except duckdb.CatalogException:
        raise StageError(_NO_BUILD) from None


def _has_rows(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Return whether the attached build has a mart with this name and rows."""
    try:
        return bool(connection.execute(f'select 1 from build.{PUBLIC_SCHEMA}."{name}" limit 1').fetchall())
    except duckdb.CatalogException:
        return False
