"""The examples of the pages run: SQL answers on a release, Python prints what the page shows, make targets exist."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from orchestration.settings import PROJECT
from tests.conftest import query
from tests.orchestration.pages import PAGES, read_blocks, read_page, read_recipes, run_recipe

READMES = ("README.md", "README.zh-CN.md")
STEWARDS = ("docs/stewards.md", "docs/stewards.zh-CN.md")
OUTGOING = ("docs/outgoing-documents.md", "docs/outgoing-documents.zh-CN.md")
# Pages with SQL for a release, but for those with a test of their own.
WITH_SQL = (*READMES, "docs/tables.md", *STEWARDS, "docs/rules.md", "docs/open-data.md")
ELSEWHERE = (
    "docs/add-a-rule.md",
    "docs/add-an-indicator.md",
    "docs/five-traps.md",
    "docs/ten-questions.md",
    "docs/scores.md",
    "docs/connect/",
)
RATES = [("上海市大数据中心", 0.9946)]


def run_sql(page: str, home: Path) -> list[list[tuple[object, ...]]]:
    """Run every SQL statement of a page on the release; return the rows of each."""
    statements = [part for block in read_blocks(page, "sql") for part in block.split(";") if part.strip()]
    return [query(home / "current" / "warehouse.duckdb", statement) for statement in statements]


def round_rates(rows: list[tuple[object, ...]]) -> list[tuple[str, float]]:
    return [(str(name), round(float(str(rate)), 4)) for name, rate in rows]


@pytest.mark.parametrize("page", READMES)
def test_the_query_of_the_readme_gives_the_execution_rate(page: str, sample_home: Path) -> None:
    (rates,) = run_sql(page, sample_home)
    assert round_rates(rates) == RATES


@pytest.mark.parametrize("page", READMES)
def test_the_python_of_the_readme_prints_what_it_shows(page: str, sample_home: Path, tmp_path: Path) -> None:
    (recipe,) = read_recipes(page)
    assert run_recipe(recipe, sample_home, tmp_path) == recipe.printed


def test_the_queries_of_the_tables_answer(sample_home: Path) -> None:
    answers = run_sql("docs/tables.md", sample_home)
    assert len(answers) == 6
    for rates, losses, quarantined in (answers[:3], answers[3:]):
        assert round_rates(rates) == RATES
        assert len(losses) == 10
        assert quarantined == []


@pytest.mark.parametrize(
    ("page", "counts"),
    [(STEWARDS[0], [0]), (STEWARDS[1], [0]), ("docs/rules.md", [None]), ("docs/open-data.md", [1, None])],
)
def test_the_queries_of_other_pages_answer(page: str, counts: list[int | None], sample_home: Path) -> None:
    found = [len(rows) for rows in run_sql(page, sample_home)]
    assert len(found) == len(counts)
    for count, expected in zip(found, counts, strict=True):
        assert count == expected or (expected is None and count > 0)


def test_every_page_with_sql_is_tested() -> None:
    pages = {page for page in PAGES if read_blocks(page, "sql")}
    assert {page for page in pages if not page.startswith(ELSEWHERE)} == set(WITH_SQL)


@pytest.mark.parametrize("page", PAGES)
def test_its_make_targets_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", read_page(page), re.M)) | set(
        re.findall(r"^JIXIAO_\S+.* make ([a-z-]+)", read_page(page), re.M)
    )
    assert named <= targets


@pytest.mark.parametrize("page", PAGES)
def test_its_python_modules_exist(page: str) -> None:
    for module in re.findall(r"python -m ((?:ingestion|orchestration|tests)[\w.]*)", read_page(page)):
        assert find_spec(module), f"{page} runs {module}, which does not exist"


@pytest.mark.parametrize("pages", [READMES, STEWARDS, OUTGOING], ids=["readme", "stewards", "outgoing"])
def test_pages_in_both_languages_have_the_same_parts(pages: tuple[str, str]) -> None:
    shapes = [re.findall(r"^#+|^```\w*|^\| ", read_page(page), re.M) for page in pages]
    assert shapes[0] == shapes[1]
