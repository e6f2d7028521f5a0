"""Contradictions between seeds are reported before any form is read: seed, line, correction."""

import re
import shutil
from pathlib import Path

import pytest

from orchestration.dbt.indicators import list_indicator_files
from orchestration.dbt.rules import list_rule_files
from orchestration.dbt.seed_rules import check_seed_rules, find_contradictions
from orchestration.run.run_record import StageError
from orchestration.settings import PROJECT, Seeds

REFERENCE = PROJECT / "seeds" / "reference"
RULES = list_rule_files(PROJECT / "dbt_project")
INDICATORS = list_indicator_files(PROJECT / "dbt_project")


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
    assert list(find_contradictions(Seeds(), RULES, INDICATORS)) == []
    check_seed_rules(Seeds(), RULES, INDICATORS)


@pytest.mark.parametrize(
    ("name", "pattern", "replacement", "sentence"),
    [
        (
            "review_signals", "^score_jump,score_change,", "score_jump,score_jumps,",
            r"review_signals.csv line 4 has the indicator_model_code score_jumps: use one of best_grade_execution_rate, ",
        ),
        (
            "review_signals", "^(score_jump,score_change),at_least", r"\1,above",
            r"review_signals.csv line 4 has the comparison above: use one of at_least, below",
        ),
        (
            "review_signals", "^(score_jump,score_change,at_least),10,20", r"\1,10%,",
            r"review_signals.csv line 4 has the threshold_number 10%: write a number, such as 0.8",
        ),
        (
            "review_signals", "^(score_jump,score_change,at_least,10),20", r"\1,a lot",
            r"review_signals.csv line 4 has the signal_points a lot: write a whole number, such as 10",
        ),
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
        (
            "scoring_methods", "^mof_2020,>=,", "mof_2020,≥,",
            r"scoring_methods.csv line 3 has the line_kind ≥: use one of execution_row, >=, >, <=, <, =$",
        ),
        (
            "scoring_methods", "^mof_2020,<=,target_over_actual,", "mof_2020,<=,actual_over_target,",
            r"scoring_methods.csv line 4 has the method_code actual_over_target: use one of target_over_actual$",
        ),
        (
            "scoring_methods", "^hubei_20_80,execution_row,execution_rate,(.*),printed,", r"hubei_20_80,execution_row,execution_rate,\1,,",
            r"scoring_methods.csv line 8 has the basis \(blank\): use one of printed, cited, assumed$",
        ),
        (
            "score_caps", "^(example,national_execution_80,mof_2020,),execution_cap,0.8,", r"\1,execution_cap,80,",
            r"score_caps.csv line 2 has the threshold_rate 80: write a share of 1, such as 0.8 for 80 %$",
        ),
        (
            "score_caps", ",reason_deduction,0.9,1,", ",reason_deduction,0.9,,",
            r"score_caps.csv line 7 has the effect_points \(blank\): write points, such as 89$",
        ),
        (
            "score_caps", ",deviation_deduction,0.3,", ",deviation,0.3,",
            r"score_caps.csv line 6 has the rule_kind deviation: use one of execution_cap, deviation_deduction, reason_deduction$",
        ),
        (
            "score_caps", "^example,shanghai_execution_60,shanghai_2019", "example,shanghai_execution_60,shanghai_2020",
            r"score_caps.csv line 9 names an unknown scheme, shanghai_2020: add it to schemes.csv, or correct it$",
        ),
        (
            "expected_evaluations", r"\Z", "U1,甲,2024,,2025/3/31\n",
            "expected_evaluations.csv line 2 has the due date 2025/3/31: write a day as 2025-03-31, or leave it blank",
        ),
        (
            "expected_evaluations", r"\Z", "U1,甲,2024,,2025-02-30\n",
            "expected_evaluations.csv line 2 has the due date 2025-02-30: write a day as 2025-03-31",
        ),
        (
            "expected_evaluations", r"\Z", "U1,甲,2024,,\nU1,乙,2024,,2023-03-31\n",
            "expected_evaluations.csv line 3 has the due date 2023-03-31, which is before the fiscal year 2024",
        ),
    ],
)  # fmt: skip
def test_a_contradiction_is_reported(seeds: Path, name: str, pattern: str, replacement: str, sentence: str) -> None:
    change(seeds, name, pattern, replacement)
    assert any(re.match(sentence, found) for _, found in find_contradictions(Seeds(seeds), RULES, INDICATORS))
    with pytest.raises(StageError, match=r"seeds/reference/\w+\.csv "):
        check_seed_rules(Seeds(seeds), RULES, INDICATORS)
