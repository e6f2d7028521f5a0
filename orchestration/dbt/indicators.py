"""Check in dbt's manifest that each indicator model is complete, and name what is missing in a sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

TAG = "indicators"
PREFIX = "model.jixiao.ind_"
FACT = "model.jixiao.fct_indicator_values"
STATUS = "model.jixiao.indicator_status"
CONTRACT = {
    "evaluation_key": "bigint",
    "value": "decimal(28,6)",
    "numerator": "decimal(28,6)",
    "denominator": "decimal(28,6)",
    "status": "varchar",
    "reason_code": "varchar",
}
UNITS = {"rate": "比率", "share": "占比", "percentage_points": "个百分点", "yuan": "元", "points": "分", "count": "个"}
DIRECTIONS = {"higher_is_better": "越高越好", "lower_is_better": "越低越好", "neutral": "中性"}
ROLLUPS = {"ratio_of_sums": "分子、分母分别求和后相除", "sum": "求和", "none": "不汇总"}
META = {
    "name_zh": "the name in Chinese",
    "name_en": "the name in English",
    "definition_zh": "the definition in Chinese",
    "definition_en": "the definition in English",
    "unit": f"one of {', '.join(UNITS)}",
    "direction": f"one of {', '.join(DIRECTIONS)}",
    "formula_zh": "the formula in words and signs, in Chinese",
    "formula_en": "the formula in words and signs",
    "basis": "the field of the form or the regulation that it is based on",
    "owner": "the team that is responsible for it",
    "version": "a number",
    "rollup": f"one of {', '.join(ROLLUPS)}",
    "example": "a worked example on the sample forms",
    "reading": "how to read it",
    "caution": "when not to use it",
}
PLACEHOLDER = "TODO"
CHOICES = {"unit": UNITS, "direction": DIRECTIONS, "rollup": ROLLUPS}
_WITHOUT_VALUE = {"not_applicable", "insufficient_data"}


def list_indicator_files(dbt_project: Path) -> list[str]:
    """Return the codes of the indicators that have a SQL file, in alphabetical order."""
    return sorted(path.stem.removeprefix("ind_") for path in (dbt_project / "models" / "indicators").glob("ind_*.sql"))


def list_indicators(manifest: Mapping[str, Any]) -> list[str]:
    """Return the codes of all indicator models of the project, also of those that are not listed."""
    return sorted(key.removeprefix(PREFIX) for key in manifest["nodes"] if key.startswith(PREFIX))


def list_enabled(manifest: Mapping[str, Any]) -> list[str]:
    """Return the codes of the indicators that dbt_project.yml lists, in its order."""
    names = [ref["name"] for ref in manifest["nodes"][FACT]["refs"]]
    return [name.removeprefix("ind_") for name in names if name.startswith("ind_")]


def find_dependants(manifest: Mapping[str, Any], excluded: Iterable[str]) -> dict[str, str]:
    """Return the models (unique ids) that cannot be released without the excluded models, with the cause of each.

    An indicator needs the indicators that it reads, and fct_indicator_values. A table made from indicators needs the
    tables that it reads or is tested against, but no single indicator. indicator_status needs nothing.
    """
    nodes = manifest["nodes"]
    needs: dict[str, set[str]] = {
        key: {FACT} if key.startswith(PREFIX) else set()
        for key, node in nodes.items()
        if node["resource_type"] == "model" and TAG in node["tags"] and key != STATUS
    }
    for key, node in nodes.items():
        owner = node.get("attached_node") or key
        if owner in needs:
            needs[owner] |= {
                parent
                for parent in node["depends_on"].get("nodes", [])
                if parent != owner and (owner.startswith(PREFIX) or not parent.startswith(PREFIX))
            }
    gone = set(excluded)
    causes: dict[str, str] = {}
    while found := {key: min(parents & gone) for key, parents in needs.items() if key not in gone and parents & gone}:
        causes |= {key: f"it needs {nodes[parent]['name']}, which is excluded" for key, parent in found.items()}
        gone |= found.keys()
    return causes


def find_faults(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the faults of each indicator that has any, by code. Each sentence says what to do."""
    codes = list_indicators(manifest)
    faults = {code: [*_find_faults(manifest, code), *_find_name_faults(manifest, code, codes)] for code in codes}
    return {code: sentences for code, sentences in faults.items() if sentences}


