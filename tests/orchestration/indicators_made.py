"""Projects with a few indicators, copies of a correct one, for tests that break them."""

import re
import shutil
from pathlib import Path

from orchestration.settings import PROJECT
from tests.conftest import Done, fork

KNOWN = ("budget_execution_rate", "unspent_funds")


def make_project(folder: Path, *codes: str) -> Path:
    """A copy of the project's sources with the indicators KNOWN, and copies of unspent_funds under these codes."""
    project = folder / "project"
    for name in ("ingestion", "orchestration", "dbt_project", "seeds", "docs"):
        ignored = shutil.ignore_patterns("__pycache__", "target", "logs")
        shutil.copytree(PROJECT / name, project / name, ignore=ignored)
    shutil.copy(PROJECT / "requirements.lock", project)
    models = list_models(project)
    for path in models.glob("ind_*"):
        if path.stem.removeprefix("ind_") not in KNOWN:
            path.unlink()
    signals = project / "seeds" / "reference" / "review_signals.csv"
    head = signals.read_text("utf-8").splitlines(keepends=True)[0]
    signals.write_text(f"{head}unspent,unspent_funds,at_least,1000000,5,未执行,Unspent\n", "utf-8")
    for code in codes:
        for suffix in (".sql", ".yml"):
            text = (models / f"ind_unspent_funds{suffix}").read_text("utf-8")
            text = re.sub(r"(?m)^( +name_(?:zh|en): .*)$", rf"\1 {code}", text.replace("unspent_funds", code))
            (models / f"ind_{code}{suffix}").write_text(text, "utf-8")
    items = "".join(f"    - {code}\n" for code in (*KNOWN, *codes))
    change(
        project / "dbt_project" / "dbt_project.yml", r"(?m)^  indicators:\n(?:    - \w+\n)+", f"  indicators:\n{items}"
    )
    return project


def list_models(project: Path) -> Path:
    """Folder of a project's indicators."""
    return project / "dbt_project" / "models" / "indicators"


def change(path: Path, pattern: str, replacement: str) -> None:
    """Replace the only match of a pattern in a file."""
    text, count = re.subn(pattern, replacement.replace("\\", "\\\\"), path.read_text("utf-8"))
    assert count == 1, f"{path.name} has {count} of {pattern}"
    path.write_text(text, "utf-8")


def run_page(project: Path, *arguments: str) -> Done:
    """Run `jixiao docs` on a project, or with --check the check of `make check`."""
    return fork(["-m", "orchestration.cli", "indicator", "docs", *arguments], project / ".jixiao", None, project)
