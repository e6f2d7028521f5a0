"""The project's Markdown pages, and the examples in them."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from orchestration.settings import PROJECT
from tests.readers.check import CLIENTS

PAGES = sorted(path.relative_to(PROJECT).as_posix() for path in [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")])
ENGINE = CLIENTS / "duckdb-engine-0.17.0"


class Recipe(NamedTuple):
    """A program of a page, and what the page says that it prints."""

    program: str
    printed: str


def read_page(page: str) -> str:
    """Return the text of a page, named by its path in the project."""
    return (PROJECT / page).read_text("utf-8")


def read_blocks(page: str, language: str) -> list[str]:
    """Return the fenced blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", read_page(page), re.MULTILINE | re.DOTALL)


def read_recipes(page: str) -> list[Recipe]:
    """Return the Python programs of a page; each is followed by a block of what it prints."""
    programs, printed = read_blocks(page, "python"), read_blocks(page, "text")
    return [Recipe(*found) for found in zip(programs, printed, strict=True)]


def run_recipe(recipe: Recipe, home: Path, folder: Path) -> str:
    """Run a program in a folder in which the home is `.jixiao`; return what it prints."""
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
