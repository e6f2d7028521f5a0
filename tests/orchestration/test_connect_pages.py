"""The recipes of docs/connect that can run do: SQL answers, Python prints what the page says that it prints."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from orchestration.settings import PROJECT
from tests.conftest import query
from tests.readers.check import CLIENTS

PAGES = PROJECT / "docs" / "connect"
ENGINE = CLIENTS / "duckdb-engine-0.17.0"


class Recipe(NamedTuple):
    """A program of a page, and what it prints by the page."""

    program: str
    printed: str


def read_blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (PAGES / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def read_recipes(page: str) -> list[Recipe]:
    """The Python programs of a page; each has what it prints below it."""
    programs, printed = read_blocks(page, "python"), read_blocks(page, "text")
    return [Recipe(*found) for found in zip(programs, printed, strict=True)]


def run_recipe(recipe: Recipe, home: Path, folder: Path) -> str:
    """What a program prints in a folder in which the home is `.jixiao`."""
    (folder / ".jixiao").symlink_to(home)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ENGINE), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", recipe.program],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("page", ["duckdb.md", "power-bi-and-excel.md"])
def test_its_sql_answers(page: str, sample_home: Path) -> None:
    for block in read_blocks(page, "sql"):
        for statement in filter(str.strip, block.split(";")):
            assert query(sample_home / "current" / "warehouse.duckdb", statement), statement


@pytest.mark.parametrize("number", range(4))
def test_its_python_prints_what_it_says(number: int, sample_home: Path, tmp_path: Path) -> None:
    recipe = read_recipes("duckdb.md")[number]
    if "sqlalchemy" in recipe.program and not ENGINE.is_dir():
        pytest.skip(f"{ENGINE.name} is not in {CLIENTS}; run `make clients`")
    printed = run_recipe(recipe, sample_home, tmp_path)
    assert [line.rstrip() for line in printed.splitlines()] == [line.rstrip() for line in recipe.printed.splitlines()]
