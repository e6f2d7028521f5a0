"""The release gate: refuse a build unless everything that is to be released was built and passed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from orchestration.dbt.indicators import TAG
from orchestration.run.run_record import StageError
from orchestration.settings import Settings

PUBLIC_SCHEMA = "marts"
_NO_BUILD = "there is no finished build to release; run the whole job (make refresh)"


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
        withheld = read_withheld(connection)
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


def read_withheld(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
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
