"""`jixiao ui`: start Dagster's web pages and scheduler for the home."""

import os
import sys

import click

from orchestration.cli.common import load_settings
from orchestration.settings import PROJECT


@click.command("ui", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def ui(arguments: tuple[str, ...]) -> None:
    """Open Dagster on http://localhost:3000, with the schedule of the refresh (02:00 Asia/Shanghai).

    ARGUMENTS are passed on to `dagster dev`.

    \b
    Examples:
      jixiao ui
      jixiao ui -p 3001
    """
    settings = load_settings()
    from orchestration.instance import prepare_instance

    prepare_instance(settings)
    os.environ.update(JIXIAO_HOME=str(settings.home), JIXIAO_INBOX=str(settings.inbox))
    os.chdir(PROJECT)
    command = [sys.executable, "-m", "dagster", "dev", "-m", "orchestration.definitions", *arguments]
    os.execv(sys.executable, command)  # noqa: S606
