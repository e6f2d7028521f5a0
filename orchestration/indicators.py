"""What an indicator model must have, told in a sentence where it is missing; read from dbt's manifest."""

from collections.abc import Iterator, Mapping
from typing import Any

PREFIX = "model.jixiao.ind_"
TAG = "indicators"
COLUMNS = ("evaluation_key", "value", "numerator", "denominator", "status", "reason_code")
UNITS = ("rate", "share", "yuan", "points", "count")
DIRECTIONS = ("higher_is_better", "lower_is_better", "neutral")
ROLLUPS = ("ratio_of_sums", "sum", "none")
_META = {
    "name_zh": "the name in Chinese",
    "name_en": "the name in English",
    "definition_zh": "the definition in Chinese",
    "definition_en": "the definition in English",
    "unit": f"one of {', '.join(UNITS)}",
    "direction": f"one of {', '.join(DIRECTIONS)}",
    "formula_zh": "the formula as a person reads it, in Chinese",
    "formula_en": "the formula as a person reads it",
    "basis": "what of the form or of the law it rests on",
    "owner": "who answers for it",
    "version": "a number",
    "rollup": f"one of {', '.join(ROLLUPS)}",
    "example": "a worked example on the sample forms",
    "reading": "how to read it",
    "caution": "when not to use it",
}
_CHOICES = {"unit": UNITS, "direction": DIRECTIONS, "rollup": ROLLUPS}
_PLACEHOLDER = "TODO"


def list_indicators(manifest: Mapping[str, Any]) -> list[str]:
    """Codes of every indicator model of the project, listed or not."""
    return sorted(key.removeprefix(PREFIX) for key in manifest["nodes"] if key.startswith(PREFIX))


def find_faults(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """What each indicator lacks, by code; nothing of those that lack nothing. Each sentence says what to do."""
    faults = {code: list(_find_faults(manifest, code)) for code in list_indicators(manifest)}
    return {code: sentences for code, sentences in faults.items() if sentences}


def _find_faults(manifest: Mapping[str, Any], code: str) -> Iterator[str]:
    node = manifest["nodes"][PREFIX + code]
    yaml = f"models/indicators/ind_{code}.yml"
    listed = manifest["nodes"]["model.jixiao.fct_indicator_values"]["depends_on"]["nodes"]
    if PREFIX + code not in listed:
        yield f"ind_{code} takes no part: add `- {code}` to vars, indicators in dbt_project.yml"
    meta = node["config"]["meta"]
    if not node.get("patch_path"):
        yield f"ind_{code} has no YAML: write {yaml} (make indicator CODE={code} makes one)"
        return
    if meta.get("code") != code:
        yield f"ind_{code} says its code is {meta.get('code')}: set config.meta.code to {code} in {yaml}"
    for name, wanted in _META.items():
        value = meta.get(name)
        if value in (None, "") or _PLACEHOLDER in str(value):
            yield f"ind_{code} has no {name}: fill in config.meta.{name} in {yaml} ({wanted})"
        elif name in _CHOICES and value not in _CHOICES[name]:
            yield f"ind_{code} has the {name} {value}: use {wanted} in config.meta.{name} of {yaml}"
    columns = tuple(node["columns"])
    for missing in [column for column in COLUMNS if column not in columns]:
        yield f"ind_{code} lacks the column {missing}: its contract in {yaml} has {', '.join(COLUMNS)}"
    for unknown in [column for column in columns if column not in COLUMNS]:
        yield f"ind_{code} has a column {unknown} too many: its contract in {yaml} has {', '.join(COLUMNS)}"
    tests = [test for test in manifest["nodes"].values() if test.get("attached_node") == PREFIX + code]
    if not any((test.get("test_metadata") or {}).get("name") == "indicator_contract" for test in tests):
        yield f"ind_{code} is not held to the contract: add the data test indicator_contract in {yaml}"
    unit_tests = [test for test in manifest["unit_tests"].values() if test["model"] == f"ind_{code}"]
    if not unit_tests:
        yield f"ind_{code} has no unit test: add one in {yaml} with a value and a case without"
        return
    statuses = {row.get("status") for test in unit_tests for row in test["expect"]["rows"] or []}
    if "value" not in statuses or not statuses & {"not_applicable", "insufficient_data"}:
        yield f"ind_{code} has a unit test of too few cases: expect a value and a case without one in {yaml}"
