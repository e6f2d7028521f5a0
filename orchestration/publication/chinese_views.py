"""Create the schema 绩效: a view of each table of the marts under Chinese names."""

from collections import Counter
from collections.abc import Sequence

import duckdb

from ingestion.sql import quote
from orchestration.publication.catalogue import SCHEMA as MARTS
from orchestration.publication.catalogue import Table
from orchestration.run.run_record import StageError

SCHEMA = "绩效"


def create_chinese_views(connection: duckdb.DuckDBPyConnection, catalogue: Sequence[Table]) -> None:
    """Create the schema 绩效 in the current database, with the Chinese descriptions as comments.

    The views name their tables by schema and table only, so that they work under any alias of the file. Raises
    StageError that names repeated labels.
    """
    if repeated := find_repeated_labels(catalogue):
        raise StageError(f"Chinese labels repeat: {'; '.join(repeated)}", repeated[0].split(":")[0])
    connection.execute(f'create schema "{SCHEMA}"')
    for table in catalogue:
        view = f"{_name(SCHEMA)}.{_name(table.label_zh)}"
        columns = ", ".join(f"{_name(column.name)} as {_name(column.label_zh)}" for column in table.columns)
        connection.execute(f"create view {view} as select {columns} from {MARTS}.{_name(table.name)}")
        connection.execute(f"comment on view {view} is {quote(table.description_zh)}")
        for column in table.columns:
            place = f"{view}.{_name(column.label_zh)}"
            connection.execute(f"comment on column {place} is {quote(column.description_zh)}")


def find_repeated_labels(catalogue: Sequence[Table]) -> list[str]:
    """Return labels shared by two tables, or by two columns of one table; SQL names ignore case."""
    tables = Counter(table.label_zh.lower() for table in catalogue)
    repeated = [f"{label}: {count} tables" for label, count in tables.items() if count > 1]
    for table in catalogue:
        columns = Counter(column.label_zh.lower() for column in table.columns)
        repeated += [f"{table.name}: {count} columns are {label}" for label, count in columns.items() if count > 1]
    return repeated


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
