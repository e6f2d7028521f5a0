"""Every macro, seed, model and column has a description in dbt, so that the dbt docs show it."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import PROJECT

SEEDS = PROJECT / "seeds" / "reference"
SIGNATURE = re.compile(r"\{%-?\s*(?:macro|test)\s+\w+\((.*?)\)\s*-?%\}", re.DOTALL)


@pytest.fixture(scope="module")
def manifest(sample_home: Path) -> dict[str, Any]:
    """The manifest of the sample's build."""
    found: dict[str, Any] = json.loads((sample_home / "build" / "target" / "manifest.json").read_text("utf-8"))
    return found


def list_arguments(macro_sql: str) -> list[str]:
    """Return the names of a macro's arguments, in order. A materialization has none."""
    if macro_sql.lstrip().startswith("{% materialization "):
        return []
    found = SIGNATURE.search(macro_sql)
    assert found, macro_sql
    without_lists = re.sub(r"\[.*?\]", "", found.group(1))
    return [part.split("=")[0].strip() for part in without_lists.split(",") if part.strip()]


def find_undescribed(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield the place of everything without a description, and of macro arguments that differ from the signature."""
    for macro in manifest["macros"].values():
        if macro["package_name"] != "jixiao":
            continue
        if not macro["description"]:
            yield f"macro {macro['name']}"
        if [argument["name"] for argument in macro["arguments"]] != list_arguments(macro["macro_sql"]):
            yield f"macro {macro['name']}: arguments"
        for argument in macro["arguments"]:
            if not argument["description"]:
                yield f"macro {macro['name']}: argument {argument['name']}"
    for node in manifest["nodes"].values():
        if node["resource_type"] not in ("seed", "model"):
            continue
        if not node["description"]:
            yield f"{node['resource_type']} {node['name']}"
        columns = list(node["columns"])
        if node["resource_type"] == "seed":
            with (SEEDS / f"{node['name']}.csv").open(encoding="utf-8-sig", newline="") as file:
                columns = next(csv.reader(file))
        # A contract makes the columns of the YAML those of the table.
        elif (
            node["schema"] in ("marts", "indicators", "indicator_inputs", "reporting")
            and not node["contract"]["enforced"]
        ):
            yield f"model {node['name']}: contract"
        for name in columns:
            if not node["columns"].get(name, {}).get("description"):
                yield f"{node['resource_type']} {node['name']}: column {name}"


def test_everything_has_a_description(manifest: dict[str, Any]) -> None:
    assert list(find_undescribed(manifest)) == [], "describe these in the YAML next to the SQL, or in _seeds.yml"


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("macros", "macro.jixiao.safe_ratio", "description"), "", "macro safe_ratio"),
        (("macros", "macro.jixiao.test_keys", "description"), "", "macro test_keys"),
        (("macros", "macro.jixiao.safe_ratio", "arguments"), [], "macro safe_ratio: arguments"),
        (("nodes", "seed.jixiao.departments", "description"), "", "seed departments"),
        (("nodes", "seed.jixiao.departments", "columns", "region"), {}, "seed departments: column region"),
        (("nodes", "model.jixiao.int_evaluations", "description"), "", "model int_evaluations"),
        (("nodes", "model.jixiao.dim_year", "contract", "enforced"), False, "model dim_year: contract"),
        (
            ("nodes", "model.jixiao.dim_year", "columns", "first_date", "description"),
            "",
            "model dim_year: column first_date",
        ),
        (
            ("nodes", "model.jixiao.report_totals", "contract", "enforced"),
            False,
            "model report_totals: contract",
        ),
    ],
)
def test_a_missing_description_is_found(
    manifest: dict[str, Any], path: tuple[str, ...], value: object, place: str
) -> None:
    changed = deepcopy(manifest)
    part: Any = changed
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    assert list(find_undescribed(changed)) == [place]
