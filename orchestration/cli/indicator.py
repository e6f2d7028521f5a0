"""`jixiao indicator`: start a new indicator, or write the page of all indicators."""

import click

from orchestration.cli.common import CommandError
from orchestration.cli.docs import write_pages
from orchestration.dbt.indicators import PLACEHOLDER
from orchestration.dbt.new_indicator import NewIndicatorError, write_indicator
from orchestration.settings import PROJECT

_NEXT = """\
Wrote dbt_project/models/indicators/ind_{code}.sql and .yml; dbt_project.yml lists {code}.
Next:
  1. replace each {todo} in both files
  2. make unit CODE={code}
  3. make refresh     (adds it to marts.fct_indicator_values; an incomplete indicator is excluded, with a message)
  4. make docs        (docs/indicators.md)
A worked example: docs/add-an-indicator.md"""


@click.group("indicator", short_help="Start a new indicator, or write their page.")
def indicator() -> None:
    """Start a new indicator, or write the page of all indicators.

    \b
    Examples:
      jixiao indicator new average_satisfaction
      jixiao indicator docs
    """


@indicator.command("new", short_help="Write SQL and YAML of a new indicator.")
@click.argument("code")
def new(code: str) -> None:
    """Write the SQL and YAML of a new indicator CODE, and add it to dbt_project.yml.

    \b
    Example:
      jixiao indicator new average_satisfaction
    """
    try:
        write_indicator(PROJECT / "dbt_project", code)
    except NewIndicatorError as error:
        raise CommandError(f"indicator not created: {error}") from error
    click.echo(_NEXT.format(code=code, todo=PLACEHOLDER))


@indicator.command("docs", short_help="Write the page of all indicators.")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if the page is not up to date.")
def docs(check: bool) -> None:
    """Write docs/indicators.md from the YAML of the indicators.

    \b
    Examples:
      jixiao indicator docs
      jixiao indicator docs --check
    """
    write_pages(check, only_indicators=True)
