"""Parse the dbt project."""

import json
import logging
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingestion.durable import write_atomically
from orchestration.dbt import rules
from orchestration.dbt.indicators import list_indicator_files
from orchestration.dbt.invoke import invoke
from orchestration.dbt.messages import describe_parse_error
from orchestration.dbt.parsed_project import find_unparsable, use_copy, use_sources
from orchestration.dbt.seed_files import check_seeds
from orchestration.dbt.seed_rules import check_seed_rules
from orchestration.run.fingerprint import compute_project_fingerprint
from orchestration.run.run_record import StageError
from orchestration.settings import PROJECT, Settings

logger = logging.getLogger("jixiao.dbt")


def prepare_manifest(settings: Settings, *, may_exclude: bool = True) -> Mapping[str, Any]:
    """Return dbt's manifest of the project. Check the seeds; parse the project only if it has changed.

    An indicator that cannot be parsed is excluded (see parsed_project), unless `may_exclude` is False. Raises
    StageError if another part of the project cannot be parsed (with dbt's message, which names the file), or if a
    seed or a rule has a fault.
    """
    check_seeds(settings.seeds)
    project = PROJECT / "dbt_project"
    check_seed_rules(settings.seeds, rules.list_rule_files(project), list_indicator_files(project))
    state = compute_project_fingerprint(settings)
    # Keep copies, because dbt rewrites its own files at every command and leaves incomplete ones if it is killed.
    path, parsed = settings.build / f"manifest-{state}.json", settings.build / f"parsed-{state}.msgpack"
    manifest = _read_manifest(path) if parsed.exists() else None
    if manifest is None:
        logger.info("parsing the dbt project")
        _parse(settings, may_exclude=may_exclude)
        for former in [*settings.build.glob("manifest-*.json"), *settings.build.glob("parsed-*.msgpack")]:
            former.unlink()
        text = (settings.dbt_target / "manifest.json").read_text(encoding="utf-8")
        if faults := rules.find_faults(json.loads(text)):
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise StageError(f"{faults[0]}{more}", "dbt parse")
        write_atomically(parsed, (settings.dbt_target / "partial_parse.msgpack").read_bytes())
        write_atomically(path, text)
        manifest = json.loads(text)
    return manifest


def _read_manifest(path: Path) -> dict[str, Any] | None:
    """Return a kept manifest; None if there is none or only a part of one."""
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return manifest


def copy_manifest(source: Settings, target: Settings) -> None:
    """Copy the parsed project of another home if it has one, so that an unchanged project is not parsed again."""
    target.build.mkdir(parents=True, exist_ok=True)
    for path in [*source.build.glob("manifest-*.json"), *source.build.glob("parsed-*.msgpack")]:
        shutil.copyfile(path, target.build / path.name)


def _parse(settings: Settings, *, may_exclude: bool) -> None:
    """Parse the project. An indicator that dbt names in an error is excluded and replaced by an empty model."""
    use_sources(settings)
    unreadable: dict[str, str] = {}
    while (error := invoke(settings, ["parse"]).exception) is not None:
        sentence = describe_parse_error(error)
        code = find_unparsable(str(error))
        if code is None or code in unreadable or not may_exclude:
            raise StageError(f"the dbt project does not parse: {sentence}", "dbt parse")
        logger.warning("ind_%s cannot be read: %s", code, sentence)
        unreadable[code] = f"it cannot be read: {sentence}"
        use_copy(settings, unreadable)
