"""Compare two releases by content: tables, columns and rows, except columns and tables that depend on the run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.sql import connect, quote

# Columns that name a run or a time and so differ between two homes with the same content. `schema.table.column` is a
# column of one table only. The citation names release and date.
RUN_COLUMNS = frozenset(
    {
        "release_id", "released_at", "refreshed_at", "load_id", "last_load_id", "received_load_id", "first_release_id",
        "last_release_id", "received_at", "received_date_key", "released_date_key", "catalog.about.citation",
    }
)  # fmt: skip
# Tables whose rows all depend on runs: the releases of the home, and the documents of each load.
RUN_TABLES = frozenset({"catalog.releases", "marts.load_reconciliation"})
# Rows that are compared, of tables with rows about RUN_TABLES.
_COMPARED_ROWS = {"catalog.tables": "table_name not in ('releases', 'load_reconciliation')"}


class DiffError(Exception):
    """A release cannot be compared; the message says why."""


@dataclass(frozen=True)
class TableDiff:
    """Differences of a table: columns in one release only (name and type), and counts of rows in one release only.

    Examples are such rows, values by column, up to the number requested.
    """

    table: str
    columns_only_in_a: tuple[str, ...] = ()
    columns_only_in_b: tuple[str, ...] = ()
    rows_only_in_a: int = 0
    rows_only_in_b: int = 0
    examples_a: tuple[dict[str, Any], ...] = ()
    examples_b: tuple[dict[str, Any], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.columns_only_in_a or self.columns_only_in_b or self.rows_only_in_a or self.rows_only_in_b)


@dataclass(frozen=True)
class ReleaseDiff:
    """Differences of two releases: relations in one of them only, and tables in both that differ. False if equal."""

    tables_only_in_a: tuple[str, ...]
    tables_only_in_b: tuple[str, ...]
    tables: tuple[TableDiff, ...]

    def __bool__(self) -> bool:
        return bool(self.tables_only_in_a or self.tables_only_in_b or self.tables)


def diff_releases(a: Path, b: Path, examples: int = 0) -> ReleaseDiff:
    """Compare two release files (warehouse.duckdb). Rows are compared as multisets, on the columns of both releases.

    Raises DiffError if a file cannot be opened. RUN_COLUMNS and RUN_TABLES are not compared.
    """
    with connect(a.absolute().parent, b.absolute().parent) as connection:
        for name, path in (("a", a), ("b", b)):
            try:
                connection.execute(f"attach {quote(str(path.absolute()))} as {name} (read_only)")
            except duckdb.Error as error:
                raise DiffError(f"{path} cannot be opened: {' '.join(str(error).split())}") from error
        in_a, in_b = _read_columns(connection, "a"), _read_columns(connection, "b")
        views = _read_views(connection)
        diffs = (
            _diff_table(connection, table, in_a[table], in_b[table], has_rows=table not in views, examples=examples)
            for table in sorted(in_a.keys() & in_b.keys() - RUN_TABLES)
        )
        return ReleaseDiff(
            tuple(sorted(in_a.keys() - in_b.keys())),
            tuple(sorted(in_b.keys() - in_a.keys())),
            tuple(filter(None, diffs)),
        )


def _read_columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """Return the columns of each table and view with their types, by `schema.table`."""
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        f"where database_name = {quote(database)} and not internal order by schema_name, table_name, column_index"
    ).fetchall()
    for table, column, data_type in rows:
        found.setdefault(table, {})[column] = data_type
    return found


def _read_views(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the views of both releases. Their rows come from tables that are compared."""
    rows = connection.execute(
        "select schema_name || '.' || view_name from duckdb_views() where not internal"
    ).fetchall()
    return {name for (name,) in rows}


def _diff_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    in_a: dict[str, str],
    in_b: dict[str, str],
    *,
    has_rows: bool,
    examples: int,
) -> TableDiff:
    only_a, only_b = in_a.items() - in_b.items(), in_b.items() - in_a.items()
    common = [name for name in in_a if name in in_b and not {name, f"{table}.{name}"} & RUN_COLUMNS]
    counts = [0, 0]
    found: list[tuple[dict[str, Any], ...]] = [(), ()]
    if has_rows and common:
        rows_a, rows_b = _select("a", table, common), _select("b", table, common)
        for side, query in enumerate((f"{rows_a} except all {rows_b}", f"{rows_b} except all {rows_a}")):
            ((counts[side],),) = connection.execute(f"select count(*) from ({query})").fetchall()
            if counts[side] and examples:
                rows = connection.execute(f"select * from ({query}) order by all limit {examples}").fetchall()
                found[side] = tuple(dict(zip(common, row, strict=True)) for row in rows)
    return TableDiff(table, _name(only_a), _name(only_b), counts[0], counts[1], found[0], found[1])


def _select(database: str, table: str, columns: Sequence[str]) -> str:
    schema, name = table.split(".", 1)
    selected = ", ".join(f'"{column}"' for column in columns)
    return f'select {selected} from {database}."{schema}"."{name}" where {_COMPARED_ROWS.get(table, True)}'


def _name(columns: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(f"{name} {data_type}" for name, data_type in columns))
