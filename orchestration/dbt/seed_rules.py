"""Find contradictions between seeds before any form is read. Each error names seed, line and correction.

A rule that data tests of the marts check too is locked as blocking: with a lower severity, a form that breaks it would
be admitted, the test would fail, and no release would be made.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from orchestration.run.run_record import StageError
from orchestration.settings import Seeds

_GUIDELINE_RULES = {"category_weights_follow_guideline"}
_REQUIRED_LABELS = (("title", None), ("column", "category"), ("column", "indicator_name"), ("column", "self_score"))
_WITH_SCHEME = (
    "categories", "form_labels", "grade_aliases", "grade_bands", "rule_severities", "score_caps", "scoring_methods",
)  # fmt: skip
# Methods that fct_recomputed_scores knows for each kind of line item.
_METHODS = {
    "execution_row": ("execution_rate",),
    ">=": ("actual_over_target",),
    ">": ("actual_over_target",),
    "<=": ("target_over_actual",),
    "<": ("target_over_actual",),
    "=": ("actual_over_target", "all_or_nothing"),
}
# Comparisons that fct_review_signals knows.
_COMPARISONS = ("at_least", "below")
_BASES = ("printed", "cited", "assumed")
# Rules that rpt_score_cap_effect knows.
_CAP_KINDS = ("execution_cap", "deviation_deduction", "reason_deduction")


@dataclass(frozen=True)
class _Row:
    line: int  # of the file
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column) or ""


def check_seed_rules(files: Seeds, rules: Sequence[str], indicators: Sequence[str]) -> None:
    """Raise StageError with the first contradiction of the seeds, or of these and the models, if there is any.

    `rules` and `indicators` are the codes of the models.

    The files can be read as CSV.
    """
    found = list(find_contradictions(files, rules, indicators))
    if found:
        name, sentence = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        folder = files.show(name).removesuffix(f"{name}.csv")
        raise StageError(f"{folder}{sentence}{more}", name)


def find_contradictions(files: Seeds, rules: Sequence[str], indicators: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each contradiction of the seeds, or of these and the models: name of the seed, sentence."""
    seeds = {name: _read(path) for name, path in files.list_files().items()}
    schemes = {row["scheme_code"]: row for row in seeds["schemes"]}
    yield from _find_unknown_schemes(seeds, schemes)
    yield from _find_missing_labels(seeds["form_labels"], schemes)
    yield from _find_unenforceable_caps(seeds["categories"], schemes)
    yield from _find_severities(seeds["rule_severities"], rules, schemes)
    yield from _find_unknown_methods(seeds["scoring_methods"])
    yield from _find_wrong_caps(seeds["score_caps"])
    yield from _find_due_dates(seeds["expected_evaluations"])
    yield from _find_wrong_signals(seeds["review_signals"], indicators)


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


def _find_unknown_methods(methods: list[_Row]) -> Iterator[tuple[str, str]]:
    for row in methods:
        known = _METHODS.get(row["line_kind"], ())
        for column, values in (("line_kind", tuple(_METHODS)), ("method_code", known), ("basis", _BASES)):
            if values and row[column] not in values:
                yield "scoring_methods", _tell_unknown_value("scoring_methods", row, column, values)


def _find_wrong_caps(caps: list[_Row]) -> Iterator[tuple[str, str]]:
    for row in caps:
        if row["rule_kind"] not in _CAP_KINDS:
            yield "score_caps", _tell_unknown_value("score_caps", row, "rule_kind", _CAP_KINDS)
        is_deviation = row["rule_kind"] == "deviation_deduction"
        for column, highest, expected in (
            ("threshold_rate", None if is_deviation else 1, "a share of 1, such as 0.8 for 80 %"),
            ("effect_points", None, "points, such as 89"),
        ):
            if not _is_number(row[column], highest):
                found = row[column] or "(blank)"
                yield "score_caps", f"score_caps.csv line {row.line} has the {column} {found}: write {expected}"


def _find_wrong_signals(signals: list[_Row], indicators: Sequence[str]) -> Iterator[tuple[str, str]]:
    name = "review_signals"
    for row in signals:
        for column, values in (("indicator_model_code", indicators), ("comparison", _COMPARISONS)):
            if row[column] not in values:
                yield name, _tell_unknown_value(name, row, column, values)
        if not re.fullmatch(r"-?\d+(\.\d{1,6})?", row["threshold_number"]):
            found = row["threshold_number"] or "(blank)"
            yield name, f"{name}.csv line {row.line} has the threshold_number {found}: write a number, such as 0.8"
        if not re.fullmatch(r"\d{1,6}", row["signal_points"]):
            found = row["signal_points"] or "(blank)"
            yield name, f"{name}.csv line {row.line} has the signal_points {found}: write a whole number, such as 10"


def _is_number(text: str, highest: int | None) -> bool:
    """Whether a text is a plain decimal, not negative, and at most the highest value if there is one."""
    return bool(re.fullmatch(r"\d+(\.\d+)?", text)) and (highest is None or Decimal(text) <= highest)


def _tell_unknown_value(name: str, row: _Row, column: str, values: Sequence[str]) -> str:
    return f"{name}.csv line {row.line} has the {column} {row[column] or '(blank)'}: use one of {', '.join(values)}"


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


def _find_due_dates(expected: list[_Row]) -> Iterator[tuple[str, str]]:
    for row in expected:
        due, year = row["due_date"].strip(), row["fiscal_year"].strip()
        place = f"expected_evaluations.csv line {row.line} has the due date {due}"
        if due and not _is_date(due):
            yield "expected_evaluations", f"{place}: write a day as 2025-03-31, or leave it blank"
        elif due and year.isdigit() and int(due[:4]) < int(year):
            yield (
                "expected_evaluations",
                f"{place}, which is before the fiscal year {year} that is evaluated: correct one of them",
            )


def _is_date(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"20\d{2}-\d{2}-\d{2}", text) and date.fromisoformat(text))
    except ValueError:
        return False
