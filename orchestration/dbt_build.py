"""Run dbt in this process: parse the project, build the core and then the indicators, tell what failed."""

import json
import logging
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg
from google.protobuf.json_format import MessageToDict

from orchestration.fingerprint import compute_fingerprint
from orchestration.indicators import PREFIX, TAG, find_faults, list_indicators
from orchestration.run_record import StageError, write_atomically
from orchestration.settings import PROJECT, Settings

logger = logging.getLogger("jixiao.dbt")

_RESULT_EVENTS = frozenset({"LogSeedResult", "LogModelResult", "LogTestResult"})


class Failure(NamedTuple):
    """A node that failed: its name, what dbt says, and the model that it is or tests (unique id)."""

    node: str
    message: str
    model: str


@dataclass
class DbtResult:
    """A dbt invocation's outcome: result events as dbt's structured log has them, and what failed."""

    events: list[dict[str, Any]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    exception: BaseException | None = None


def prepare_manifest(settings: Settings) -> Mapping[str, Any]:
    """dbt's manifest of the project, parsed anew only when the project has changed since.

    Raises StageError with dbt's message, which names the file, where the project does not parse.
    """
    fingerprint = compute_fingerprint(settings)
    state = "-".join((fingerprint["models"], fingerprint["seeds"], fingerprint["environment"]))
    # A copy of our own: dbt writes its manifest anew at every command, and a killed one leaves half of it.
    path = settings.build / f"manifest-{state}.json"
    if not path.exists():
        logger.info("parsing the dbt project")
        result = _invoke(settings, ["parse"])
        if result.exception is not None:
            raise StageError(f"the dbt project does not parse: {result.exception}", "dbt parse")
        for former in settings.build.glob("manifest-*.json"):
            former.unlink()
        write_atomically(path, (settings.dbt_target / "manifest.json").read_text(encoding="utf-8"))
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


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
    result = _invoke(settings, command)
    _keep_results(settings, result, settings.core_results)
    return result


def build_indicators(
    settings: Settings, manifest: Mapping[str, Any], selection: Sequence[str] = ()
) -> tuple[DbtResult, dict[str, str]]:
    """Build the indicators and what is made of them, without those that fail; these, by code, with the cause.

    An indicator that lacks something (see indicators.find_faults), whose SQL or contract fails or whose error-level
    test does, is withheld: the next attempt builds the rest. What cannot be laid to one indicator withholds all.
    """
    codes = list_indicators(manifest)
    withheld = {code: sentences[0] for code, sentences in find_faults(manifest).items()}
    while True:
        excluded = [f"ind_{code}" for code in sorted(withheld)]
        command = ["build", "--exclude-resource-type", "unit_test", *(selection or ["--select", f"tag:{TAG}"])]
        result = _invoke(settings, [*command, *(["--exclude", *excluded] if excluded else [])], TAG, withheld)
        _keep_results(settings, result, settings.indicator_results)
        if not result.failures and result.exception is None:
            return result, withheld
        failed = {
            failure.model.removeprefix(PREFIX): f"{failure.node} failed: {failure.message}"
            for failure in result.failures
            if failure.model.startswith(PREFIX)
        }
        if set(withheld) == set(codes):
            return result, withheld  # nothing is left to take out: whatever fails is not an indicator
        if len(failed) < len({failure.model for failure in result.failures}) or not failed:
            node, message = result.failures[0][:2] if result.failures else ("dbt", str(result.exception))
            failed = {code: f"{node} failed: {message}" for code in codes if code not in withheld}
        logger.warning("withheld, building without: %s", ", ".join(sorted(failed)))
        withheld |= failed


def _keep_results(settings: Settings, result: DbtResult, target: Path) -> None:
    """Keep dbt's results beside the build file, for the release to look up."""
    results = settings.dbt_target / "run_results.json"
    if result.exception is None and results.exists():
        shutil.copyfile(results, target)


def raise_failures(result: DbtResult) -> None:
    """Raise StageError that names the first failed node, and how many more failed, when anything did."""
    if result.failures:
        (node, message, _), others = result.failures[0], len(result.failures) - 1
        more = f" (and {others} more)" if others else ""
        raise StageError(f"{node} failed: {message}{more}", node)
    if result.exception is not None:
        raise StageError(f"dbt stopped: {result.exception}", "dbt build")


def count_rows(settings: Settings) -> dict[tuple[str, ...], int]:
    """Number of rows of each table of the build, by schema and name; none where dbt left no build."""
    if not settings.build_file.exists():
        return {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{settings.build_file}' as build (read_only)")
        query = "select schema_name, table_name, estimated_size from duckdb_tables() where database_name = 'build'"
        return {(schema, table): count for schema, table, count in connection.execute(query).fetchall()}


def _invoke(
    settings: Settings, arguments: Sequence[str], stage: str = "core", withheld: Mapping[str, str] | None = None
) -> DbtResult:
    """Run a dbt command on the home's build; its own output goes to the log file only."""
    result = DbtResult()
    project = str(PROJECT / "dbt_project")
    os.environ["JIXIAO_HOME"] = str(settings.home)
    os.environ["JIXIAO_BUILD_STAGE"] = stage
    os.environ["JIXIAO_WITHHELD_INDICATORS"] = json.dumps(dict(withheld or {}), ensure_ascii=False, sort_keys=True)
    folders = ["--project-dir", project, "--profiles-dir", project]
    folders += ["--target-path", str(settings.dbt_target), "--log-path", str(settings.dbt_log.parent)]
    try:
        outcome = dbtRunner(callbacks=[lambda event: _take_event(event, result)]).invoke(
            [*arguments, *folders, "--log-level", "none", "--log-level-file", "info"]
        )
    finally:
        # dbt keeps the database open after its run, which would keep the release from reading it.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    result.exception = outcome.exception
    for node in getattr(outcome.result, "results", None) or []:
        if node.status in ("error", "fail", "runtime error"):
            message = " ".join((node.message or "no message").split())
            if node.status == "fail":
                message = _describe_first_row(settings, node.node.compiled_code) or message
                message += f"; {node.failures} in all" if (node.failures or 0) > 1 else ""
            model = getattr(node.node, "attached_node", None) or node.node.unique_id
            result.failures.append(Failure(node.node.name, message, model))
    result.failures.sort()
    return result


def _describe_first_row(settings: Settings, sql: str) -> str:
    """What a failed test's query finds first: its `message` where it has one, else the row's columns."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{settings.build_file}' as warehouse (read_only)")
        connection.execute("use warehouse")
        cursor = connection.execute(f"select * from ({sql}) limit 1")
        names, row = [column[0] for column in cursor.description], cursor.fetchone()
    if row is None:
        return ""
    found = dict(zip(names, row, strict=True))
    return (
        str(found["message"]) if "message" in found else ", ".join(f"{name} {value}" for name, value in found.items())
    )


def _take_event(event: EventMsg, result: DbtResult) -> None:
    name = event.info.name
    if name == "LogStartLine":
        data = event.data
        if data.node_info.resource_type != "test":
            progress = {"done": data.index, "total": data.total}
            logger.info("building %d/%d %s", data.index, data.total, data.node_info.node_name, extra=progress)
    elif name in _RESULT_EVENTS:
        result.events.append(MessageToDict(event, preserving_proto_field_name=True))
