"""`jixiao release`: list and compare releases, and roll back to an earlier one."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from orchestration.cli.common import CommandError, load_settings
from orchestration.release.diff import DiffError, ReleaseDiff, TableDiff, diff_releases
from orchestration.release.kept import KeptRelease, RollbackError, list_kept, roll_back
from orchestration.run.lock import LockedError, refresh_lock
from orchestration.run.pin import describe_pin, read_pin
from orchestration.settings import Settings


@click.group("release", short_help="List, compare and roll back releases.")
def release() -> None:
    """List and compare the releases that the home keeps, or roll back to an earlier one.

    \b
    Examples:
      jixiao release list
      jixiao release diff 00000006 current
      jixiao release rollback
    """


@release.command("list", short_help="List the kept releases, oldest first.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_releases(as_json: bool) -> None:
    """List the releases that the home keeps, oldest first; * marks the current one.

    \b
    Examples:
      jixiao release list
      jixiao release list --json
    """
    settings = load_settings()
    kept = list_kept(settings)
    if as_json:
        click.echo(json.dumps([_describe(one) for one in kept], ensure_ascii=False, indent=2))
        return
    for one in kept:
        facts = _describe(one)
        excluded = ", some models excluded" if facts["withheld"] else ""
        click.echo(
            f"{'*' if one.is_current else ' '} {one.release_id}  {facts['released_at']}  load {facts['load_id']}, "
            f"{facts['row_count']} rows in {facts['table_count']} tables{excluded}"
        )
    if not kept:
        click.echo("no release; run `jixiao refresh`")
    if pin := read_pin(settings):
        click.echo(describe_pin(pin))


def _describe(one: KeptRelease) -> dict[str, object]:
    tables: dict[str, int] = one.record["tables"]
    return {
        "release_id": one.release_id,
        "is_current": one.is_current,
        "released_at": one.record["released_at"],
        "load_id": one.record["fingerprint"]["landing"],
        "table_count": len(tables),
        "row_count": sum(tables.values()),
        "withheld": one.record.get("withheld", {}),
        "path": str(one.folder),
    }


@release.command("rollback", short_help="Point `current` to an earlier release.")
@click.argument("name", required=False)
def rollback(name: str | None) -> None:
    """Point `current` to the kept release NAME, by default the one before the current release, and pin it.

    The link is replaced atomically under the refresh lock: open connections keep their release, new connections see
    the other one. No release is removed.

    While a release is pinned, a refresh that has something new releases nothing and ends with exit code 1. Correct the
    cause, then lift the pin with `jixiao release unpin`. A PostgreSQL mirror keeps its release until the next release.

    \b
    Examples:
      jixiao release rollback
      jixiao release rollback 00000006
      jixiao release unpin
    """
    settings = load_settings()
    try:
        with refresh_lock(settings.home):
            target = roll_back(settings, name)
    except (RollbackError, LockedError, OSError) as error:
        raise CommandError(f"not rolled back: {error}") from error
    click.echo(
        f"{settings.current} points to release {target.release_id} of {target.record['released_at']}, "
        "until `jixiao release unpin` and the next refresh."
    )


@release.command("unpin")
def unpin() -> None:
    """Lift the pin of a rollback. The next refresh builds and releases again.

    \b
    Examples:
      jixiao release unpin
    """
    settings = load_settings()
    try:
        with refresh_lock(settings.home):
            pin = read_pin(settings)
            settings.pin.unlink(missing_ok=True)
    except (LockedError, OSError) as error:
        raise CommandError(f"not unpinned: {error}") from error
    click.echo(f"release {pin.release_id} is no longer pinned" if pin else "no release is pinned")


@release.command("diff")
@click.argument("a")
@click.argument("b")
@click.option(
    "--rows", type=click.IntRange(0, 1000), default=0, help="Print up to this number of differing rows of each table."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff(a: str, b: str, rows: int, as_json: bool) -> None:
    """Compare the content of the releases A and B.

    Each is a name from `jixiao release list`, the word current, the folder of a release, or its warehouse.duckdb.
    Tables, columns and rows of every schema are compared, except columns and tables that depend on the run: release_id,
    released_at, refreshed_at, load_id, last_load_id, received_load_id, first_release_id, last_release_id, received_at,
    received_date_key, released_date_key; catalog.about.citation; the tables catalog.releases and
    marts.load_reconciliation.

    Exit code 0: equal. Exit code 1: different, or a release cannot be opened.

    \b
    Examples:
      jixiao release diff 00000006 current
      jixiao release diff before/current after/current --rows 5
    """
    settings = load_settings()
    try:
        found = diff_releases(_locate(settings, a), _locate(settings, b), rows)
    except DiffError as error:
        raise CommandError(str(error)) from error
    if as_json:
        click.echo(json.dumps({"is_equal": not found} | asdict(found), ensure_ascii=False, indent=2, default=str))
    else:
        _print_diff(found, a, b)
    sys.exit(1 if found else 0)


def _locate(settings: Settings, name: str) -> Path:
    """Return the file of a release, from its name in the home or a path."""
    kept = settings.current if name == "current" else settings.releases / name
    for folder in (kept, Path(name)):
        for path in (folder / settings.build_file.name, folder):
            if path.is_file():
                return path
    raise CommandError(f"there is no release {name}: use a name from `jixiao release list`, a folder or a file")


def _print_diff(found: ReleaseDiff, a: str, b: str) -> None:
    for tables, name in ((found.tables_only_in_a, a), (found.tables_only_in_b, b)):
        for table in tables:
            click.echo(f"{table}: only in {name}")
    for diff in found.tables:
        _print_table(diff, a, b)
    if not found:
        click.echo(f"{a} and {b} have the same content")


def _print_table(diff: TableDiff, a: str, b: str) -> None:
    sides = (
        (a, diff.columns_only_in_a, diff.rows_only_in_a, diff.examples_a, "-"),
        (b, diff.columns_only_in_b, diff.rows_only_in_b, diff.examples_b, "+"),
    )
    for name, columns, _, _, _ in sides:
        if columns:
            click.echo(f"{diff.table}: columns only in {name}: {', '.join(columns)}")
    if diff.rows_only_in_a or diff.rows_only_in_b:
        click.echo(f"{diff.table}: {diff.rows_only_in_a} rows only in {a}, {diff.rows_only_in_b} only in {b}")
    for _, _, _, examples, sign in sides:
        for row in examples:
            click.echo(f"  {sign} {json.dumps(row, ensure_ascii=False, default=str)}")
