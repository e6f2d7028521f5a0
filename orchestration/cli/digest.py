"""`jixiao digest`: print the digest of the newest run, or send it to try the settings."""

import sys
from pathlib import Path

import click

from orchestration.cli.common import CommandError, load_settings
from orchestration.run.run_record import read_last_run


@click.command("digest")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file as in the mail.")
@click.option("--send", is_flag=True, help="Send it by mail and to the webhooks, whatever JIXIAO_NOTIFY_ON says.")
def digest(html: Path | None, send: bool) -> None:
    """Print the digest of the newest run. Each refresh sends it to the channels of docs/notifications.md.

    \b
    Examples:
      jixiao digest
      jixiao digest --html digest.html
      jixiao digest --send              try the settings of mail and webhooks

    Exit code 0: done. Exit code 1: no run, or a channel did not accept the digest.
    """
    settings = load_settings()
    record = read_last_run(settings)
    if not record:
        raise CommandError(f"there is no run in {settings.home} yet; run `jixiao refresh`")
    from orchestration.notification.compose import compose_digest
    from orchestration.notification.lines import write_text
    from orchestration.notification.report_run import send_digest

    if send:
        results = send_digest(settings, record, always=True)
        if not results:
            raise CommandError("no channel is set; see docs/notifications.md")
        for channel, problem in results.items():
            click.echo(f"{channel}: {problem or 'sent'}")
        sys.exit(1 if any(results.values()) else 0)
    composed, languages = compose_digest(settings, record), settings.notification.languages
    if html:
        from orchestration.notification.mail import write_html

        html.write_text(write_html(composed, languages), encoding="utf-8")
    else:
        click.echo(write_text(composed, languages), nl=False)
