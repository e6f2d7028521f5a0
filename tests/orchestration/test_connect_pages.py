"""The recipes of docs/connect run: SQL answers, and Python prints what the page shows."""

from pathlib import Path

import pytest

from tests.conftest import query
from tests.orchestration.pages import ENGINE, read_blocks, read_recipes, run_recipe


@pytest.mark.parametrize("page", ["docs/connect/duckdb.md", "docs/connect/power-bi-and-excel.md"])
def test_its_sql_answers(page: str, sample_home: Path) -> None:
    for block in read_blocks(page, "sql"):
        for statement in filter(str.strip, block.split(";")):
            assert query(sample_home / "current" / "warehouse.duckdb", statement), statement


@pytest.mark.parametrize("number", range(4))
def test_its_python_prints_what_it_shows(number: int, sample_home: Path, tmp_path: Path) -> None:
    recipe = read_recipes("docs/connect/duckdb.md")[number]
    if "sqlalchemy" in recipe.program and not ENGINE.is_dir():
        pytest.skip(f"{ENGINE.name} is not in {ENGINE.parent}; run `make clients`")
    printed = run_recipe(recipe, sample_home, tmp_path)
    assert [line.rstrip() for line in printed.splitlines()] == [line.rstrip() for line in recipe.printed.splitlines()]
