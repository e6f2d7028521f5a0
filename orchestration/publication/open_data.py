"""Write the open data of a release: Parquet, CSV, a workbook, and datapackage.json that describes them."""

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from ingestion.sql import connect, quote
from orchestration.publication.catalogue import Column, Table
from orchestration.publication.datapackage import describe_package
from orchestration.publication.formulas import PATTERN
from orchestration.publication.publication_metadata import PublicationMetadata
from orchestration.publication.sheets import name_csv
from orchestration.publication.workbook import count_rows, write_workbook

_BOM = "\ufeff"  # Excel reads a CSV as UTF-8 only if it begins with this mark


def write_open_data(
    database: Path,
    folder: Path,
    catalogue: Sequence[Table],
    metadata: PublicationMetadata,
    memory_mb: int | None = None,
) -> None:
    """Write the public columns and rows of every public table of a finished release file into a folder.

    The folders `parquet` and `csv` must not exist. Parquet files contain the values unchanged. CSV files begin with a
    byte-order mark; a text that a spreadsheet would compute is prefixed with an apostrophe; a file with more rows than
    a spreadsheet opens is compressed. The workbook contains the reports, in Chinese. DuckDB uses at most `memory_mb`.
    """
    public = [table for table in catalogue if table.is_public]
    for kind in ("parquet", "csv"):
        (folder / kind).mkdir(parents=True)
    with connect(database.parent, folder, memory_mb=memory_mb) as connection:
        connection.execute(f"attach {quote(str(database))} as warehouse (read_only)")
        connection.execute("use warehouse")
        for table in public:
            _write_parquet(connection, table, folder / "parquet" / f"{table.name}.parquet", metadata)
            _write_csv(connection, table, folder)
        write_workbook(connection, public, metadata, folder / "jixiao.xlsx")
        document_count = connection.execute("select document_count from marts.release_info").fetchall()[0][0]
    package = describe_package(public, metadata, document_count, folder)
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, table: Table, path: Path, metadata: PublicationMetadata
) -> None:
    query = table.select_public([column.name for column in table.public_columns])
    options = f"format parquet, compression zstd, kv_metadata {{licence: {quote(metadata.licence)}}}"
    connection.execute(f"copy ({query}) to {quote(str(path))} ({options})")


def _write_csv(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> None:
    """Write the public rows of a table as CSV. The name of the first column begins with the byte-order mark."""
    path = folder / name_csv(table.name, count_rows(connection, table))
    marks = [_BOM, *[""] * (len(table.public_columns) - 1)]
    columns = [
        f'{_make_safe(column)} as "{mark}{column.name}"'
        for mark, column in zip(marks, table.public_columns, strict=True)
    ]
    options = f"format csv, header, compression {'gzip' if path.suffix == '.gz' else 'none'}"
    connection.execute(f"copy ({table.select_public(columns)}) to {quote(str(path))} ({options})")


def _make_safe(column: Column) -> str:
    """Return the SQL of a column for CSV: an apostrophe before texts like formulas, times in UTC and ISO 8601."""
    name = column.name
    if column.data_type == "varchar":
        return f"case when regexp_matches({name}, {quote(PATTERN)}) then '''' || {name} else {name} end"
    if column.data_type == "timestamp with time zone":
        return f"strftime(make_timestamp(epoch_us({name})), '%Y-%m-%dT%H:%M:%SZ')"
    return name
