"""`jixiao backup`, `jixiao restore`, `jixiao rebuild`."""

import shutil
import sys
from pathlib import Path

import click

from orchestration.cli.common import CommandError, load_settings
from orchestration.cli.refresh import run_refresh
from orchestration.recovery.backup import SEEDS, BackupError, back_up, restore
from orchestration.run.lock import LockedError, refresh_lock

FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@click.command("backup", short_help="Back up the home to FOLDER.")
@FOLDER
def backup(folder: Path) -> None:
    """Copy what the home cannot make again to FOLDER: documents, landing, ledgers; and the seeds of JIXIAO_SEEDS.

    A second backup to the same folder copies only what is new. No refresh runs meanwhile: the command takes the
    refresh lock. Releases are not copied, because a refresh makes the newest one again.

    Exit code 1: not complete; a damaged document is named, its earlier copy in FOLDER is kept.

    \b
    Examples:
      jixiao backup /backups/jixiao
    """
    settings = load_settings()
    try:
        with refresh_lock(settings.home):
            report = back_up(settings, folder.absolute())
    except (BackupError, LockedError, OSError) as error:
        raise CommandError(f"not backed up: {error}") from error
    click.echo(f"{folder}: {report.documents} documents, {report.loads} loads; {report.files_copied} files copied")
    if report.damaged:
        raise CommandError(
            f"{len(report.damaged)} documents of the home are damaged and were not copied, the first is "
            f"{settings.ingestion.documents / report.damaged[0]}; put the file into the inbox again or restore it"
        )


@click.command("restore")
@FOLDER
def restore_backup(folder: Path) -> None:
    """Make a home of the backup in FOLDER. JIXIAO_HOME must have neither documents nor landing.

    The hash of every document is checked. Afterwards `jixiao refresh` builds and releases.

    \b
    Examples:
      JIXIAO_HOME=/srv/jixiao jixiao restore /backups/jixiao
    """
    settings = load_settings()
    try:
        with refresh_lock(settings.home):
            report = restore(settings, folder.absolute())
    except (BackupError, LockedError, OSError) as error:
        raise CommandError(f"not restored: {error}") from error
    if (seeds := settings.home / SEEDS).is_dir() and settings.seeds.site != seeds:
        click.echo(f"The seeds of the site are in {seeds}: name this folder, or a copy of it, in JIXIAO_SEEDS.")
    click.echo(f"{settings.home}: {report.documents} documents, {report.loads} loads. Now run `jixiao refresh`.")


@click.command("rebuild", short_help="Build and release again, new or not.")
def rebuild() -> None:
    """Build and release again from landing, documents and seeds, although nothing may be new.

    The build folder is removed first, with everything that a former build left there. Use it if files of the build or
    of the release were lost or changed.

    Exit codes as of `jixiao refresh`.
    """
    settings = load_settings()
    try:
        with refresh_lock(settings.home):
            shutil.rmtree(settings.build, ignore_errors=True)
            sys.exit(run_refresh(is_forced=True))
    except LockedError as error:
        raise CommandError(f"not rebuilt: {error}") from error
