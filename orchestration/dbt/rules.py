"""Check in dbt's manifest that each rule model is listed and has its metadata, messages and CTEs."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PREFIX = "model.jixiao.rule_"
ROWS = "model.jixiao.int_rule_rows"
KINDS = ("arithmetic", "threshold", "completeness", "consistency", "plausibility")
META = {
    "name_zh": "the name in Chinese",
    "name_en": "the name in English",
    "finding_name_zh": "the name of its finding in Chinese: what is wrong",
    "finding_name_en": "the name of its finding in English: what is wrong",
    "kind": f"one of {', '.join(KINDS)}",
    "basis": "the field of the form or the regulation that it is based on",
}
WORDS = {
    "expected": "the text that should be printed",
    "expected_zh": "the same in Chinese",
    "message_zh": "the message in Chinese",
    "message_en": "the message in English",
}
_COLUMN = re.compile(r"\{(\w+)\}")
_LETTER = re.compile(r"[A-Za-z]")


def list_rule_files(dbt_project: Path) -> list[str]:
    """Return the codes of the rules that have a SQL file, in alphabetical order."""
    return sorted(path.stem.removeprefix("rule_") for path in (dbt_project / "models" / "quality").glob("rule_*.sql"))


def find_faults(manifest: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each fault of a rule. Each sentence says what to do."""
    return [sentence for code in _list_rules(manifest) for sentence in _find_faults(manifest, code)]


def _list_rules(manifest: Mapping[str, Any]) -> list[str]:
    """Return the codes of all rule models, in alphabetical order, without the mart rule_findings."""
    return sorted(
        key.removeprefix(PREFIX)
        for key, node in manifest["nodes"].items()
        if key.startswith(PREFIX) and "quality" in node["fqn"]
    )


def _find_faults(manifest: Mapping[str, Any], code: str) -> Iterator[str]:
    node = manifest["nodes"][PREFIX + code]
    sql, yaml = f"models/quality/rule_{code}.sql", f"models/quality/rule_{code}.yml"
    if PREFIX + code not in manifest["nodes"][ROWS]["depends_on"]["nodes"]:
        yield f"rule_{code} is not listed: add `- {code}` to vars, rules in dbt_project.yml"
    for cte, rows in (("applicable", "the evaluations that it applies to"), ("findings", "the failing places")):
        if not re.search(rf"^{cte} as \($", node["raw_code"], re.M):
            yield f"rule_{code} has no CTE `{cte}`: add it in {sql}, with {rows}"
    if not re.search(r"\{\{ rule_rows\([^)]*\) \}\}\s*$", node["raw_code"]):
        yield f"rule_{code} does not end with {{{{ rule_rows() }}}}: make this the last line of {sql}"
    if not node.get("patch_path"):
        yield f"rule_{code} has no YAML: write {yaml}, with `name: rule_{code}`"
        return
    meta = node["config"]["meta"]
    for name, wanted in META.items():
        if not meta.get(name):
            yield f"rule_{code} has no {name}: fill in config.meta.{name} in {yaml} ({wanted})"
    if meta.get("kind") and meta["kind"] not in KINDS:
        yield f"rule_{code} has the kind {meta['kind']}: use {META['kind']} in config.meta.kind of {yaml}"
    for path, words in (meta.get("cases") or {"": {}}).items():
        key = f"config.meta.cases.{path}" if path else "config.meta"
        texts = {name: _find_text(meta, words, name) for name in WORDS}
        for name, wanted in WORDS.items():
            text = texts[name]
            if not text and (name != "expected_zh" or _LETTER.search(_COLUMN.sub("", texts["expected"]))):
                yield f"rule_{code} has no {name}: fill in {key}.{name} in {yaml} ({wanted})"
            for column in _COLUMN.findall(text):
                if not re.search(rf"\b{column}\b", node["raw_code"]):
                    yield (
                        f"rule_{code} uses {{{column}}} in {name}, but its SQL does not have that column: "
                        f"select it in findings of {sql}"
                    )
    yield from _find_shared_names(manifest, code, yaml)


def _find_text(meta: Mapping[str, Any], words: Mapping[str, Any], name: str) -> str:
    """Return a text of a rule or of one of its cases. A case with its own `expected` needs its own `expected_zh`."""
    is_own = name in words or (name == "expected_zh" and "expected" in words)
    return str((words if is_own else meta).get(name) or "")


def _find_shared_names(manifest: Mapping[str, Any], code: str, yaml: str) -> Iterator[str]:
    """Yield a sentence for each name that a rule before this one in the alphabet has too."""
    own = manifest["nodes"][PREFIX + code]["config"]["meta"]
    codes = _list_rules(manifest)
    for other in codes[: codes.index(code)]:
        for name in ("name_zh", "name_en", "finding_name_zh", "finding_name_en"):
            if own.get(name) and own[name] == manifest["nodes"][PREFIX + other]["config"]["meta"].get(name):
                yield (
                    f"rule_{code} has the {name} of rule_{other}, {own[name]}: choose another in "
                    f"config.meta.{name} of {yaml}"
                )
