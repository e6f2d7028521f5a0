"""Invoke dbt in this process for the build of a home."""

import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import SeedNode
from dbt_common.events.base_types import EventMsg
from google.protobuf.json_format import MessageToDict

from orchestration.dbt.messages import describe_error, describe_first_row
from orchestration.dbt.parsed_project import locate_project
from orchestration.run.garbage_collection import pause_garbage_collection
from orchestration.run.home_problem import find_home_problem
from orchestration.run.run_record import StageError
from orchestration.settings import Settings

logger = logging.getLogger("jixiao.dbt")

_RESULT_EVENTS = frozenset({"LogSeedResult", "LogModelResult", "LogTestResult"})


class Failure(NamedTuple):
    """A node that failed: its name, dbt's message, and the model that it is or tests (unique id)."""

    node: str
    message: str
    model: str


@dataclass
class DbtResult:
    """The result of a dbt invocation: result events of dbt's structured log, and failures.

    `home_problem` is a sentence if a failure says that the home cannot be used: no model is at fault.
    """

    events: list[dict[str, Any]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    exception: BaseException | None = None
    home_problem: str | None = None
    run_results: RunExecutionResult | None = None


def invoke(
    settings: Settings, arguments: Sequence[str], stage: str = "core", excluded: Mapping[str, str] | None = None
) -> DbtResult:
    """Run a dbt command for the build of a home. dbt writes its output to the log file only."""
    project = str(locate_project(settings))
    os.environ["JIXIAO_HOME"] = str(settings.home)
    os.environ["JIXIAO_BUILD_STAGE"] = stage
    os.environ["JIXIAO_MEMORY_MB"] = str(settings.memory_mb or "")
    # The models of the project use the codes of indicators.
    codes = {name.removeprefix("ind_"): cause for name, cause in (excluded or {}).items() if name.startswith("ind_")}
    os.environ["JIXIAO_EXCLUDED_INDICATORS"] = json.dumps(codes, ensure_ascii=False, sort_keys=True)
    options = ["--project-dir", project, "--profiles-dir", project]
    options += ["--target-path", str(settings.dbt_target), "--log-path", str(settings.dbt_log.parent)]
    options += ["--log-level", "none", "--log-level-file", "info"]
    if settings.memory_mb:
        options += ["--threads", "1"]  # one model at a time has the whole of the limited memory
    with pause_garbage_collection():
        return _invoke(settings, [*arguments], options)


def _invoke(settings: Settings, arguments: list[str], options: list[str]) -> DbtResult:
    result = DbtResult()
    manifest = None
    if arguments[0] != "parse":
        manifest = _read_parsed(settings) or _parse(options)
        # Only `dbt parse` writes the manifest; writing it at each command takes a tenth of the time of a small build.
        options.append("--no-write-json")
    if manifest:
        _locate_seeds(settings, manifest)
    try:
        outcome = dbtRunner(manifest, [lambda event: _take_event(event, result)]).invoke([*arguments, *options])
    finally:
        # dbt keeps the database open after its run; the release could not read it.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    result.exception = outcome.exception
    if result.exception is not None:
        result.home_problem = find_home_problem(result.exception, settings.home)
    if isinstance(outcome.result, RunExecutionResult):
        result.run_results = outcome.result
    for node in getattr(outcome.result, "results", None) or []:
        if node.status in ("error", "fail", "runtime error"):
            message = describe_error(node.message or "no message")
            if node.status == "fail":
                message = describe_first_row(settings, node.node.compiled_code) or message
                message += f"; {node.failures} in all" if (node.failures or 0) > 1 else ""
            else:
                result.home_problem = result.home_problem or find_home_problem(node.message or "", settings.home)
            model = getattr(node.node, "attached_node", None) or node.node.unique_id
            result.failures.append(Failure(node.node.name, message, model))
    result.failures.sort()
    return result


def _read_parsed(settings: Settings) -> Manifest | None:
    """Return the project as prepare_manifest parsed it, so that dbt does not parse it again; None if it is not kept."""
    paths = list(settings.build.glob("parsed-*.msgpack"))
    if len(paths) != 1:
        return None
    try:
        manifest = Manifest.from_msgpack(paths[0].read_bytes())
    except Exception:  # a half file: dbt parses again, and prepare_manifest at the next run
        paths[0].unlink()
        return None
    return manifest


def _parse(options: Sequence[str]) -> Manifest | None:
    """Return the parsed project; None if it has a fault, which dbt then tells when it parses again."""
    parsed = dbtRunner().invoke(["parse", *options]).result
    return parsed if isinstance(parsed, Manifest) else None


def _locate_seeds(settings: Settings, manifest: Manifest) -> None:
    """Let dbt read each seed from its file; the parsed project does not name it, so that all homes can use it."""
    for node in manifest.nodes.values():
        if isinstance(node, SeedNode):
            path = settings.seeds.locate(node.name)
            # The second is not in dbt's project, so dbt looks in the first. It is also a path in dbt's target folder.
            node.root_path, node.original_file_path = str(path.parent), path.name
    manifest.build_flat_graph()  # type: ignore[no-untyped-call]  # the variable `graph` of models


def _take_event(event: EventMsg, result: DbtResult) -> None:
    name = event.info.name
    if name == "LogStartLine":
        data = event.data
        if data.node_info.resource_type != "test":
            progress = {"done": data.index, "total": data.total}
            logger.info("building %d/%d %s", data.index, data.total, data.node_info.node_name, extra=progress)
    elif name in _RESULT_EVENTS:
        result.events.append(MessageToDict(event, preserving_proto_field_name=True))


def raise_failures(result: DbtResult) -> None:
    """Raise StageError if a node failed. The message names the first failed node and the number of others.

    If the home cannot be used, the message says so instead.
    """
    if result.home_problem:
        raise StageError(result.home_problem)
    if result.failures:
        (node, message, _), others = result.failures[0], len(result.failures) - 1
        more = f" (and {others} more)" if others else ""
        raise StageError(f"{node} failed: {message}{more}", node)
    if isinstance(result.exception, KeyboardInterrupt):
        raise result.exception
    if result.exception is not None:
        raise StageError(f"dbt stopped: {result.exception}", "dbt build")