def _find_faults(manifest: Mapping[str, Any], code: str) -> Iterator[str]:
    node = manifest["nodes"][PREFIX + code]
    yaml = f"models/indicators/ind_{code}.yml"
    if code not in list_enabled(manifest):
        yield f"ind_{code} is not listed: add `- {code}` to vars, indicators in dbt_project.yml"
    if PLACEHOLDER in node["raw_code"]:
        yield f"ind_{code} is not finished: replace each {PLACEHOLDER} in models/indicators/ind_{code}.sql"
    if not node.get("patch_path"):
        yield f"ind_{code} has no YAML: write {yaml}, with `name: ind_{code}` (see `jixiao indicator new`)"
        return
    if PLACEHOLDER in node["description"]:
        yield f"ind_{code} has no description: replace {PLACEHOLDER} in {yaml} by a description of a row"
    yield from _find_metadata_faults(node["config"]["meta"], code, yaml)
    columns = {name: (column.get("data_type") or "").replace(" ", "") for name, column in node["columns"].items()}
    for name, data_type in CONTRACT.items():
        if name not in columns:
            yield f"ind_{code} lacks the column {name}: add it to columns in {yaml}, with data_type {data_type}"
        elif columns[name] != data_type:
            yield f"ind_{code} has {name} as {columns[name]}: set its data_type in {yaml} to {data_type}"
    for unknown in [name for name in columns if name not in CONTRACT]:
        yield f"ind_{code} has the unexpected column {unknown}: the columns in {yaml} must be {', '.join(CONTRACT)}"
    tests = [test for test in manifest["nodes"].values() if test.get("attached_node") == PREFIX + code]
    if not any((test.get("test_metadata") or {}).get("name") == "indicator_contract" for test in tests):
        yield f"ind_{code} has no contract test: add the data test indicator_contract in {yaml}"
    yield from _find_unit_test_faults(manifest, code, yaml)


def _find_name_faults(manifest: Mapping[str, Any], code: str, codes: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each name that an earlier indicator (alphabetically) has too; names must be unique."""
    own = _get_meta(manifest, code)
    for other in codes[: codes.index(code)]:
        for name in ("name_zh", "name_en"):
            text = own.get(name) or PLACEHOLDER
            if PLACEHOLDER not in text and text == _get_meta(manifest, other).get(name):
                yield (
                    f"ind_{code} has the {name} of ind_{other}, {own[name]}: choose another in config.meta.{name} of "
                    f"models/indicators/ind_{code}.yml"
                )


def _get_meta(manifest: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    meta: Mapping[str, Any] = manifest["nodes"][PREFIX + code]["config"]["meta"]
    return meta


def _find_metadata_faults(meta: Mapping[str, Any], code: str, yaml: str) -> Iterator[str]:
    if meta.get("code") != code:
        yield f"ind_{code} says its code is {meta.get('code')}: set config.meta.code to {code} in {yaml}"
    for name, wanted in META.items():
        value = meta.get(name)
        if value in (None, "") or PLACEHOLDER in str(value):
            yield f"ind_{code} has no {name}: fill in config.meta.{name} in {yaml} ({wanted})"
        elif name in CHOICES and value not in CHOICES[name]:
            yield f"ind_{code} has the {name} {value}: use {wanted} in config.meta.{name} of {yaml}"
        elif name == "version" and not (isinstance(value, int) and not isinstance(value, bool) and value > 0):
            yield f"ind_{code} has the version {value}: use a whole number from 1 in config.meta.version of {yaml}"


def _find_unit_test_faults(manifest: Mapping[str, Any], code: str, yaml: str) -> Iterator[str]:
    tests = [test for test in manifest["unit_tests"].values() if test["model"] == f"ind_{code}"]
    if not tests:
        yield f"ind_{code} has no unit test: add one in {yaml} with a case that has a value and a case without a value"
        return
    if any(PLACEHOLDER in str(test) for test in tests):
        yield f"ind_{code} has an unfinished unit test: replace each {PLACEHOLDER} in {yaml}"
    statuses = {status for test in tests for status in _list_statuses(test["expect"]["rows"])}
    if "value" not in statuses or not statuses & _WITHOUT_VALUE:
        yield f"ind_{code} has a unit test with too few cases: expect a value and a case without a value in {yaml}"


def _list_statuses(rows: Any) -> set[str]:
    """Return the statuses that a unit test expects; if the rows are CSV or SQL, the statuses that occur in the text."""
    if isinstance(rows, str):
        return {status for status in {"value", *_WITHOUT_VALUE} if status in rows}
    return {row.get("status") for row in rows or []}
