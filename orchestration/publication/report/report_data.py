"""Write the data of the front page, which the browser filters and sums, as a script beside the page.

A page opened from a folder may load a script but not read a file, so the data is a script. Money is in fen and points
in ten-thousandths, both whole numbers, so that the browser's sums are exact.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from ingestion.normalise import strip_invisible
from orchestration.publication.formats import FIELDS, FILING, STATES
from orchestration.publication.report.figures import DATA
from orchestration.publication.report.templating import fetch

_SAFE = 2**53 - 1  # the largest whole number that every number of the browser represents
_POINTS = (
    "total_score_computed_points", "total_weight_points", "recomputed_weight_points", "compared_self_score_points",
    "recomputed_score_points", "reviewed_weight_points", "reviewed_self_score_points", "reviewer_score_points",
)  # fmt: skip
_RELATIONS = ("same_project", "same_unit", "other_unit")
Rows = list[dict[str, Any]]


def write_data(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `report_data.js`."""
    rows = {name: fetch(connection, query) for name, query in DATA.items()}
    facts = rows["facts"]
    worklist = {row["evaluation_key"]: row for row in rows["worklist"]}
    reviewed = [worklist.get(row["evaluation_key"], {}) for row in facts]
    places = {row["evaluation_key"]: place for place, row in enumerate(facts)}
    units = _number(row["budget_unit_code"] for row in (*facts, *rows["filings"]))
    grades = _number(row["grade_key"] for row in rows["grades"])
    schemes = _number(row["scheme_code"] for row in facts)
    projects = _number(row["project_key"] for row in facts)
    data = {
        "columns": {
            "key": [str(row["evaluation_key"]) for row in facts],
            "state": [row["evaluation_state"] for row in facts],
            "name": [row["project_name"] for row in facts],
            "project": [projects[row["project_key"]] for row in facts],
            "unit": [units[row["budget_unit_code"]] for row in facts],
            "year": [row["fiscal_year"] for row in facts],
            "scheme": [schemes[row["scheme_code"]] for row in facts],
            "grade": [grades.get(row["grade_key"], -1) for row in facts],
            "budget": [_count_fen(row["budget_yuan"]) for row in facts],
            "executed": [_count_fen(row["executed_yuan"]) for row in facts],
            **{name: [_scale(row[name]) for row in facts] for name in _POINTS},
            "signals": [row.get("signal_points") for row in reviewed],
            "signal_codes": [row.get("signal_codes") for row in reviewed],
            "reasons": [
                [row["reasons_zh"], row["reasons_en"]] if row.get("reasons_zh") else None
                for row in (row if row["reasons_zh"] else reason for row, reason in zip(facts, reviewed, strict=True))
            ],
            "before": [int(row["is_in_prior_year"]) for row in facts],
            "after": [int(row["is_in_next_year"]) for row in facts],
            "corrected": [int(row["is_corrected"]) for row in facts],
            "change": [row["release_change"] for row in facts],
            "previous": [places.get(row["previous_evaluation_key"], -1) for row in facts],
            **_pack_lines(rows, places),
            "sources": _pack_sources(rows["sources"], places),
        },
        "projects": [str(key) for key in projects],
        "units": _name_units(units, rows["units"]),
        "schemes": _name(schemes, rows["schemes"], "scheme_code", ("scheme_code", "scheme_name_zh", "scheme_name_en")),
        "grades": [
            [row["grade_name_zh"], row["grade_name_en"], row["grade_ordinal"], schemes.get(row["scheme_code"], -1)]
            for row in rows["grades"]
        ],
        "categories": [[row["category_name"], row["category_name_en"]] for row in rows["categories"]],
        "indicators": [[row["indicator_name"], row["indicator_name_en"]] for row in rows["indicators"]],
        "signals": {row["signal_code"]: [row["signal_name_zh"], row["signal_name_en"]] for row in rows["signals"]},
        "cap_sets": _pack_caps(rows["caps"], places, grades),
        "filings": [
            [units[row["budget_unit_code"]], row["project_name"], row["fiscal_year"], row["filing_status"],
             _count_fen(row["expected_budget_yuan"]), row["is_late"], row["late_day_count"]]
            for row in rows["filings"]
        ],
        "revisions": [
            [places[row["evaluation_key"]], row["field_code"], row["indicator_name"], row["old_text"], row["new_text"]]
            for row in rows["revisions"]
        ],
        "states": STATES, "filing": FILING, "fields": FIELDS, "relations": _RELATIONS,
    }  # fmt: skip
    text = json.dumps(_clean(data), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    (folder / "report_data.js").write_text(f"window.REPORT_DATA={text};\n", encoding="utf-8")


def _number(values: Iterable[Any]) -> dict[Any, int]:
    """Number distinct values in order of appearance."""
    return {value: place for place, value in enumerate(dict.fromkeys(values))}


def _count_fen(value: Decimal | None) -> int | str | None:
    """Return an amount in fen; as text where the browser's numbers are too coarse for it."""
    if value is None:
        return None
    fen = int(value * 100)
    return fen if abs(fen) <= _SAFE else str(fen)


def _scale(value: Decimal | None) -> int | None:
    """Return points in ten-thousandths."""
    return None if value is None else int(value * 10_000)


def _pack_lines(rows: dict[str, Rows], places: dict[int, int]) -> dict[str, list[list[int]]]:
    """Return for each evaluation its scored line items as a flat list: indicator, category, weight, points lost."""
    indicators = _number(row["indicator_key"] for row in rows["indicators"])
    categories = _number(row["category_key"] for row in rows["categories"])
    packed: list[list[int]] = [[] for _ in places]
    for row in rows["lines"]:
        packed[places[row["evaluation_key"]]] += (
            indicators[row["indicator_key"]], categories[row["category_key"]],
            int(row["weight_points"] * 10_000), int(row["lost_points"] * 10_000),
        )  # fmt: skip
    return {"lines": packed}


def _pack_sources(rows: Rows, places: dict[int, int]) -> list[list[int]]:
    """Return for each evaluation the earlier ones whose texts it repeats as a flat list: place, relation, texts."""
    packed: list[list[int]] = [[] for _ in places]
    for row in rows:
        packed[places[row["evaluation_key"]]] += (
            places[row["source_evaluation_key"]], _RELATIONS.index(row["relation_code"]), row["text_count"],
        )  # fmt: skip
    return packed


def _pack_caps(rows: Rows, places: dict[int, int], grades: dict[int, int]) -> Rows:
    """Return each set of score rules: its names and what it does to each evaluation.

    `forms` has for each evaluation its place, points lost to a cap, to exceeded targets and to missing reasons, the
    score and the grade after the rules, and the places in `texts` of the rules that apply and of those that could not
    be applied; -1 where there are none.
    """
    sets: dict[str, dict[str, Any]] = {}
    for row in rows:
        found = sets.setdefault(
            row["rule_set_code"],
            {"code": row["rule_set_code"], "name": [row["rule_set_name_zh"], row["rule_set_name_en"]], "forms": [],
             "texts": {}},
        )  # fmt: skip
        texts = found["texts"]
        applied, unapplied = (
            -1 if row[f"{kind}_zh"] is None
            else texts.setdefault((row[f"{kind}_zh"], row[f"{kind}_en"]), len(texts))
            for kind in ("applied_rules", "unapplied_rules")
        )  # fmt: skip
        found["forms"].append(
            [places[row["evaluation_key"]], _scale(row["cap_lost_points"]), _scale(row["deviation_lost_points"]),
             _scale(row["reason_lost_points"]), _scale(row["score_after_points"]),
             grades.get(row["grade_after_key"], -1), applied, unapplied]
        )  # fmt: skip
    return [{**one, "texts": list(one["texts"])} for one in sets.values()]


def _name_units(units: dict[str, int], rows: Rows) -> list[list[str | None]]:
    """Return code, name, supervising department and region of each unit; the name is None where the unit is unknown."""
    found = {row["budget_unit_code"]: row for row in rows}
    return [
        [code, found[code]["budget_unit_label"] if code in found and code != "-1" else None if code == "-1" else code,
         found[code]["supervising_department_name"] if code in found else None,
         found[code]["region"] if code in found else None]
        for code in units
    ]  # fmt: skip


def _name(numbered: dict[Any, int], rows: Rows, key: str, columns: tuple[str, ...]) -> list[list[Any]]:
    """Return columns of the rows in the order of their numbers."""
    found = {row[key]: row for row in rows}
    return [[found[value][column] for column in columns] for value in numbered]


def _clean(value: Any) -> Any:
    """Return the data without invisible characters in its texts, which could reverse the page."""
    if isinstance(value, str):
        return strip_invisible(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, (list, tuple)) else value
