"""What a rule and a model must have, told in a sentence where it is missing."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.settings import PROJECT

MODELS = PROJECT / "dbt_project" / "models"
REFERENCE = PROJECT / "seeds" / "reference"
RULES = sorted(path.stem.removeprefix("rule_") for path in (MODELS / "quality").glob("rule_*.sql"))


def read_seed(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def find_missing(rule: str) -> list[str]:
    """What a rule lacks, each with what to do about it."""
    missing = []
    rows = {row["rule_code"]: row for row in read_seed("quality_rules")}
    listed = re.findall(r"'rule_(\w+)'", (PROJECT / "dbt_project" / "macros" / "rule_models.sql").read_text("utf-8"))
    severities = {row["scheme_code"] for row in read_seed("rule_severities") if row["rule_code"] == rule}
    schemes = {row["scheme_code"] for row in read_seed("schemes")}
    if not (MODELS / "quality" / f"rule_{rule}.sql").exists():
        missing.append(f"rule {rule} has no model: write models/quality/rule_{rule}.sql")
    if not (MODELS / "quality" / f"rule_{rule}.yml").exists():
        missing.append(f"rule {rule} has no description: write models/quality/rule_{rule}.yml")
    if rule not in listed:
        missing.append(f"rule {rule} takes no part: add 'rule_{rule}' to macros/rule_models.sql")
    if rule not in rows:
        missing.append(f"rule {rule} is not in the catalogue: add a row to quality_rules.csv")
    else:
        blank = [name for name, value in rows[rule].items() if not value]
        missing += [f"rule {rule} has no {name}: fill it in in quality_rules.csv" for name in blank]
    missing += [
        f"rule {rule} has no severity for {scheme}: add a row to rule_severities.csv"
        for scheme in sorted(schemes - severities)
    ]
    return missing


def test_every_rule_is_complete() -> None:
    catalogued = {row["rule_code"] for row in read_seed("quality_rules")}
    missing = [sentence for rule in sorted(set(RULES) | catalogued) for sentence in find_missing(rule)]
    assert missing == []


def test_what_is_missing_is_told() -> None:
    assert find_missing("invented") == [
        "rule invented has no model: write models/quality/rule_invented.sql",
        "rule invented has no description: write models/quality/rule_invented.yml",
        "rule invented takes no part: add 'rule_invented' to macros/rule_models.sql",
        "rule invented is not in the catalogue: add a row to quality_rules.csv",
        *(
            f"rule invented has no severity for {scheme}: add a row to rule_severities.csv"
            for scheme in ("hubei_20_80", "mof_2020", "shanghai_2019", "sichuan_0013zp")
        ),
    ]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_model_has_the_one_shape(rule: str) -> None:
    sql = (MODELS / "quality" / f"rule_{rule}.sql").read_text("utf-8")
    assert sql.rstrip().endswith("{{ rule_rows() }}"), f"end rule_{rule}.sql with {{{{ rule_rows() }}}}"
    assert re.search(r"^applicable as \($", sql, re.MULTILINE), (
        f"rule_{rule}.sql: name the evaluations it applies to `applicable`"
    )
    assert re.search(r"^findings as \($", sql, re.MULTILINE), f"rule_{rule}.sql: name the failing places `findings`"


def read_models() -> dict[str, dict[str, Any]]:
    """Every model's YAML, by name."""
    found: dict[str, dict[str, Any]] = {}
    for path in MODELS.rglob("*.yml"):
        for model in yaml.safe_load(path.read_text("utf-8")).get("models", []):
            found[model["name"]] = model
    return found


def test_every_model_says_what_a_row_is() -> None:
    described = read_models()
    models = {path.stem for path in MODELS.rglob("*.sql")}
    assert models - described.keys() == set(), "write a YAML with a description beside each model"
    vague = [name for name, model in described.items() if not model["description"].startswith(("One row", "One row:"))]
    assert vague == [], "begin each description with One row per ..."


@pytest.mark.parametrize("path", sorted(MODELS.glob("*marts/*.yml")), ids=lambda path: path.stem)
def test_every_mart_and_column_has_a_chinese_label(path: Path) -> None:
    (model,) = yaml.safe_load(path.read_text("utf-8"))["models"]
    silent = [] if model["config"]["meta"].get("label_zh") else [model["name"]]
    silent += [column["name"] for column in model["columns"] if not column["config"]["meta"].get("label_zh")]
    assert silent == [], f"{path.name}: add config.meta.label_zh"
    labels = [column["config"]["meta"]["label_zh"] for column in model["columns"]]
    assert len(labels) == len(set(labels)), f"{path.name}: two columns share a label"
