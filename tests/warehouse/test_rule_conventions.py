"""Required parts of every rule, and the message if one is missing."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from orchestration.dbt.rules import find_faults, list_rule_files
from orchestration.settings import PROJECT
from tests.conftest import query, run_refresh

pytestmark = pytest.mark.slow

RULE = "model.jixiao.rule_budget_positive"
PRIOR_YEAR = "model.jixiao.rule_prior_year_budget_matches"


@pytest.fixture(scope="module")
def manifest(sample_home: Path) -> dict[str, Any]:
    """The manifest of the sample's build."""
    found: dict[str, Any] = json.loads((sample_home / "build" / "target" / "manifest.json").read_text("utf-8"))
    return found


def test_every_rule_is_complete(manifest: dict[str, Any]) -> None:
    rules = list_rule_files(PROJECT / "dbt_project")
    assert len(rules) >= 60
    assert manifest["nodes"]["model.jixiao.int_rule_rows"]["refs"][:1]
    assert find_faults(manifest) == []


def test_a_failed_rule_is_named_by_its_finding(sample_home: Path) -> None:
    release = sample_home / "current" / "warehouse.duckdb"
    unnamed = "finding_name_zh is null or finding_name_en is null or finding_name_zh = rule_name_zh or finding_name_en = rule_name_en"
    assert query(release, f"select rule_code from marts.dim_quality_rule where rule_key > 0 and ({unnamed})") == []
    name = "select finding_name_zh, finding_name_en from marts.dim_quality_rule where rule_code = 'unreadable_number'"
    assert query(release, name) == [("数字无法识别", "Unreadable number")]
    shown = "select distinct rule_code, finding_name_zh from reporting.report_findings order by 1"
    assert query(release, shown) == query(
        release, "select distinct rule_code, finding_name_zh from marts.rule_findings order by 1"
    )


def _drop(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(node: dict[str, Any]) -> None:
        *parents, last = path
        for name in parents:
            node = node[name]
        del node[last]

    return change


def _set(value: object, *path: str) -> Callable[[dict[str, Any]], None]:
    def change(node: dict[str, Any]) -> None:
        *parents, last = path
        for name in parents:
            node = node[name]
        node[last] = value

    return change


@pytest.mark.parametrize(
    ("key", "change", "sentence"),
    [
        (RULE, _set(None, "patch_path"), "rule_budget_positive has no YAML: write models/quality/rule_budget_positive.yml, with `name: rule_budget_positive`"),
        (RULE, _drop("config", "meta", "basis"), "rule_budget_positive has no basis: fill in config.meta.basis in models/quality/rule_budget_positive.yml (the field of the form or the regulation that it is based on)"),
        (RULE, _drop("config", "meta", "finding_name_zh"), "rule_budget_positive has no finding_name_zh: fill in config.meta.finding_name_zh in models/quality/rule_budget_positive.yml (the name of its finding in Chinese: what is wrong)"),
        (RULE, _drop("config", "meta", "finding_name_en"), "rule_budget_positive has no finding_name_en: fill in config.meta.finding_name_en in models/quality/rule_budget_positive.yml (the name of its finding in English: what is wrong)"),
        (RULE, _set("taste", "config", "meta", "kind"), "rule_budget_positive has the kind taste: use one of arithmetic, threshold, completeness, consistency, plausibility in config.meta.kind of models/quality/rule_budget_positive.yml"),
        (RULE, _drop("config", "meta", "message_zh"), "rule_budget_positive has no message_zh: fill in config.meta.message_zh in models/quality/rule_budget_positive.yml (the message in Chinese)"),
        (RULE, _drop("config", "meta", "expected_zh"), "rule_budget_positive has no expected_zh: fill in config.meta.expected_zh in models/quality/rule_budget_positive.yml (the same in Chinese)"),
        (PRIOR_YEAR, _set("the budget of {former_year}", "config", "meta", "cases", "blank", "expected"), "rule_prior_year_budget_matches has no expected_zh: fill in config.meta.cases.blank.expected_zh in models/quality/rule_prior_year_budget_matches.yml (the same in Chinese)"),
        (RULE, _set("the budget is {amount}", "config", "meta", "message_en"), "rule_budget_positive uses {amount} in message_en, but its SQL does not have that column: select it in findings of models/quality/rule_budget_positive.sql"),
        (PRIOR_YEAR, _set({}, "config", "meta", "cases", "blank"), "rule_prior_year_budget_matches has no message_en: fill in config.meta.cases.blank.message_en in models/quality/rule_prior_year_budget_matches.yml (the message in English)"),
        (RULE, _set("Amounts are filled in", "config", "meta", "name_en"), "rule_budget_positive has the name_en of rule_amount_present, Amounts are filled in: choose another in config.meta.name_en of models/quality/rule_budget_positive.yml"),
        (RULE, _set("with\n\nfailing as (\n\n    select 1\n\n)\n\n{{ rule_rows() }}\n", "raw_code"), "rule_budget_positive has no CTE `findings`: add it in models/quality/rule_budget_positive.sql, with the failing places"),
        (RULE, _set("with\n\nfindings as (\n\n    select 1\n\n)\n\nselect 1\n", "raw_code"), "rule_budget_positive does not end with {{ rule_rows() }}: make this the last line of models/quality/rule_budget_positive.sql"),
    ],
)  # fmt: skip
def test_a_missing_part_is_reported(
    manifest: dict[str, Any], key: str, change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    broken = {**manifest, "nodes": {**manifest["nodes"], key: deepcopy(manifest["nodes"][key])}}
    change(broken["nodes"][key])
    assert sentence in find_faults(broken)


def test_an_unlisted_rule_is_reported(manifest: dict[str, Any]) -> None:
    rows = deepcopy(manifest["nodes"]["model.jixiao.int_rule_rows"])
    rows["depends_on"]["nodes"].remove(RULE)
    broken = {**manifest, "nodes": {**manifest["nodes"], "model.jixiao.int_rule_rows": rows}}
    assert find_faults(broken) == [
        "rule_budget_positive is not listed: add `- budget_positive` to vars, rules in dbt_project.yml"
    ]


def test_only_two_models_read_severities(manifest: dict[str, Any]) -> None:
    """A severity decides the state of a form, never how it is read."""
    seed = "seed.jixiao.rule_severities"
    readers = {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and seed in node["depends_on"]["nodes"]
    }
    assert readers == {"int_rule_rows", "dim_quality_rule"}


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("models/quality/rule_budget_positive.yml", "        name_zh: 预算数大于零\n", "", "rule_budget_positive has no name_zh: fill in config.meta.name_zh"),
        ("dbt_project.yml", "    - budget_positive\n", "    - budget_negative\n", "dbt_project.yml lists budget_negative under vars, rules, but there is no models/quality/rule_budget_negative.sql"),
    ],
)  # fmt: skip
def test_a_refresh_stops_with_the_message(
    tmp_path: Path, copy_project: Path, file: str, old: str, new: str, sentence: str
) -> None:
    path = copy_project / "dbt_project" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    done = run_refresh(tmp_path / "home", project=copy_project)
    assert done.returncode == 1
    assert sentence in " ".join(done.stdout.split())
