"""Users read one word for one thing: a former name of the glossary is found wherever they read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.publication.glossary_page import PATH, read_terms, write_page
from orchestration.settings import PROJECT

FOLDERS = ("orchestration", "ingestion", "dbt_project", "seeds/reference", "docs", "deploy")
SUFFIXES = {".py", ".sql", ".yml", ".md", ".csv", ".html", ".js", ".css", ".yaml", ".env"}
GENERATED = {"target", "logs", "dbt_packages", "__pycache__"}
# Files that quote forms, or list former names.
EXEMPT_FILES = {
    "seeds/reference/form_labels.csv": "labels as forms print them",
    "orchestration/demo/national.py": "texts that invented forms print",
    "orchestration/demo/other_documents.py": "texts that invented forms print",
    "seeds/reference/glossary.csv": "lists former names",
    "docs/glossary.md": "lists former names",
}
# Phrases in which a former name is another word, and the only file that may have them.
EXEMPT_PHRASES = {
    "改进措施及结果应用方案": ("docs/schemes.md", "a label that forms print"),
    "模板提示": ("dbt_project/models/quality/rule_narrative_filled.yml", "the hint that a blank form prints"),
    "| 警告 |": ("docs/notifications.md", "a level of monitoring, not the severity of a finding"),
}


def list_words() -> tuple[list[str], list[str]]:
    """Return the names that are in use, the longest first, and the former names."""
    terms = read_terms()
    used = {name for term in terms for name in (term["name_zh"], term["short_name_zh"]) if name}
    former = {name for term in terms for name in term["former_names_zh"].split("|") if name}
    return sorted(used, key=len, reverse=True), sorted(former, key=len, reverse=True)


def list_files() -> Iterator[Path]:
    """Yield the text files that users read, or that make what they read."""
    yield from sorted(PROJECT.glob("README*.md"))
    for folder in FOLDERS:
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file() and not GENERATED & set(path.parts):
                yield path


def find_former_names(name: str, text: str) -> Iterator[str]:
    """Yield file, line and word of each former name in a text. A name in use may contain a former one."""
    used, former = list_words()
    phrases = [phrase for phrase, (file, _) in EXEMPT_PHRASES.items() if file == name]
    allowed = re.compile("|".join(map(re.escape, phrases + used)))
    forbidden = re.compile("|".join(map(re.escape, former)))
    for number, line in enumerate(text.splitlines(), start=1):
        for found in forbidden.findall(allowed.sub("□", line)):
            yield f"{name}:{number}: {found}"


def test_no_former_name_is_read_by_users() -> None:
    found: list[str] = []
    for path in list_files():
        name = path.relative_to(PROJECT).as_posix()
        if name not in EXEMPT_FILES:
            found += find_former_names(name, path.read_text("utf-8"))
    assert found == [], "say the word that seeds/reference/glossary.csv gives"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("此表已隔离", "隔离"),
        ("拒收 3 份", "拒收"),
        ("未填指标值", "指标值"),
        ("本方案", "方案"),
        ("发布编号", "发布编号"),
    ],
)
def test_a_former_name_is_found_with_its_place(line: str, word: str) -> None:
    assert list(find_former_names("a.md", f"好\n{line}")) == [f"a.md:2: {word}"]


@pytest.mark.parametrize("line", ["待核实（暂不计入汇总）", "未填年度指标值", "分析指标模型", "提示性", "非自评表"])
def test_a_name_in_use_is_no_former_name(line: str) -> None:
    assert list(find_former_names("a.md", line)) == []


def test_each_exemption_is_needed() -> None:
    for name in EXEMPT_FILES:
        assert list(find_former_names(name, (PROJECT / name).read_text("utf-8"))), f"{name} needs no exemption"
    for phrase, (name, _) in EXEMPT_PHRASES.items():
        assert phrase in (PROJECT / name).read_text("utf-8"), f"{name} does not say {phrase}"


def test_the_glossary_page_is_that_of_the_seed() -> None:
    assert PATH.read_text("utf-8") == write_page(), "run make docs"


def test_no_name_in_use_is_a_former_one() -> None:
    used, former = list_words()
    assert not set(used) & set(former)
