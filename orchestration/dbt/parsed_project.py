"""Choose the dbt project to build: the sources, or a copy with empty models for indicators that dbt cannot parse.

dbt parses a project as a whole: an error in the Jinja, YAML or ref of one indicator would stop every release.
"""

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from orchestration.dbt.indicators import CONTRACT
from orchestration.settings import PROJECT, Settings

_NAMED = re.compile(r"indicators/ind_(\w+)\.(?:sql|yml)")
_MISSING = re.compile(r"fct_indicator_values\S* .*depends on a node named 'ind_(\w+)' which was not found", re.S)


def locate_project(settings: Settings) -> Path:
    """Return the folder of the dbt project that dbt is to build."""
    copy = _folder(settings) / "dbt_project"
    return copy if copy.is_dir() else PROJECT / "dbt_project"


def read_unreadable(settings: Settings) -> dict[str, str]:
    """Return the codes of the indicators that are empty models in the project to build, with the cause of each."""
    path = _folder(settings) / "unreadable.json"
    causes: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return causes


def find_unparsable(message: str) -> str | None:
    """Return the code of the indicator that dbt's parse error names; None if it names no indicator."""
    match = _NAMED.search(message) or _MISSING.search(message)
    return match[1] if match else None


def use_sources(settings: Settings) -> None:
    """Build from the sources again. Remove the copy and dbt's partial parse, which contains paths of the copy."""
    if _folder(settings).exists():
        shutil.rmtree(_folder(settings))
        (settings.dbt_target / "partial_parse.msgpack").unlink(missing_ok=True)


def use_copy(settings: Settings, causes: Mapping[str, str]) -> None:
    """Build from a copy of the sources in which these indicators are replaced by empty models."""
    use_sources(settings)
    folder = _folder(settings)
    ignored = shutil.ignore_patterns("target", "logs", ".user.yml")
    shutil.copytree(PROJECT / "dbt_project", folder / "dbt_project", ignore=ignored)
    (folder / "seeds").symlink_to(PROJECT / "seeds", target_is_directory=True)
    (settings.dbt_target / "partial_parse.msgpack").unlink(missing_ok=True)
    models = folder / "dbt_project" / "models" / "indicators"
    columns = [f"      - name: {name}\n        data_type: {data_type}\n" for name, data_type in CONTRACT.items()]
    for code in causes:
        casts = ", ".join(f"cast(null as {data_type}) as {name}" for name, data_type in CONTRACT.items())
        (models / f"ind_{code}.sql").write_text(f"select {casts} where false\n", encoding="utf-8")
        (models / f"ind_{code}.yml").write_text(
            f"models:\n  - name: ind_{code}\n    columns:\n{''.join(columns)}", encoding="utf-8"
        )
    (folder / "unreadable.json").write_text(json.dumps(dict(causes), ensure_ascii=False), encoding="utf-8")


def _folder(settings: Settings) -> Path:
    return settings.build / "project"
