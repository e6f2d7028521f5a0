"""The house's layers: ingestion knows neither Dagster nor dbt, and reads no setting."""

import ast
from pathlib import Path

import pytest

from orchestration.settings import PROJECT

FORBIDDEN = {
    "ingestion": {"dagster", "dagster_dbt", "dbt", "orchestration"},
    "orchestration": {"pandas", "pyarrow"},
}
FILES = [path for package in FORBIDDEN for path in sorted((PROJECT / package).rglob("*.py"))]


def list_imports(path: Path) -> set[str]:
    """Top-level names of every module that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(PROJECT)) for path in FILES])
def test_layers(path: Path) -> None:
    package = path.relative_to(PROJECT).parts[0]
    assert not list_imports(path) & FORBIDDEN[package]


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(PROJECT)) for path in FILES])
def test_the_environment_is_read_in_one_place(path: Path) -> None:
    reads = [
        node.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    allowed = {"settings.py", "instance.py", "dbt_build.py", "ui.py"}
    assert not reads or path.name in allowed


def test_no_python_file_is_too_long_to_read() -> None:
    long = [
        path.name for path in [*FILES, *(PROJECT / "tests").rglob("*.py")] if len(path.read_text().splitlines()) > 400
    ]
    assert long == []


def test_the_writers_of_forms_import_nothing_else_of_the_project() -> None:
    for path in (PROJECT / "orchestration" / "demo" / "writers").glob("*.py"):
        nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
        ours = {node.module or "" for node in nodes if (node.module or "").split(".")[0] in FORBIDDEN}
        assert {name.rpartition(".")[0] for name in ours} <= {"orchestration.demo.writers"}, path.name
