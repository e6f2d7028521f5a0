"""Find contradictions between seeds before any form is read. Each error names seed, line and correction.

A rule that data tests of the marts check too is locked as blocking: with a lower severity, a form that breaks it would
be admitted, the test would fail, and no release would be made.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.run.run_record import StageError

_GUIDELINE_RULES = {"category_weights_follow_guideline"}
_REQUIRED_LABELS = (("title", None), ("column", "category"), ("column", "indicator_name"), ("column", "self_score"))
_WITH_SCHEME = ("categories", "form_labels", "grade_aliases", "grade_bands", "rule_severities")


@dataclass(frozen=True)
class _Row:
    line: int  # of the file
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column) or ""


def check_seed_rules(folder: Path, rules: Sequence[str]) -> None:
    """Raise StageError with the first contradiction of the seeds, or of these and the rules (codes), if there is any.

    The files can be read as CSV.
    """
    found = list(find_contradictions(folder, rules))
    if found:
        name, sentence = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise StageError(f"seeds/reference/{sentence}{more}", name)


def find_contradictions(folder: Path, rules: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each contradiction of the seeds in a folder, or of these and the rules: the seed's name, and a sentence."""
    seeds = {path.stem: _read(path) for path in sorted(folder.glob("*.csv"))}
    schemes = {row["scheme_code"]: row for row in seeds["schemes"]}
    yield from _find_unknown_schemes(seeds, schemes)
    yield from _find_missing_labels(seeds["form_labels"], schemes)
    yield from _find_unenforceable_caps(seeds["categories"], schemes)
    yield from _find_severities(seeds["rule_severities"], rules, schemes)


def _read(path: Path) -> list[_Row]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [_Row(rows.line_num, row) for row in rows]


def _find_unknown_schemes(seeds: dict[str, list[_Row]], schemes: dict[str, _Row]) -> Iterator[tuple[str, str]]:
    for name in _WITH_SCHEME:
        for row in seeds[name]:
            code = row["scheme_code"]
            if code not in schemes and not (name == "form_labels" and code == "*"):
                yield (
                    name,
                    f"{name}.csv line {row.line} names an unknown scheme, {code}: add it to schemes.csv, or correct it",
                )


def _find_missing_labels(labels: list[_Row], schemes: dict[str, _Row]) -> Iterator[tuple[str, str]]:
    known = {(row["scheme_code"], row["part"], row["field_code"]) for row in labels}
    parts = {(scheme, part) for scheme, part, _ in known}
    for code, scheme in schemes.items():
        required = list(_REQUIRED_LABELS)
        if scheme["has_line_weights"] == "true":
            required.append(("column", "weight"))
        for part, field in required:
            if (code, part, field) not in known and (field is not None or (code, part) not in parts):
                rest = f"{part},<label>,{field or ''}"
                yield (
                    "form_labels",
                    f"form_labels.csv has no {part} {field or ''}".rstrip()
                    + (
                        f" of the scheme {code}, which schemes.csv line {scheme.line} declares: add a row {code},{rest}"
                    ),
                )


def _find_unenforceable_caps(categories: list[_Row], schemes: dict[str, _Row]) -> Iterator[tuple[str, str]]:
    for row in categories:
        scheme = schemes.get(row["scheme_code"])
        is_binding = row["cap_kind"] == "binding" and row["cap_points"]
        if scheme is not None and is_binding and scheme["has_line_weights"] != "true":
            yield (
                "categories",
                (
                    f"categories.csv line {row.line} has a binding cap, but schemes.csv line {scheme.line} says that "
                    f"forms of {row['scheme_code']} print no weights to compare with it: make the cap a guideline"
                ),
            )


def _find_severities(
    severities: list[_Row], rules: Sequence[str], schemes: dict[str, _Row]
) -> Iterator[tuple[str, str]]:
    locked = {row["rule_code"] for row in severities if row["is_locked"] == "true"}
    found = {(row["rule_code"], row["scheme_code"]) for row in severities}
    for rule in rules:
        for scheme in schemes:
            if (rule, scheme) not in found:
                usual = "blocking,true" if rule in locked else "warning,false"
                yield (
                    "rule_severities",
                    (
                        f"rule_severities.csv has no row of the rule {rule} for the scheme {scheme}: "
                        f"add one, for example {rule},{scheme},{usual}"
                    ),
                )
    for row in severities:
        rule, scheme = row["rule_code"], row["scheme_code"]
        if rule not in rules:
            yield (
                "rule_severities",
                (
                    f"rule_severities.csv line {row.line} names the rule {rule}, which has no model: correct the line, "
                    f"or write models/quality/rule_{rule}.sql"
                ),
            )
        if rule in locked and (row["severity"], row["is_locked"]) != ("blocking", "true"):
            yield (
                "rule_severities",
                (
                    f"rule_severities.csv line {row.line}: data tests check the rule {rule} too, so a form that breaks "
                    f"it would stop every release if it were admitted: make the line {rule},{scheme},blocking,true"
                ),
            )
        if rule in _GUIDELINE_RULES and row["severity"] == "blocking":
            yield (
                "rule_severities",
                (
                    f"rule_severities.csv line {row.line}: a guideline is not binding, so {rule} cannot be blocking: "
                    f"make it warning or info, or make the caps of {scheme} binding in categories.csv"
                ),
            )
