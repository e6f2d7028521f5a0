"""Run dbt in this process: parse the project, build the core and then the indicators, tell what failed."""

import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg
from google.protobuf.json_format import MessageToDict

from orchestration import rules
from orchestration.build_file import open_build
from orchestration.fingerprint import compute_fingerprint
from orchestration.indicators import PREFIX, STATUS, TAG, find_dependants, find_faults
from orchestration.parsed_project import find_blamed, locate_project, read_unreadable, use_copy, use_sources
from orchestration.publication.catalogue_schema import quote
from orchestration.run_record import StageError, write_atomically
from orchestration.seed_files import check_seeds
from orchestration.seed_rules import check_seed_rules
from orchestration.settings import PROJECT, Settings

logger = logging.getLogger("jixiao.dbt")

# A row of dbt's table of columns that break a contract: name, type in the SQL, type in the YAML, what is wrong.
_MISMATCH = re.compile(
    r"^ *\| *(\w+) *\| *(.*?) *\| *(.*?) *\| *(missing in definition|missing in contract|data type mismatch) *\|", re.M
)
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


def prepare_manifest(settings: Settings, *, may_withhold: bool = True) -> Mapping[str, Any]:
    """dbt's manifest of the project, parsed anew only when the project has changed since.

    An indicator that cannot be parsed is withheld (see parsed_project), unless `may_withhold` is False. Raises
    StageError with dbt's message, which names the file, where anything else of the project does not parse, and with a
    sentence where a rule lacks something.
    """
    fingerprint = compute_fingerprint(settings)
    # dbt remembers where the seeds lie, so what was parsed in another folder does not count.
    folder = hashlib.sha256(str(PROJECT).encode()).hexdigest()[:16]
    state = "-".join((fingerprint["models"], fingerprint["seeds"], fingerprint["environment"], folder))
    # Copies of our own: dbt writes its files anew at every command, and a killed one leaves half of them.
    path, parsed = settings.build / f"manifest-{state}.json", settings.build / f"parsed-{state}.msgpack"
    if not (path.exists() and parsed.exists()):
        logger.info("parsing the dbt project")
        check_seeds(PROJECT / "seeds" / "reference")
        check_seed_rules(PROJECT / "seeds" / "reference", rules.list_rule_files(PROJECT / "dbt_project"))
        _parse(settings, may_withhold=may_withhold)
        for former in [*settings.build.glob("manifest-*.json"), *settings.build.glob("parsed-*.msgpack")]:
            former.unlink()
        text = (settings.dbt_target / "manifest.json").read_text(encoding="utf-8")
        if faults := rules.find_faults(json.loads(text)):
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise StageError(f"{faults[0]}{more}", "dbt parse")
        shutil.copyfile(settings.dbt_target / "partial_parse.msgpack", parsed)
        write_atomically(path, text)
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _parse(settings: Settings, *, may_withhold: bool) -> None:
    """Parse the project; an indicator that dbt blames for an error is replaced by an empty model, and withheld."""
    use_sources(settings)
    unreadable: dict[str, str] = {}
    while (error := _invoke(settings, ["parse"]).exception) is not None:
        sentence = _describe_parse_error(error)
        code = find_blamed(str(error))
        if code is None or code in unreadable or not may_withhold:
            raise StageError(f"the dbt project does not parse: {sentence}", "dbt parse")
        logger.warning("ind_%s cannot be read: %s", code, sentence)
        unreadable[code] = f"it cannot be read: {sentence}"
        use_copy(settings, unreadable)


