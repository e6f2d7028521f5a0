"""Build the core of the warehouse with dbt, then the indicators."""

import logging
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from ingestion.sql import connect
from orchestration.dbt.indicators import PREFIX, STATUS, TAG, find_dependants, find_faults
from orchestration.dbt.invoke import DbtResult, invoke
from orchestration.dbt.messages import MEMORY_SHORTAGE
from orchestration.dbt.parsed_project import read_unreadable
from orchestration.settings import Settings

logger = logging.getLogger("jixiao.dbt")

# Errors that may pass by themselves: memory or disk that something else takes, a file that is being replaced.
_PASSING = re.compile(r"\bIO Error\b")
_PAUSES = (15, 60)  # seconds before the second and the third attempt
_UNFINISHED = frozenset({"error", "fail", "runtime error", "skipped"})


def build_core(settings: Settings, selection: Sequence[str] = ()) -> DbtResult:
    """Build everything except the indicators into the build file. The result lists the failures; see raise_failures.

    `selection` narrows the build (dbt's --select and --exclude). dbt's results are kept next to the build file, where
    the release gate reads them.
    """
    settings.build.mkdir(parents=True, exist_ok=True)
    settings.core_results.unlink(missing_ok=True)
    settings.indicator_results.unlink(missing_ok=True)
    if not selection:
        settings.build_file.unlink(missing_ok=True)
        settings.build_file.with_name(f"{settings.build_file.name}.wal").unlink(missing_ok=True)
    result = _build(settings, selection, [], ["--exclude", f"tag:{TAG}"])
    _keep_results(settings, result, settings.core_results)
    return result


def build_indicators(
    settings: Settings, manifest: Mapping[str, Any], selection: Sequence[str] = ()
) -> tuple[DbtResult, dict[str, str]]:
    """Build the indicators and the tables made from them; exclude those that fail. Return the causes by model.

    An indicator is excluded if find_faults reports a fault, or if its SQL, its contract or an error-level test of it
    fails; the next attempt builds the others. When no indicator fails, a failing table made from indicators is
    excluded with everything that depends on it; without fct_indicator_values all indicators are excluded. The build
    file then has no rows of excluded models, and build.excluded lists them. Failures that remain in the result belong
    to models that cannot be excluded, or to none: nothing is excluded because the home cannot be used.
    """
    excluded: dict[str, str] = {
        f"{PREFIX}{code}": sentences[0] + (f" (and {len(sentences) - 1} more)" if len(sentences) > 1 else "")
        for code, sentences in find_faults(manifest).items()
    } | {f"{PREFIX}{code}": cause for code, cause in read_unreadable(settings).items()}
    events: dict[str, dict[str, Any]] = {}
    while True:
        excluded |= find_dependants(manifest, excluded)
        names = {manifest["nodes"][key]["name"]: cause for key, cause in sorted(excluded.items())}
        exclude = ["--exclude", *names] if names else []
        result = _build(settings, selection, ["--select", f"tag:{TAG}"], exclude, TAG, names)
        _keep_results(settings, result, settings.indicator_results)
        # A node that failed in one attempt is not run in the next one: keep its event.
        events |= {event["data"]["node_info"]["unique_id"]: event for event in result.events}
        failed = _find_failed_models(manifest, result)
        if not failed or STATUS in failed or result.home_problem:
            break
        excluded |= failed
        logger.warning("building again without %s", ", ".join(manifest["nodes"][key]["name"] for key in sorted(failed)))
    if not result.failures and result.exception is None:
        _empty_excluded(settings, manifest, excluded)
    result.events = list(events.values())
    return result, names


def _build(
    settings: Settings,
    selection: Sequence[str],
    select: Sequence[str],
    exclude: Sequence[str],
    stage: str = "core",
    excluded: Mapping[str, str] | None = None,
) -> DbtResult:
    """Run dbt build. Where all failures may pass by themselves, build again what failed and what was skipped for it.

    `selection`, if there is one, replaces `select`, and `exclude` where it is the core's.
    """
    command = ["build", "--exclude-resource-type", "unit_test"]
    if selection:
        return invoke(settings, [*command, *selection, *(exclude if stage != "core" else [])], stage, excluded)
    result = invoke(settings, [*command, *select, *exclude], stage, excluded)
    for pause in _PAUSES:
        if not result.failures or not all(_may_pass(settings, failure.message) for failure in result.failures):
            break
        unfinished = _list_unfinished(result)
        logger.warning("%s; building %d nodes again in %d s", result.failures[0].message, len(unfinished), pause)
        time.sleep(pause)
        result = _join(result, invoke(settings, [*command, "--select", *unfinished, *exclude], stage, excluded))
    return result


