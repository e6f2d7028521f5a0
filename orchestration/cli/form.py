"""`jixiao form`: print a form, its findings, and rows to correct its values."""

import click
import duckdb

from orchestration.cli.common import CommandError, load_settings
from orchestration.run.build_file import open_build
from orchestration.run.printed_form import (
    CORRECTION_COLUMNS,
    find_line,
    list_findings,
    make_correction_rows,
    print_form,
    read_page_starts,
    show_place,
)
from orchestration.settings import Seeds


class _Key(click.IntRange):
    name = "evaluation key (a whole number, as in the summary of a refresh and in marts.evaluation_lifecycle)"


# A key may begin with a minus sign, which is not an option.
@click.command(
    "form", short_help="Print a form as read, and its findings.", context_settings={"ignore_unknown_options": True}
)
@click.argument("key", type=_Key(-(2**63), 2**63 - 1))
@click.option("--row", metavar="[PAGE:]ROW", help="Print correction rows of this row of the form.")
def form(key: int, row: str | None) -> None:
    """Print the form of the evaluation KEY as it was read.

    Each line has its place. The findings follow, then rows of corrections.csv for the values that they are about.
    KEY is an evaluation_key of marts.evaluation_lifecycle; the summary of a refresh lists those of quarantined forms.

    \b
    Examples:
      jixiao form 1234567890
      jixiao form 1234567890 --row 15      rows to correct the values of row 15
      jixiao form 1234567890 --row 2:15    row 15 of page 2 (of a PDF or a workbook)
    """
    settings = load_settings()
    build = settings.build_file
    if not build.exists():
        raise CommandError(f"{build} does not exist; run `jixiao refresh` first")
    try:
        with open_build(settings.home) as connection:
            _print_all(connection, key, row, settings.seeds)
    except LookupError as error:
        raise CommandError(error.args[0]) from error
    except duckdb.IOException as error:
        raise CommandError(f"{build} cannot be read while a refresh writes it; try again later") from error


def _print_all(connection: duckdb.DuckDBPyConnection, key: int, row: str | None, seeds: Seeds) -> None:
    printed = print_form(connection, key)
    page_starts = read_page_starts(connection, key)
    asked = find_line(row, page_starts) if row else None
    for line in printed:
        click.echo(f"{show_place(line.first_line, page_starts):>6}  {line.text}")
    findings = list_findings(connection, key)
    if findings:
        click.echo("\nFindings 检查发现")
    for number, text in findings:
        first, *rest = text.split("\n")
        click.echo("\n".join([f"{show_place(number, page_starts):>6}  {first}", *(f"{'':>8}{line}" for line in rest)]))
    if rows := make_correction_rows(connection, key, asked):
        place = seeds.show("corrections")
        if seeds.site and seeds.locate("corrections").parent != seeds.site:
            place = str(seeds.site / "corrections.csv")
            click.echo(f"\nFirst copy {seeds.locate('corrections')} to {place}. 请先将前者复制为后者。", nl=False)
        click.echo(
            f"\nTo correct a printed value, copy its row into {place} and fill in the last four columns.\n"
            f"更正填报值：将对应行复制到 {place}，并填写最后四列。"
        )
        click.echo("\n".join([",".join(CORRECTION_COLUMNS), rows]), nl=False)
    elif asked is None:
        if findings:
            click.echo(
                "\nNo correction resolves these findings: where the form is wrong, the filer corrects it.\n"
                "以上问题不能以更正登记处理；表上有误的，请填报单位更正后重新报送。"
            )
        click.echo(
            "\n--row <row> (make form: ROW=<row>) prints the correction rows of a row of the form. "
            "加 --row <行>（make form：ROW=<行>）可打印该行的更正登记行。"
        )
    else:
        click.echo(f"\nRow {row} of the form prints no value that can be corrected. 该行没有可更正的填报值。")
