"""Contradictions between seeds are reported before any form is read: seed, line, correction."""

import re
import shutil
from pathlib import Path

import pytest

from orchestration.dbt.rules import list_rule_files
from orchestration.dbt.seed_rules import check_seed_rules, find_contradictions
from orchestration.run.run_record import StageError
from orchestration.settings import PROJECT

REFERENCE = PROJECT / "seeds" / "reference"
RULES = list_rule_files(PROJECT / "dbt_project")


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds for tests that change them."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "reference"))


def change(seeds: Path, name: str, pattern: str, replacement: str) -> None:
    path = seeds / f"{name}.csv"
    text, count = re.subn(pattern, replacement, path.read_text("utf-8"), flags=re.M)
    assert count
    path.write_text(text, "utf-8")


def test_the_seeds_of_the_project_have_no_contradictions() -> None:
    assert list(find_contradictions(REFERENCE, RULES)) == []
    check_seed_rules(REFERENCE, RULES)


@pytest.mark.parametrize(
    ("name", "pattern", "replacement", "sentence"),
    [
        (
            "rule_severities", "^grade_matches_bands,mof_2020,blocking,true$", "grade_matches_bands,mof_2020,warning,true",
            r"rule_severities.csv line \d+: data tests check the rule grade_matches_bands too, .* make the line grade_matches_bands,mof_2020,blocking,true",
        ),
        (
            "rule_severities", "^total_row_present,mof_2020,blocking,true$", "total_row_present,mof_2020,warning,false",
            r"rule_severities.csv line \d+: data tests check the rule total_row_present too",
        ),
        (
            "rule_severities", "^(category_weights_follow_guideline,hubei_20_80),warning", r"\1,blocking",
            r"rule_severities.csv line \d+: a guideline is not binding, .* make it warning or info",
        ),
        (
            "rule_severities", "^office_present,hubei_20_80,.*\n", "",
            "rule_severities.csv has no row of the rule office_present for the scheme hubei_20_80: add one, for example office_present,hubei_20_80,warning,false",
        ),
        (
            "rule_severities", "^office_present,hubei_20_80,", "office_absent,hubei_20_80,",
            r"rule_severities.csv line \d+ names the rule office_absent, which has no model: correct the line, or write models/quality/rule_office_absent.sql",
        ),
        (
            "categories", "^(hubei_20_80,budget_execution.*),guideline", r"\1,binding",
            r"categories.csv line \d+ has a binding cap, but schemes.csv line 5 says that forms of hubei_20_80 print no weights",
        ),
        (
            "schemes", "^hubei_20_80,", "hubei_20_08,",
            r"categories.csv line \d+ names an unknown scheme, hubei_20_80: add it to schemes.csv, or correct it",
        ),
        (
            "form_labels", "^hubei_20_80,title,.*\n", "",
            "form_labels.csv has no title of the scheme hubei_20_80, which schemes.csv line 5 declares: add a row hubei_20_80,title,<label>,",
        ),
        (
            "form_labels", "^mof_2020,column,.*,weight\n", "",
            "form_labels.csv has no column weight of the scheme mof_2020, which schemes.csv line 3 declares",
        ),
    ],
)  # fmt: skip
def test_a_contradiction_is_reported(seeds: Path, name: str, pattern: str, replacement: str, sentence: str) -> None:
    change(seeds, name, pattern, replacement)
    assert any(re.match(sentence, found) for _, found in find_contradictions(seeds, RULES))
    with pytest.raises(StageError, match=r"seeds/reference/\w+\.csv "):
        check_seed_rules(seeds, RULES)
