"""Pages, comments and docstrings cite only what the repository contains; messages that a page quotes are those of the code."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from orchestration.settings import PROJECT
from tests.orchestration.pages import PAGES, read_blocks, read_page

FOLDERS = (".ci", ".github", "dbt_project", "deploy", "docs", "ingestion", "orchestration", "seeds", "tests")
GENERATED = {"target", "logs", "__pycache__", ".user.yml"}
# Pages of the first design, which the repository does not contain.
FOREIGN_PAGES = re.compile(r"\b(?:DESIGN|FINDINGS|SCHEMES|STYLE)\.md\b")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
# A path of the project in a code span: below one of its folders, or a source file by its name.
PATH = re.compile(rf"(?:{'|'.join(map(re.escape, FOLDERS))})/[^\s`]*|[\w./<>*-]+\.(?:py|sql|yml|csv|toml)")
OF_A_RELEASE = re.compile(r"^docs/index\.html$|^open_data/")
CITED_PAGE = re.compile(r"\bdocs/[\w/.-]*\w\.md\b|\b(?:README|CHANGELOG|CONTRIBUTING|SECURITY)\.md\b")
# Files that a page shows how to create.
EXAMPLES = re.compile(r"average_satisfaction|^superset_config\.py$")


@cache
def list_files() -> tuple[str, ...]:
    """Return the paths of the project's files, without what tools generate."""
    paths = [path for folder in FOLDERS for path in (PROJECT / folder).rglob("*")]
    paths += [path for path in PROJECT.iterdir() if path.is_file()]
    relative = [path.relative_to(PROJECT) for path in paths if path.is_file()]
    return tuple(sorted(path.as_posix() for path in relative if not GENERATED & set(path.parts)))


def list_texts() -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of the project that is text."""
    for path in list_files():
        if not path.startswith("seeds/evaluations/"):
            try:
                yield path, (PROJECT / path).read_text("utf-8")
            except UnicodeDecodeError:
                continue


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def is_file_or_folder(cited: str) -> bool:
    """Whether a path that a page cites exists, in full or as the end of one; `<…>`, `*` and `…` match any name."""
    pattern = re.escape(cited.rstrip("/")).replace(r"\*", "[^/]*").replace("…", "[^/]*")
    pattern = re.sub(r"<[^>]*>", "[^/]*", pattern)
    known = re.compile(rf"(?:^|/){pattern}(?:/|$)")
    return any(known.search(path) for path in list_files())


@pytest.mark.parametrize("page", PAGES)
def test_its_links_lead_somewhere(page: str) -> None:
    for target, anchor in LINK.findall(read_page(page)):
        path = (PROJECT / page).parent / target if target else PROJECT / page
        assert path.exists(), f"{page} links to {target}, which does not exist"
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), f"{page} links to {target}#{anchor}: {path.name} has no such heading"


@pytest.mark.parametrize("page", [page for page in PAGES if page != "CHANGELOG.md"])
def test_the_files_that_it_names_exist(page: str) -> None:
    spans = CODE.findall(FENCE.sub("", read_page(page)))
    cited = {word for span in spans for word in PATH.findall(span) if not OF_A_RELEASE.search(word)}
    missing = [path for path in cited if not is_file_or_folder(path) and not EXAMPLES.search(path)]
    assert missing == [], f"{page} names files that do not exist"


def test_the_pages_that_code_cites_exist() -> None:
    missing = [
        f"{path}: {page}"
        for path, text in list_texts()
        if not path.startswith("tests/")
        for page in CITED_PAGE.findall(text)
        if not (PROJECT / page).exists() and not page.endswith("README.md")
    ]
    assert missing == []


def test_no_file_cites_pages_from_elsewhere() -> None:
    own = Path(__file__).relative_to(PROJECT).as_posix()
    assert [path for path, text in list_texts() if path != own and FOREIGN_PAGES.search(text)] == []


@pytest.mark.parametrize("page", ["docs/operations.md", "docs/add-an-indicator.md"])
def test_the_messages_that_it_quotes_are_those_of_the_code(page: str) -> None:
    """Each row's first cell quotes messages; what is between their ellipses is somewhere in the code."""
    code = "\n".join(
        text for path, text in list_texts() if path.startswith(("orchestration/", "ingestion/", "dbt_project/"))
    )
    table = re.split(r"^\| message \|.*\n", read_page(page), flags=re.M)[1].split("\n\n")[0]
    quoted = [span for row in table.splitlines()[1:] for span in CODE.findall(row.split(" | ")[0])]
    assert len(quoted) > 5
    for span in quoted:
        for part in re.split(r"…|<[^>]*>|\b\d+\b|ind_", span):
            assert " ".join(part.strip(" :").split()) in code, f"{page} quotes {span!r}: no message says {part!r}"


@pytest.mark.parametrize(("language", "ending"), [("sql", "sql"), ("yaml", "yml")])
def test_the_example_of_a_rule_is_the_rule(language: str, ending: str) -> None:
    rule = PROJECT / "dbt_project" / "models" / "quality" / f"rule_budget_positive.{ending}"
    assert read_blocks("docs/add-a-rule.md", language)[0].strip() == rule.read_text("utf-8").strip()
