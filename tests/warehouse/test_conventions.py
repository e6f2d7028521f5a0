"""What every model must have."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.settings import PROJECT

MODELS = PROJECT / "dbt_project" / "models"


def read_models() -> dict[str, dict[str, Any]]:
    """Every model's YAML, by name."""
    found: dict[str, dict[str, Any]] = {}
    for path in MODELS.rglob("*.yml"):
        for model in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader).get("models", []):
            found[model["name"]] = model
    return found


def test_every_model_says_what_a_row_is() -> None:
    described = read_models()
    models = {path.stem for path in MODELS.rglob("*.sql")}
    assert models - described.keys() == set(), "write a YAML with a description next to each model"
    vague = [
        name
        for name, model in described.items()
        if not model["description"].startswith("One row") and model["description"] != '{{ doc("rule") }}'
    ]
    assert vague == [], "begin each description with One row per ..."


@pytest.mark.parametrize("path", sorted(MODELS.glob("*marts/*.yml")), ids=lambda path: path.stem)
def test_every_mart_and_column_has_a_chinese_label(path: Path) -> None:
    (model,) = yaml.safe_load(path.read_text("utf-8"))["models"]
    silent = [] if model["config"]["meta"].get("label_zh") else [model["name"]]
    silent += [column["name"] for column in model["columns"] if not column["config"]["meta"].get("label_zh")]
    assert silent == [], f"{path.name}: add config.meta.label_zh"
    labels = [column["config"]["meta"]["label_zh"] for column in model["columns"]]
    assert len(labels) == len(set(labels)), f"{path.name}: two columns share a label"
