"""The command `jixiao` and its subcommands. Each subcommand imports the heavy libraries that it needs when it runs."""

import click

from orchestration.cli.check import check
from orchestration.cli.demo import demo
from orchestration.cli.digest import digest
from orchestration.cli.docs import docs
from orchestration.cli.form import form
from orchestration.cli.indicator import indicator
from orchestration.cli.recovery import backup, rebuild, restore_backup
from orchestration.cli.redact import redact
from orchestration.cli.refresh import refresh
from orchestration.cli.release import release
from orchestration.cli.services import daemon, ui, webserver
from orchestration.cli.status import status
from orchestration.cli.superset import superset


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Jixiao 绩效: a data warehouse of government project performance self-evaluations.

    \b
    Examples:
      jixiao refresh                 read the inbox, build, test and release
      jixiao status                  show the release, the newest run, and changes in the inbox
      jixiao check forms/2024        apply the rules to a file or folder of forms; release nothing
      jixiao release diff 00000001 current

    Settings are environment variables: JIXIAO_INBOX is the folder of documents, JIXIAO_HOME the folder that a refresh
    writes to.

    \b
    Exit codes:
      0  done
      1  not released, a blocking finding, releases that differ, or an error, which is printed in one sentence
      2  a command, argument or option that does not exist
    """


for command in (
    refresh,
    rebuild,
    status,
    form,
    check,
    redact,
    indicator,
    demo,
    ui,
    daemon,
    webserver,
    release,
    backup,
    restore_backup,
    superset,
    docs,
    digest,
):
    main.add_command(command)
