"""Parse the dbt project."""

import hashlib
import json
import logging
import shutil
from collections.abc import Mapping
from typing import Any

from orchestration.dbt import rules
from orchestration.dbt.invoke import invoke
from orchestration.dbt.messages import describe_parse_error
from orchestration.dbt.parsed_project import find_blamed, use_copy, use_sources
from orchestration.dbt.seed_files import check_seeds
from orchestration.dbt.seed_rules import check_seed_rules
from orchestration.run.fingerprint import compute_fingerprint
from orchestration.run.run_record import StageError, write_atomically
from orchestration.settings import PROJECT, Settings

logger = logging.getLogger("jixiao.dbt")


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


def borrow_manifest(lender: Settings, borrower: Settings) -> None:
    """Copy the parsed project of another home, where it has one: a project that has not changed is not parsed again."""
    borrower.build.mkdir(parents=True, exist_ok=True)
    for path in [*lender.build.glob("manifest-*.json"), *lender.build.glob("parsed-*.msgpack")]:
        shutil.copyfile(path, borrower.build / path.name)


def _parse(settings: Settings, *, may_withhold: bool) -> None:
    """Parse the project; an indicator that dbt blames for an error is replaced by an empty model, and withheld."""
    use_sources(settings)
    unreadable: dict[str, str] = {}
    while (error := invoke(settings, ["parse"]).exception) is not None:
        sentence = describe_parse_error(error)
        code = find_blamed(str(error))
        if code is None or code in unreadable or not may_withhold:
            raise StageError(f"the dbt project does not parse: {sentence}", "dbt parse")
        logger.warning("ind_%s cannot be read: %s", code, sentence)
        unreadable[code] = f"it cannot be read: {sentence}"
        use_copy(settings, unreadable)
