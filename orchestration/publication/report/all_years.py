"""Write the page of all years: figures, charts with their tables, and evaluations that the figures exclude."""

from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.formats import divide, rate, read_year, summed, whole
from orchestration.publication.report.charts import AMBER, GRADES, UNGRADED, Bar, Share, draw_bars, draw_shares
from orchestration.publication.report.figures import QUERIES, TOTALS
from orchestration.publication.report.front_page import read_release
from orchestration.publication.report.templating import fetch, load_template

_UNITS_DRAWN = 12
Rows = list[dict[str, Any]]


def write_all_years(connection: duckdb.DuckDBPyConnection, folder: Path, has_docs: bool) -> None:
    """Write `all_years.html`, which needs no script. `has_docs` adds a link to the docs."""
    head = read_release(connection)
    (totals,) = fetch(connection, TOTALS)
    rows = {name: fetch(connection, query) for name, query in QUERIES.items()}
    page = load_template("all_years.html").render(
        **{name: found for name, found in rows.items() if name not in ("grades", "categories", "indicators")},
        **_draw_charts(rows),
        **head | {"release": {**head["release"], **totals}},
        grade_tables=[_pivot_grades(list(found)) for _, found in groupby(rows["grades"], _name_scheme)],
        category_tables=[_pivot_categories(list(found)) for _, found in groupby(rows["categories"], _name_scheme)],
        indicators=_pivot_indicators(rows["indicators"]),
        has_docs=has_docs,
    )
    (folder / "all_years.html").write_text(page, encoding="utf-8")


def _name_scheme(row: dict[str, Any]) -> str:
    return str(row["scheme_code"])


def _draw_charts(rows: dict[str, Rows]) -> dict[str, Any]:
    """Return the charts by their name in the template."""
    years = rows["years"]
    # A year with quarantined forms only may be a misprint: use the latest year with admitted evaluations.
    latest = max((row["fiscal_year"] for row in years if row["evaluation_count"]), default=None)
    units = [row for row in rows["units"] if row["fiscal_year"] == latest and row["evaluation_count"]][:_UNITS_DRAWN]
    return {
        "years_money": draw_bars(
            [_draw_money(row, *read_year(row["fiscal_year"]), _rate_of(row)) for row in years],
            "years-money", "years-table",
        ),
        "years_score": draw_bars(
            [_draw_rate(*read_year(row["fiscal_year"]), _score_of(row)) for row in years],
            "years-score", "years-table", full=Decimal(1),
        ),
        "units_year": latest,
        "units_drawn": len(units),
        "units_money": draw_bars(
            [_draw_money(row, *_unit_names(row), row["execution_rate"]) for row in units], "units-money", "units-table"
        ),
        "units_score": draw_bars(
            [_draw_rate(*_unit_names(row), row["score_rate"]) for row in units],
            "units-score", "units-table", full=Decimal(1),
        ),
        "lost_chart": draw_bars(
            [
                Bar(row["indicator_name"], row["indicator_name_en"] or row["indicator_name"], row["lost_points"],
                    summed(row["lost_points"]))
                for row in rows["lost"][:_UNITS_DRAWN]
            ],
            "lost-caption", "lost-table",
        ),
        "reasons_chart": draw_bars(
            [
                Bar(row["finding_name_zh"] or row["rule_code"], row["finding_name_en"] or row["rule_code"],
                    Decimal(row["evaluation_count"]), whole(row["evaluation_count"]))
                for row in rows["reasons"][:_UNITS_DRAWN]
            ],
            "reasons-caption", "reasons-table", colour=AMBER,
        ),
    }  # fmt: skip


def _draw_money(row: dict[str, Any], chinese: str, english: str, executed_share: Decimal | None) -> Bar:
    return Bar(chinese, english, row["executed_yuan"], rate(executed_share), row["budget_yuan"])


def _draw_rate(chinese: str, english: str, value: Decimal | None) -> Bar:
    return Bar(chinese, english, value, rate(value))


def _unit_names(row: dict[str, Any]) -> tuple[str, str]:
    unit = row["budget_unit_name"]
    return (unit, unit) if unit else ("单位未知", "Unit unknown")


def _rate_of(row: dict[str, Any]) -> Decimal | None:
    return divide(row["rated_executed_yuan"], row["rated_budget_yuan"])


def _score_of(row: dict[str, Any]) -> Decimal | None:
    return divide(row["total_score_points"], row["total_weight_points"])


def _pivot_grades(rows: Rows) -> dict[str, Any]:
    """Return a table of a scheme: grades as columns in order, years as rows, with its chart."""
    identity = f"grades-{rows[0]['scheme_code']}"
    columns = list({row["grade_key"]: row for row in rows}.values())
    columns.sort(key=lambda row: _last_if_none(row["grade_ordinal"]))
    colours = {row["grade_key"]: _pick_colour(row["grade_ordinal"]) for row in columns}
    shares = [
        Share(*read_year(row["fiscal_year"]), _last_if_none(row["grade_ordinal"]),
              colours[row["grade_key"]], row["evaluation_share"])
        for row in rows
    ]  # fmt: skip
    return {
        "scheme": (rows[0]["scheme_name_zh"], rows[0]["scheme_name_en"]),
        "identity": identity,
        "columns": columns,
        "colours": colours,
        "years": _spread(rows, "fiscal_year", "grade_key"),
        "chart": draw_shares(shares, f"{identity}-caption", f"{identity}-table"),
    }


def _pick_colour(ordinal: int | None) -> str:
    return GRADES[ordinal - 1] if ordinal is not None and 0 < ordinal <= len(GRADES) else UNGRADED


def _last_if_none(ordinal: int | None) -> int:
    return ordinal if ordinal is not None else 99


def _pivot_categories(rows: Rows) -> dict[str, Any]:
    """Return a table of a scheme: categories as rows in order, years as columns, with the chart of the latest year."""
    identity = f"categories-{rows[0]['scheme_code']}"
    years = _list_years(rows)
    latest = [row for row in rows if row["fiscal_year"] == years[-1]]
    return {
        "scheme": (rows[0]["scheme_name_zh"], rows[0]["scheme_name_en"]),
        "identity": identity,
        "years": years,
        "is_guideline": any(row["cap_kind"] == "guideline" for row in rows),
        "categories": _spread(rows, "category_key", "fiscal_year"),
        "chart": draw_bars(
            [_draw_rate(row["category_name"], row["category_name_en"], row["score_rate"]) for row in latest],
            f"{identity}-caption", f"{identity}-table", full=Decimal(1),
        ),
    }  # fmt: skip


def _pivot_indicators(rows: Rows) -> dict[str, Any]:
    """Return a table: indicators as rows in order, years as columns."""
    return {"years": _list_years(rows), "rows": _spread(rows, "indicator_model_code", "fiscal_year")}


def _list_years(rows: Rows) -> list[int]:
    """Return the fiscal years of rows, earliest first."""
    return sorted({row["fiscal_year"] for row in rows})


def _spread(rows: Rows, down: str, across: str) -> Rows:
    """Group consecutive rows by the column `down`; return the first row of each group, and its rows by `across`."""
    return [
        {"first": found[0], "cells": {row[across]: row for row in found}}
        for found in (list(group) for _, group in groupby(rows, lambda row: row[down]))
    ]