def _describe_parse_error(error: BaseException) -> str:
    """dbt's message in one line; with what to do, where it does not say."""
    message = " ".join(str(error).split())
    if unknown := re.search(
        r"fct_indicator_values\S* .*depends on a node named 'ind_(\w+)' which was not found", message
    ):
        code = unknown.group(1)
        return (
            f"dbt_project.yml lists {code} under vars, indicators, but there is no models/indicators/ind_{code}.sql: "
            f"write it, or take the line out"
        )
    if unknown := re.search(r"int_rule_rows\S* .*depends on a node named 'rule_(\w+)' which was not found", message):
        code = unknown.group(1)
        return (
            f"dbt_project.yml lists {code} under vars, rules, but there is no models/quality/rule_{code}.sql: "
            f"write it, or take the line out"
        )
    if unshaped := re.search(r"Contract enforcement failed for: \((\S+)\.sql\)", message):
        return f"{unshaped.group(1)}.yml names no columns: a model with a contract needs them, with their data_type"
    return message


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
        result = _invoke(settings, [*command, *(["--exclude", *names] if names else [])], TAG, names)
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
            connection.execute(f"comment on table {relation} is {quote(node['description'])}")
            for column in columns:
                place = f'{relation}."{column["name"]}"'
                connection.execute(f"comment on column {place} is {quote(column['description'])}")


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
    project = str(locate_project(settings))
    os.environ["JIXIAO_HOME"] = str(settings.home)
    os.environ["JIXIAO_BUILD_STAGE"] = stage
    # Models of the project know indicators by their codes.
    codes = {name.removeprefix("ind_"): cause for name, cause in (withheld or {}).items() if name.startswith("ind_")}
    os.environ["JIXIAO_WITHHELD_INDICATORS"] = json.dumps(codes, ensure_ascii=False, sort_keys=True)
    folders = ["--project-dir", project, "--profiles-dir", project]
    folders += ["--target-path", str(settings.dbt_target), "--log-path", str(settings.dbt_log.parent)]
    manifest = None if arguments[0] == "parse" else _read_parsed(settings)
    try:
        outcome = dbtRunner(manifest, [lambda event: _take_event(event, result)]).invoke(
            [*arguments, *folders, "--log-level", "none", "--log-level-file", "info"]
        )
    finally:
        # dbt keeps the database open after its run, which would keep the release from reading it.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    result.exception = outcome.exception
    for node in getattr(outcome.result, "results", None) or []:
        if node.status in ("error", "fail", "runtime error"):
            message = _describe_error(node.message or "no message")
            if node.status == "fail":
                message = _describe_first_row(settings, node.node.compiled_code) or message
                message += f"; {node.failures} in all" if (node.failures or 0) > 1 else ""
            model = getattr(node.node, "attached_node", None) or node.node.unique_id
            result.failures.append(Failure(node.node.name, message, model))
    result.failures.sort()
    return result


def _read_parsed(settings: Settings) -> Manifest | None:
    """The project as prepare_manifest parsed it, which dbt then need not parse again; None where it is not kept."""
    paths = list(settings.build.glob("parsed-*.msgpack"))
    if len(paths) != 1:
        return None
    manifest = Manifest.from_msgpack(paths[0].read_bytes())
    manifest.build_flat_graph()  # type: ignore[no-untyped-call]  # what models see as `graph`
    return manifest


def _describe_error(message: str) -> str:
    """dbt's message of a model in one sentence: where, what, the line; not its stack or its table of columns."""
    if "enforced contract that failed" in message:
        return "; ".join(
            {
                "missing in definition": f"its SQL lacks the column {column}: select it",
                "missing in contract": f"its SQL selects the column {column}, which its YAML does not have",
                "data type mismatch": f"its column {column} is {found} where its YAML has {wanted}: cast it",
            }[reason]
            for column, found, wanted, reason in _MISMATCH.findall(message)
        )
    message = re.split(r"\n *> in macro ", message)[0]
    place = re.match(r"\s*\w+ Error in \w+ \w+ \((\S+)\)", message)
    if place is None:
        return " ".join(message.split())
    what, *line = re.split(r"\n *LINE \d+: (.*)", message[place.end() :], maxsplit=1)
    return f"{' '.join(what.split())} ({': '.join([place[1], *(part.strip() for part in line[:1])])})"


def _describe_first_row(settings: Settings, sql: str) -> str:
    """What a failed test's query finds first: its `message` where it has one, else the row's columns."""
    with open_build(settings.home) as connection:
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
