"""`jixiao daemon` and `jixiao webserver`, the two services of a server, and `jixiao ui`, both at once."""

import os
import sys

import click

from orchestration.cli.common import load_settings
from orchestration.settings import PROJECT

_PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True}


@click.command("daemon", short_help="Run the scheduler that starts refreshes.", context_settings=_PASSED_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def daemon(arguments: tuple[str, ...]) -> None:
    """Run the scheduler of the home: it starts refreshes at the time of JIXIAO_SCHEDULE, until it is ended.

    With JIXIAO_WATCH_INBOX=1 it also starts one when documents have arrived. ARGUMENTS are passed on to
    `dagster-daemon run`. How to install it as a service: docs/deploy.md.

    \b
    Examples:
      jixiao daemon
      JIXIAO_SCHEDULE="30 1 * * MON-FRI" jixiao daemon
    """
    _execute("dagster._daemon", "run", *arguments)


@click.command("webserver", short_help="Serve Dagster's pages, without scheduler.", context_settings=_PASSED_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def webserver(arguments: tuple[str, ...]) -> None:
    """Serve Dagster's pages of the home on http://127.0.0.1:3000, without the scheduler.

    The pages have no login. ARGUMENTS are passed on to `dagster-webserver`.

    \b
    Examples:
      jixiao webserver
      jixiao webserver --port 3001 --read-only
    """
    _execute("dagster_webserver", *arguments)


@click.command("ui", short_help="Open Dagster with its scheduler.", context_settings=_PASSED_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def ui(arguments: tuple[str, ...]) -> None:
    """Open Dagster on http://localhost:3000, with its scheduler, until the command is ended.

    For a look, and for development; a server runs `jixiao daemon` and `jixiao webserver`. ARGUMENTS are passed on to
    `dagster dev`.

    \b
    Examples:
      jixiao ui
      jixiao ui -p 3001
    """
    _execute("dagster", "dev", *arguments)


def _execute(module: str, *arguments: str) -> None:
    """Replace this process by a program of Dagster on the home and the definitions."""
    settings = load_settings()
    from orchestration.instance import prepare_instance

    prepare_instance(settings)
    os.environ.update(JIXIAO_HOME=str(settings.home), JIXIAO_INBOX=str(settings.inbox))
    os.chdir(PROJECT)
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments, "-m", "orchestration.definitions"])  # noqa: S606