def _may_pass(settings: Settings, message: str) -> bool:
    """Whether a failure may pass by itself. A shortage of memory does not where a setting limits the memory."""
    return bool(_PASSING.search(message) or (settings.memory_mb is None and MEMORY_SHORTAGE in message))


def _list_unfinished(result: DbtResult) -> list[str]:
    """Return the names of the nodes that failed or were skipped."""
    nodes = result.run_results.results if result.run_results else []
    return sorted(node.node.name for node in nodes if node.status in _UNFINISHED)


def _join(former: DbtResult, result: DbtResult) -> DbtResult:
    """Return the result of building again, with the nodes that were not built again as they were in the former one.

    Their tables are still in the build file. The release gate finds the results of all nodes under one invocation.
    """
    events = {event["data"]["node_info"]["unique_id"]: event for event in [*former.events, *result.events]}
    joined = DbtResult(
        list(events.values()), result.failures, result.exception, result.home_problem, result.run_results
    )
    if joined.run_results and former.run_results:
        nodes = {node.node.unique_id: node for node in [*former.run_results.results, *joined.run_results.results]}
        joined.run_results.results = list(nodes.values())
    return joined


def _find_failed_models(manifest: Mapping[str, Any], result: DbtResult) -> dict[str, str]:
    """Return the models (unique ids) that failed, with the cause; only the indicators if any of them failed."""
    causes: dict[str, str] = {}
    for failure in result.failures:
        node = manifest["nodes"][failure.model]
        # A singular test is not attached to a model: attribute its failure to the indicator models that it reads.
        models = [failure.model] if node["resource_type"] == "model" else node["depends_on"]["nodes"]
        problem = "it cannot be built" if failure.node == node["name"] else f"{failure.node} failed"
        for key in models:
            if TAG in manifest["nodes"].get(key, {}).get("tags", []):
                causes.setdefault(key, f"{problem}: {failure.message}")
    return {key: cause for key, cause in causes.items() if key.startswith(PREFIX)} or causes


def _empty_excluded(settings: Settings, manifest: Mapping[str, Any], excluded: Mapping[str, str]) -> None:
    """Replace the tables and views of excluded models in the build file by empty ones; write causes to build.excluded.

    The tables of indicators are dropped.
    """
    with duckdb.connect(settings.build_file) as connection:
        connection.execute("create or replace table build.excluded (model varchar, cause varchar)")
        for key, cause in sorted(excluded.items()):
            node = manifest["nodes"][key]
            connection.execute("insert into build.excluded values (?, ?)", [node["name"], cause])
            relation = f'"{node["schema"]}"."{node["alias"]}"'
            if key.startswith(PREFIX):
                connection.execute(f"drop table if exists {relation}")
                continue
            columns = node["columns"].values()
            if node["config"]["materialized"] == "view":
                nulls = ", ".join(f'cast(null as {column["data_type"]}) as "{column["name"]}"' for column in columns)
                connection.execute(f"create or replace view {relation} as select {nulls} where false")
                continue
            types = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in columns)
            connection.execute(f"create or replace table {relation} ({types})")


def _keep_results(settings: Settings, result: DbtResult, target: Path) -> None:
    """Write dbt's results next to the build file, where the release gate reads them."""
    if result.exception is None and result.run_results is not None:
        result.run_results.write(str(target))


def count_rows(settings: Settings) -> dict[tuple[str, ...], int]:
    """Return the number of rows of each table of the build, by schema and name; {} if there is no build."""
    if not settings.build_file.exists():
        return {}
    with connect(settings.build) as connection:
        connection.execute(f"attach '{settings.build_file}' as build (read_only)")
        query = "select schema_name, table_name, estimated_size from duckdb_tables() where database_name = 'build'"
        return {(schema, table): count for schema, table, count in connection.execute(query).fetchall()}
