"""Mirror a release into PostgreSQL for many users; each release appears complete, in one transaction."""

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import duckdb
import psycopg
from psycopg import conninfo, sql

from ingestion.sql import seal
from orchestration.publication import catalogue as catalogue_model

SCHEMAS = ("marts", "catalog", "reporting")
REPORTING = "dashboard_%"  # views of the schema reporting that are mirrored, as tables
VIEWS = "绩效"
STATE = "jixiao_mirror"  # schema with the id of the mirrored release
READER = "jixiao_reader"  # role with read access only; grant it to login roles
_ADVISORY_LOCK = 0x7C1E  # one mirror at a time, also of several users
_LOCK_TIMEOUT = "60s"  # for readers to release the tables when their structure changes
_TIMEOUTS: dict[str, Any] = {  # an unreachable server is noticed within a minute, also in the middle
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
_UNREADABLE = (
    "JIXIAO_POSTGRES_URL cannot be read as postgresql://user:password@host:port/database: in user and password write % "
    "as %25, @ as %40, / as %2F and : as %3A"
)
_TYPES = {
    "VARCHAR": "text",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "DOUBLE": "double precision",
    "VARCHAR[]": "text[]",
}


class MirrorError(Exception):
    """The mirror could not be made; the message is a sentence without the password."""


class Column(NamedTuple):
    """A column of a mirrored table."""

    name: str
    type: str
    is_nullable: bool
    comment: str | None


class Table(NamedTuple):
    """A table to create in PostgreSQL."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...]  # column, referenced table, referenced column


class View(NamedTuple):
    """A view of a table under Chinese names; `columns` are pairs of column and Chinese name."""

    name: str
    table: Table
    columns: tuple[tuple[str, str], ...]


def mirror_release(url: str, database: Path, manifest: Mapping[str, Any], release_id: str) -> dict[str, int]:
    """Copy the release's tables, comments, keys and Chinese views to the database at `url`; return rows by table.

    One transaction: readers with REPEATABLE READ transactions see one release throughout and never wait. If the
    structure of the tables has not changed, nothing is locked against reading. Raises MirrorError; the database then
    still has the former release.
    """
    try:
        with (
            seal(duckdb.connect(str(database), read_only=True), Path(tempfile.gettempdir())) as release,
            _connect(url) as connection,
        ):
            catalogue = catalogue_model.read_catalogue(manifest)
            tables = read_tables(release, catalogue)
            counts = _load(connection, release, tables, _make_views(tables, catalogue), release_id)
            connection.autocommit = True
            for table in tables:
                connection.execute(sql.SQL("vacuum (analyze) {}").format(_name(table)))
            return counts
    except psycopg.Error as error:
        raise MirrorError(f"PostgreSQL: {_describe(error, url)}") from None
    except (duckdb.Error, OSError) as error:
        raise MirrorError(f"the release could not be copied to PostgreSQL: {error}") from error


def read_tables(release: duckdb.DuckDBPyConnection, catalogue: Sequence[catalogue_model.Table]) -> list[Table]:
    """Return the tables to mirror, with comments and keys. Only references to a key of one column are kept."""
    keys = _find_keys(catalogue)
    references = {
        table.name: tuple(
            (key.column, key.table, key.field) for key in table.foreign_keys if keys.get(key.table) == (key.field,)
        )
        for table in catalogue
    }

    def keys_of(name: str) -> tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]:
        return keys.get(name, ()), references.get(name, ())

    rows = release.execute(
        """
        select
            columns.schema_name, columns.table_name, tables.comment,
            columns.column_name, columns.data_type, columns.is_nullable, columns.comment
        from duckdb_columns() as columns
        inner join (
            select database_name, schema_name, table_name, comment from duckdb_tables()
            union all
            select database_name, schema_name, view_name, comment from duckdb_views() where view_name like ?
        ) as tables using (database_name, schema_name, table_name)
        where columns.schema_name in ?
        order by columns.schema_name desc, columns.table_name, columns.column_index
        """,
        [REPORTING, list(SCHEMAS)],
    ).fetchall()
    found: dict[tuple[str, str], tuple[str | None, list[Column]]] = {}
    for schema, name, comment, *column in rows:
        found.setdefault((schema, name), (comment, []))[1].append(Column(*column))
    return [
        Table(schema, name, comment, tuple(columns), *(keys_of(name) if schema == catalogue_model.SCHEMA else ((), ())))
        for (schema, name), (comment, columns) in found.items()
    ]


def _find_keys(catalogue: Sequence[catalogue_model.Table]) -> dict[str, tuple[str, ...]]:
    """Return the primary key of each mart whose grain is tested and never NULL."""
    return {
        table.name: table.grain
        for table in catalogue
        if table.grain and not any(column.is_nullable for column in table.columns if column.name in table.grain)
    }


def _load(
    connection: psycopg.Connection,
    release: duckdb.DuckDBPyConnection,
    tables: list[Table],
    views: list[View],
    release_id: str,
) -> dict[str, int]:
    structure = hashlib.sha256(repr((tables, views)).encode()).hexdigest()
    with connection.transaction():
        if connection.execute("select pg_try_advisory_xact_lock(%s)", [_ADVISORY_LOCK]).fetchone() != (True,):
            raise MirrorError("PostgreSQL: another mirror is being made; the next refresh tries again")
        if _read_structure(connection) == structure:
            for table in tables:
                connection.execute(sql.SQL("delete from {}").format(_name(table)))
        else:
            _build_structure(connection, tables, views)
        counts = {f"{table.schema}.{table.name}": _copy_table(connection, release, table) for table in tables}
        edition = sql.Identifier(STATE, "edition")
        connection.execute(sql.SQL("delete from {}").format(edition))
        connection.execute(sql.SQL("insert into {} values (%s, %s, now())").format(edition), [release_id, structure])
    return counts


def _read_structure(connection: psycopg.Connection) -> str | None:
    if connection.execute("select to_regclass(%s)", [f"{STATE}.edition"]).fetchone() == (None,):
        return None
    row = connection.execute(sql.SQL("select structure from {}.edition").format(sql.Identifier(STATE))).fetchone()
    return row[0] if row else None


def _build_structure(connection: psycopg.Connection, tables: list[Table], views: list[View]) -> None:
    """Replace schemas, tables, keys, comments, views and reader role. Readers of the former ones are waited for."""
    connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(_LOCK_TIMEOUT)))
    for schema in (VIEWS, *SCHEMAS, STATE):
        connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))
        connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    edition = sql.SQL("create table {} (release_id text not null, structure text not null, mirrored_at timestamptz)")
    connection.execute(edition.format(sql.Identifier(STATE, "edition")))
    for table in tables:
        _create_table(connection, table)
    for table in tables:
        for column, target, field in table.references:
            # Checked at the end of the transaction: until then tables are emptied and filled one by one.
            names = (_name(table), sql.Identifier(column), sql.Identifier("marts", target), sql.Identifier(field))
            reference = "alter table {} add foreign key ({}) references {} ({}) deferrable initially deferred"
            connection.execute(sql.SQL(reference).format(*names))
    for view in views:
        selected = sql.SQL(", ").join(
            sql.SQL("{} as {}").format(sql.Identifier(column), sql.Identifier(label)) for column, label in view.columns
        )
        place = sql.Identifier(VIEWS, view.name)
        connection.execute(sql.SQL("create view {} as select {} from {}").format(place, selected, _name(view.table)))
        _comment(connection, "view", place, view.table.comment)
        for source, (_, label) in zip(view.table.columns, view.columns, strict=True):
            _comment(connection, "column", sql.Identifier(VIEWS, view.name, label), source.comment)
    _grant_reading(connection)


def _create_table(connection: psycopg.Connection, table: Table) -> None:
    definitions = [
        sql.SQL("{} {}{}").format(
            sql.Identifier(column.name),
            sql.SQL(_to_postgres_type(column.type)),
            sql.SQL("" if column.is_nullable else " not null"),
        )
        for column in table.columns
    ]
    if table.key:
        definitions.append(sql.SQL("primary key ({})").format(sql.SQL(", ").join(map(sql.Identifier, table.key))))
    connection.execute(sql.SQL("create table {} ({})").format(_name(table), sql.SQL(", ").join(definitions)))
    _comment(connection, "table", _name(table), table.comment)
    for column in table.columns:
        _comment(connection, "column", sql.Identifier(table.schema, table.name, column.name), column.comment)


def _comment(connection: psycopg.Connection, kind: str, place: sql.Identifier, comment: str | None) -> None:
    if comment:
        connection.execute(sql.SQL(f"comment on {kind} {{}} is {{}}").format(place, sql.Literal(comment)))


def _make_views(tables: list[Table], catalogue: Sequence[catalogue_model.Table]) -> list[View]:
    """Return the Chinese views of the marts, by the labels of the catalogue."""
    described = {table.name: table for table in catalogue}
    views = []
    for table in tables:
        if table.schema == catalogue_model.SCHEMA and (model := described.get(table.name)):
            labels = {column.name: column.label_zh for column in model.columns}
            columns = tuple((column.name, labels.get(column.name) or column.name) for column in table.columns)
            views.append(View(model.label_zh, table, columns))
    return views


def _grant_reading(connection: psycopg.Connection) -> None:
    """Grant read access to the reader role; create the role if it is missing and the user may create roles."""
    reader = sql.Identifier(READER)
    if connection.execute("select 1 from pg_roles where rolname = %s", [READER]).fetchone() is None:
        may_create = connection.execute("select rolcreaterole or rolsuper from pg_roles where rolname = current_user")
        if may_create.fetchone() != (True,):
            return
        connection.execute(sql.SQL("create role {} nologin").format(reader))
    for schema in (*SCHEMAS, VIEWS, STATE):
        name = sql.Identifier(schema)
        connection.execute(sql.SQL("grant usage on schema {} to {}").format(name, reader))
        connection.execute(sql.SQL("grant select on all tables in schema {} to {}").format(name, reader))


def _copy_table(connection: psycopg.Connection, release: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Copy the rows of a table with COPY through a file, so that memory does not grow with their number."""
    columns = ", ".join(
        f"replace(\"{column.name}\", chr(0), '')" if column.type == "VARCHAR" else f'"{column.name}"'
        for column in table.columns
    )
    with tempfile.TemporaryDirectory(prefix="jixiao-mirror-") as folder:
        path = Path(folder) / "rows.csv"
        rows = f'select {columns} from {table.schema}."{table.name}"'
        release.execute(f"copy ({rows}) to '{path}' (format csv, header false, nullstr '\\N')")
        statement = sql.SQL("copy {} from stdin (format csv, null {})").format(_name(table), sql.Literal("\\N"))
        with connection.cursor() as cursor:
            with path.open("rb") as file, cursor.copy(statement) as copy:
                while chunk := file.read(1 << 20):
                    copy.write(chunk)
            return cursor.rowcount


def _to_postgres_type(duckdb_type: str) -> str:
    if duckdb_type.startswith("DECIMAL"):
        return duckdb_type.replace("DECIMAL", "numeric")
    return _TYPES[duckdb_type]


def _name(table: Table) -> sql.Identifier:
    return sql.Identifier(table.schema, table.name)


@contextmanager
def _connect(url: str) -> Iterator[psycopg.Connection]:
    _check_url(url)
    try:
        connection = psycopg.connect(url, application_name="jixiao mirror", autocommit=True, **_TIMEOUTS)
    except psycopg.Error as error:
        raise MirrorError(f"PostgreSQL cannot be reached: {_describe(error, url)}") from None
    try:
        yield connection
    finally:
        connection.close()


def _check_url(url: str) -> None:
    """Refuse a URL whose parts cannot be told apart: PostgreSQL's messages would print pieces of the password."""
    rest = url.partition("://")[2]
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        raise MirrorError(_UNREADABLE) from None  # the message of the error prints the password
    is_clear = rest.count("@") <= 1 and "@" not in rest.partition("/")[2]
    if not is_clear or not re.fullmatch(r"[\d,]*", str(parts.get("port") or "")):
        raise MirrorError(_UNREADABLE)


def _describe(error: psycopg.Error, url: str) -> str:
    """Return the message of the server or the connection in one line, without the password."""
    text = " ".join((error.diag.message_primary or str(error) or type(error).__name__).split())
    password = str(conninfo.conninfo_to_dict(url).get("password") or "")
    for secret in filter(None, {password, quote(password), quote(password, safe="")}):
        text = text.replace(secret, "***")
    return text[:300]
