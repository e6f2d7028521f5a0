"""What the READMEs and docs say holds: their SQL runs, their links lead somewhere, their make targets exist."""

import re
from pathlib import Path

import pytest

from orchestration.settings import PROJECT
from tests.conftest import query

READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted(path.relative_to(PROJECT).as_posix() for path in [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def read(page: str) -> str:
    return (PROJECT / page).read_text("utf-8")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", READMES)
def test_its_sql_runs_on_the_release(page: str, sample_home: Path) -> None:
    blocks = re.findall(r"```sql\n(.*?)```", read(page), re.S)
    statements = [statement for block in blocks for statement in block.split(";") if statement.strip()]
    answers = [query(sample_home / "current" / "warehouse.duckdb", statement) for statement in statements]
    rates, losses, quarantined = answers
    assert [(str(name), round(float(str(rate)), 4)) for name, rate in rates] == [("上海市大数据中心", 0.9946)]
    assert len(losses) == 10
    assert quarantined == []


@pytest.mark.parametrize("page", PAGES)
def test_its_links_lead_somewhere(page: str) -> None:
    for target, anchor in LINK.findall(read(page)):
        path = (PROJECT / page).parent / target if target else PROJECT / page
        assert path.exists(), f"{page} links to {target}, which is not there"
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), f"{page} links to {target}#{anchor}: {path.name} has no such heading"


@pytest.mark.parametrize("page", PAGES)
def test_its_make_targets_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", read(page), re.M)) | set(
        re.findall(r"^JIXIAO_\S+.* make ([a-z-]+)", read(page), re.M)
    )
    assert named <= targets


def test_both_readmes_have_the_same_parts() -> None:
    shapes = [re.findall(r"^#+", read(page), re.M) for page in READMES]
    assert shapes[0] == shapes[1]
