"""Write a page for each evaluation of any state: the form as printed, its findings, computed values, provenance.

A page that is the same as in the former release is shared with it and not made again. Of the other pages, each query is
read once in the order of evaluations, and the results are merged, so that memory does not grow with the texts.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from ingestion.shared_files import FormerFiles
from orchestration.publication.formats import read_year, yuan
from orchestration.publication.report.findings_in_place import Finding, place_findings
from orchestration.publication.report.page_keys import KEYS, Attached, find_same, write_keys
from orchestration.publication.report.page_queries import EVALUATIONS, STREAMS
from orchestration.publication.report.pages_of_findings import lay_out_pages
from orchestration.publication.report.printed_form import lay_out, make_fields, make_lines, read_labels
from orchestration.publication.report.templating import load_template
from orchestration.settings import Seeds

_FETCHED = 2000
_RENDERED = "memory.rendered"
Row = tuple[Any, ...]


class Money(NamedTuple):
    """Amounts in yuan: phases as columns, sources as rows; cells are printed text if it differs, and yuan."""

    phases: list[tuple[str, str]]
    sources: list[tuple[tuple[str, str | None], list[tuple[str | None, Decimal | None] | None]]]
    is_printed_otherwise: bool


def write_pages(
    connection: duckdb.DuckDBPyConnection, folder: Path, seeds: Seeds, attached: Attached, former: FormerFiles
) -> None:
    """Write `evaluations/<evaluation_key>.html` of every evaluation, and `pages.parquet` with a key of their contents.

    `seeds` have the labels of the schemes, and say why an indicator has no value. `attached` are the copied
    documents and the pictures of pages. `former` are the files of the former report: a page with the same content there
    is shared with it, unless it is damaged. The connection is one in memory that has the release attached as
    `warehouse`.
    """
    target = folder / "evaluations"
    target.mkdir(exist_ok=True)
    write_keys(connection, folder / KEYS, seeds, attached)
    shared = [
        key for key in find_same(connection, former) if former.share(f"evaluations/{key}.html", target / f"{key}.html")
    ]
    connection.execute("create table memory.rendered as select evaluation_key from memory.page_keys")
    for start in range(0, len(shared), _FETCHED):
        keys = ", ".join(map(str, shared[start : start + _FETCHED]))
        connection.execute(f"delete from memory.rendered where evaluation_key in ({keys})")
    _render(connection, target, seeds, attached)


def _render(connection: duckdb.DuckDBPyConnection, target: Path, seeds: Seeds, attached: Attached) -> None:
    """Write the pages of the evaluations in `memory.rendered`."""
    template = load_template("evaluation.html")
    reasons, labels = seeds.read_reasons(), read_labels(seeds)
    streams = {name: _Groups(_read(connection, stream.select(_RENDERED))) for name, stream in STREAMS.items()}
    query = (
        f"select * from {EVALUATIONS} where evaluation_key in (select evaluation_key from {_RENDERED}) "
        "order by evaluation_key"
    )
    columns = [column[0] for column in connection.execute(f"select * from {EVALUATIONS} limit 0").description]
    for row in _read(connection, query):
        evaluation = dict(zip(columns, row, strict=True))
        rows = {name: stream.take(evaluation["evaluation_key"]) for name, stream in streams.items()}
        fields, lines = make_fields(rows["fields"]), make_lines(rows["lines"])
        form = lay_out(evaluation["scheme_code"], fields, lines, labels)
        shown = {column.code for column in form.columns}
        findings = place_findings(rows["findings"], rows["correction_rows"], fields, lines, shown)
        pages = lay_out_pages(rows["places"], findings, evaluation["document_hash"], attached.pictures)
        text = template.render(
            evaluation,
            **{name: rows[name] for name in ("corrections", "revisions", "versions")},
            year_name=read_year(evaluation["fiscal_year"]),
            form=form,
            findings=findings,
            found=_group_by_anchor(findings),
            field_names=labels.fields,
            money=_lay_out_money(rows["money"]) if rows["money"] else None,
            indicators=[(*row[:5], reasons.get(row[5])) for row in rows["indicators"]],
            original=attached.originals.get(evaluation["document_hash"]),
            pages=pages,
            lit={number for page in pages for number in page.list_first()},
        )
        (target / f"{evaluation['evaluation_key']}.html").write_text(text, encoding="utf-8")


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Row]:
    """Yield the rows of a query, fetched in batches with a separate cursor."""
    cursor = connection.cursor()
    cursor.execute("use warehouse")  # a cursor begins with the database in memory
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


def _group_by_anchor(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Return the findings of each cell, and of each line of the table those of all its cells."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.anchor, []).append(finding)
        part, _, rest = finding.anchor.partition("-")
        number, _, column = rest.partition("-")
        row = f"row-{number}" if part == "line" else f"row-{part}"
        if column or part in ("line", "total"):
            groups.setdefault(row, []).append(finding)
    return groups


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
