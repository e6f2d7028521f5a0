"""`jixiao demo`: make an invented city and release it."""

import sys

import click

from orchestration.cli.common import CommandError
from orchestration.settings import SettingsError, make_demo_environment, read_settings


class _Size(click.IntRange):
    name = "number of evaluations from 100 to 20000"


@click.command("demo", short_help="Make and release an invented city.")
@click.argument("size", type=_Size(100, 20_000), default=2_000)
def demo(size: int) -> None:
    """Make an invented city of SIZE evaluations (default 2000) and release it.

    The demo has a separate home, the folder JIXIAO_DEMO_HOME (default .jixiao-demo). An interrupted demo continues.
    Its units and the evaluations that they have to file are in the folder `seeds` of the home; what a reviewer should
    find is in `offences.csv`.

    \b
    Examples:
      jixiao demo
      jixiao demo 600
      JIXIAO_DEMO_HOME=/some/folder jixiao demo 600
    """
    from orchestration.demo.make import DemoError, find_batches_done, run_batches

    environment = make_demo_environment()
    try:
        settings = read_settings(environment)
        sys.exit(run_batches(settings, environment, size, find_batches_done(settings, size)))
    except (SettingsError, DemoError, OSError) as error:
        raise CommandError(f"demo not made: {error}") from error
