"""Build the core of the warehouse with dbt, then the indicators."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from orchestration.dbt.indicators import PREFIX, STATUS, TAG, find_dependants, find_faults
from orchestration.dbt.invoke import DbtResult, invoke
from orchestration.dbt.parsed_project import read_unreadable
from orchestration.settings import Settings

logger = logging.getLogger("jixiao.dbt")


def build_core(settings: Settings, selection: Sequence[str] = ()) -> DbtResult:
    """Build all but the indicators into the build file; what failed is in the result, see raise_failures.

    `selection` narrows the build (dbt's --select and --exclude). dbt's results are kept beside the build file, for
    the release to look up.
    """
    settings.build.mkdir(parents=True, exist_ok=True)
    settings.core_results.unlink(missing_ok=True)
    settings.indicator_results.unlink(missing_ok=True)
    if not selection:
        settings.build_file.unlink(missing_ok=True)
    command = ["build", "--exclude-resource-type", "unit_test", *(selection or ["--exclude", f"tag:{TAG}"])]
    result = invoke(settings, command)
    _keep_results(settings, result, settings.core_results)
    return result


def build_indicators(
    settings: Settings, manifest: Mapping[str, Any], selection: Sequence[str] = ()
) -> tuple[DbtResult, dict[str, str]]:
    """Build the indicators and the tables made of them, but for what fails; this, by model, with the cause.

    Withheld is an indicator that lacks something (see indicators.find_faults), whose SQL or contract fails or whose
    error-level test does; the next attempt builds the rest. Once no indicator is at fault, so is a table made of them
    that fails, and what needs it; with the fact of their values all indicators are. The build file then holds no row
    of what is withheld, and says in build.withheld what it is. What remains in the result's failures can't be withheld.
    """
    withheld: dict[str, str] = {
        f"{PREFIX}{code}": sentences[0] + (f" (and {len(sentences) - 1} more)" if len(sentences) > 1 else "")
        for code, sentences in find_faults(manifest).items()
    } | {f"{PREFIX}{code}": cause for code, cause in read_unreadable(settings).items()}
    events: dict[str, dict[str, Any]] = {}
    while True:
        withheld |= find_dependants(manifest, withheld)
        names = {manifest["nodes"][key]["name"]: cause for key, cause in sorted(withheld.items())}
        command = ["build", "--exclude-resource-type", "unit_test", *(selection or ["--select", f"tag:{TAG}"])]
        result = invoke(settings, [*command, *(["--exclude", *names] if names else [])], TAG, names)
        _keep_results(settings, result, settings.indicator_results)
        # An attempt does not run again what failed in the one before: what it was told there, it stays told.
        events |= {event["data"]["node_info"]["unique_id"]: event for event in result.events}
        failed = _find_culprits(manifest, result)
        if not failed or STATUS in failed:
            break
        withheld |= failed
        logger.warning("building again without %s", ", ".join(manifest["nodes"][key]["name"] for key in sorted(failed)))
    if not result.failures and result.exception is None:
        _empty_withheld(settings, manifest, withheld)
    result.events = list(events.values())
    return result, names


def _find_culprits(manifest: Mapping[str, Any], result: DbtResult) -> dict[str, str]:
    """Models (unique ids) at fault in a result's failures, with the cause; the indicators only, where any is."""
    culprits: dict[str, str] = {}
    for failure in result.failures:
        node = manifest["nodes"][failure.model]
        # A test in a file of its own is attached to no model: what it reads of the indicators is at fault.
        models = [failure.model] if node["resource_type"] == "model" else node["depends_on"]["nodes"]
        what = "it cannot be built" if failure.node == node["name"] else f"{failure.node} failed"
        for key in models:
            if TAG in manifest["nodes"].get(key, {}).get("tags", []):
                culprits.setdefault(key, f"{what}: {failure.message}")
    return {key: cause for key, cause in culprits.items() if key.startswith(PREFIX)} or culprits


def _empty_withheld(settings: Settings, manifest: Mapping[str, Any], withheld: Mapping[str, str]) -> None:
    """Leave tables of withheld models in the build file with their columns and no row; keep which they are and why."""
    with duckdb.connect(settings.build_file) as connection:
        connection.execute("create or replace table build.withheld (model varchar, cause varchar)")
        for key, cause in sorted(withheld.items()):
            node = manifest["nodes"][key]
            connection.execute("insert into build.withheld values (?, ?)", [node["name"], cause])
            relation = f'"{node["schema"]}"."{node["alias"]}"'
            if key.startswith(PREFIX):
                connection.execute(f"drop table if exists {relation}")
                continue
            columns = node["columns"].values()
            types = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in columns)
            connection.execute(f"create or replace table {relation} ({types})")


def _keep_results(settings: Settings, result: DbtResult, target: Path) -> None:
    """Keep dbt's results beside the build file, for the release to look up."""
    if result.exception is None and result.run_results is not None:
        result.run_results.write(str(target))


def count_rows(settings: Settings) -> dict[tuple[str, ...], int]:
    """Number of rows of each table of the build, by schema and name; none where dbt left no build."""
    if not settings.build_file.exists():
        return {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{settings.build_file}' as build (read_only)")
        query = "select schema_name, table_name, estimated_size from duckdb_tables() where database_name = 'build'"
        return {(schema, table): count for schema, table, count in connection.execute(query).fetchall()}
