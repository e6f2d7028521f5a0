"""Write a page for each evaluation of any state: the form, stated and computed values, provenance.

Each query is read once in the order of evaluations, and the results are merged, so that memory does not grow with the
release.
"""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from orchestration.publication.report.formats import read_year, yuan
from orchestration.publication.report.page_queries import EVALUATIONS, STREAMS
from orchestration.publication.report.templating import load_template, read_asset
from orchestration.settings import PROJECT

_FETCHED = 2000
_REASONS = PROJECT / "seeds" / "reference" / "indicator_reasons.csv"
Row = tuple[Any, ...]


class Category(NamedTuple):
    """A level-1 category of a form, with its line items and their sums."""

    chinese: str
    english: str | None
    weight: Decimal | None
    score: Decimal | None
    lines: list[Row]


class Money(NamedTuple):
    """The money block of a form: phases as columns, sources as rows; cells are printed text if it differs, and yuan."""

    phases: list[tuple[str, str]]
    sources: list[tuple[tuple[str, str | None], list[tuple[str | None, Decimal | None] | None]]]
    is_printed_otherwise: bool


def write_pages(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `evaluations/<evaluation_key>.html` of every evaluation, and their common style sheet and script."""
    target = folder / "evaluations"
    target.mkdir(exist_ok=True)
    for asset in ("report.css", "report.js"):
        (folder / asset).write_text(read_asset(asset), encoding="utf-8")
    template = load_template("evaluation.html")
    reasons = _read_reasons()
    streams = {name: _Groups(_read(connection, query)) for name, query in STREAMS.items()}
    (release_id,) = connection.execute("select release_id from marts.release_info").fetchall()[0]
    columns = [column[0] for column in connection.execute(EVALUATIONS).description or []]
    for row in _read(connection, EVALUATIONS):
        form = dict(zip(columns, row, strict=True))
        rows = {name: stream.take(form["evaluation_key"]) for name, stream in streams.items()}
        text = template.render(
            form,
            **{name: rows[name] for name in ("findings", "corrections", "revisions", "versions")},
            release_id=release_id,
            year_name=read_year(form["fiscal_year"]),
            categories=_group_lines(rows["lines"]),
            has_explanation=any(line[5] for line in rows["lines"]),
            has_target=any(line[8] or line[9] for line in rows["lines"]),
            has_remark=any(line[13] or line[14] for line in rows["lines"]),
            money=_lay_out_money(rows["money"]) if rows["money"] else None,
            indicators=[(*row[:5], reasons.get(row[5])) for row in rows["indicators"]],
            **_lay_out_assessors(rows["assessors"]),
        )
        (target / f"{form['evaluation_key']}.html").write_text(text, encoding="utf-8")


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Row]:
    """Yield the rows of a query, fetched in batches with a separate cursor."""
    cursor = connection.cursor()
    result = cursor.execute(query)
    while rows := result.fetchmany(_FETCHED):
        yield from rows


class _Groups:
    """Rows sorted by their first column, the evaluation key, taken by key in the same order."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._groups = groupby(rows, key=lambda row: row[0])
        self._ahead = next(self._groups, None)

    def take(self, key: int) -> list[Row]:
        """Return the rows of a key without the key; [] if there are none."""
        if self._ahead is None or self._ahead[0] != key:
            return []
        rows = [row[1:] for row in self._ahead[1]]
        self._ahead = next(self._groups, None)
        return rows


def _group_lines(lines: list[Row]) -> list[Category]:
    """Group consecutive line items by category."""
    return [
        Category(chinese, english, _sum(found, 6), _sum(found, 7), found)
        for (chinese, english), group in groupby(lines, key=lambda line: (line[1], line[2]))
        for found in [list(group)]
    ]


def _sum(lines: list[Row], column: int) -> Decimal | None:
    """Return the sum of the points of line items inside the total; None if none has points."""
    found = [line[column] for line in lines if line[column] is not None and line[12]]
    return sum(found, Decimal(0)) if found else None


def _lay_out_money(rows: list[Row]) -> Money:
    """Return rows of source and phase as a table."""
    phases = {ordinal: (chinese, english) for _, _, _, ordinal, chinese, english, _, _ in rows}
    order = sorted(phases)
    sources = []
    is_otherwise = False
    for _, group in groupby(rows, key=lambda row: row[0]):
        found = list(group)
        cells = {row[3]: (None if row[6] == f"{yuan(row[7])} 元" else row[6], row[7]) for row in found}
        is_otherwise = is_otherwise or any(printed for printed, _ in cells.values())
        sources.append(((found[0][1], found[0][2]), [cells.get(ordinal) for ordinal in order]))
    return Money([phases[ordinal] for ordinal in order], sources, is_otherwise)


def _lay_out_assessors(rows: list[Row]) -> dict[str, Any]:
    """Return the assessors as columns, and their points by line item and assessor."""
    roles = {role: (chinese, english) for _, role, chinese, english, _ in rows}
    return {"assessors": roles, "assessed": {(line, role): scored for line, role, _, _, scored in rows}}


def _read_reasons() -> dict[str, tuple[str, str]]:
    with _REASONS.open(encoding="utf-8", newline="") as lines:
        return {row["reason_code"]: (row["reason_zh"], row["reason_en"]) for row in csv.DictReader(lines)}
