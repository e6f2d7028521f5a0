"""`jixiao refresh`: run the job `nightly_refresh` in this process, show progress, print a summary."""

import logging
import sys
import time

import click

from ingestion.documents.backlog import InboxMissingError
from ingestion.documents.inbox import list_inbox
from ingestion.home import list_loads
from orchestration.notification.report_run import reported_run
from orchestration.run.current import read_current
from orchestration.run.lock import LockedError, refresh_lock
from orchestration.run.pin import describe_pin, read_pin
from orchestration.run.run_record import read_last_run, write_last_run
from orchestration.run.summary import Progress, console, show_summary, show_up_to_date
from orchestration.run.up_to_date import is_up_to_date
from orchestration.settings import Settings, SettingsError, read_settings

logger = logging.getLogger("jixiao.refresh")


@click.command("refresh")
def refresh() -> None:
    """Read the inbox, build, test and release the warehouse.

    Prints a summary: the release, quarantined and rejected forms with the reasons, and a query to try. If nothing is
    new since the current release, nothing is built. JIXIAO_HOME/last_run.json records the result.

    \b
    Examples:
      jixiao refresh
      JIXIAO_INBOX=/some/folder JIXIAO_HOME=/some/home jixiao refresh

    Exit code 0: released, or nothing new. Exit code 1, with one sentence: not released; the former release is kept.
    """
    sys.exit(run_refresh())


def run_refresh(is_forced: bool = False) -> int:
    """Refresh the home. Return 0 if released or nothing new; print one sentence and return 1 if not released.

    `is_forced`: build and release even if nothing is new.
    """
    try:
        settings = read_settings()
        with reported_run(settings), refresh_lock(settings.home):
            if problem := find_problem(settings):
                return _fail_recorded(settings, "inbox", problem)
            if not is_forced and is_up_to_date(settings):
                current = read_current(settings)
                facts = {"release_id": current["release_id"], "withheld": current.get("withheld", {})}
                write_last_run(settings, "nothing_new", **facts)
                show_up_to_date(settings)
                return 0
            if pin := read_pin(settings):
                return _fail_recorded(settings, "release", describe_pin(pin))
            return run_job(settings)
    except InboxMissingError as error:
        return _fail_recorded(settings, "inbox", str(error))
    except (SettingsError, LockedError) as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"the home cannot be used: {error}")


def find_problem(settings: Settings) -> str | None:
    """Return why a refresh cannot start, None if it can. A first refresh needs documents."""
    if list_loads(settings.ingestion.landing):
        return None
    hint = "put forms there, or name another folder in JIXIAO_INBOX"
    if not settings.inbox.is_dir():
        return f"the inbox {settings.inbox} is not a directory; {hint}"
    if next(list_inbox(settings.inbox), None) is None:
        return f"the inbox {settings.inbox} contains no document; {hint}"
    return None


def run_job(settings: Settings) -> int:
    """Run `nightly_refresh` in this process and record it in the home's Dagster instance."""
    started = time.monotonic()
    write_last_run(settings, "running")
    with Progress() as progress:
        progress.show("starting Dagster and dbt")
        from orchestration.instance import open_instance
        from orchestration.run.run_record import StageError

        try:
            with open_instance(settings) as instance:
                from orchestration.definitions import definitions

                job = definitions.resolve_job_def("nightly_refresh")
                quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
                result = job.execute_in_process(run_config=quiet, instance=instance, raise_on_error=False)
                is_released = result.success
        except StageError as error:
            write_last_run(
                settings, "failed", stage="dbt parse", node=error.node, cause=str(error), log=str(settings.dbt_log)
            )
            is_released = False
        except Exception as error:  # any other error is recorded and printed in one sentence too
            logger.exception("the refresh failed outside of its stages")
            cause = f"{type(error).__name__}: {error}"
            write_last_run(settings, "failed", stage="orchestration", node=None, cause=cause, log=str(settings.dbt_log))
            is_released = False
    record = read_last_run(settings)
    if not is_released or record.get("status") != "released":
        return _fail(describe_failure(record))
    show_summary(settings, time.monotonic() - started)
    return 0


def describe_failure(record: dict[str, str]) -> str:
    """Return one sentence about a failed run: stage, cause, log."""
    if record.get("status") != "failed":
        return "the run ended without a release and without a recorded cause; see `jixiao ui`"
    return f"{record['stage']}: {record['cause']}. Log: {record['log']}"


def _fail_recorded(settings: Settings, stage: str, sentence: str) -> int:
    write_last_run(settings, "failed", stage=stage, node=None, cause=sentence, log=None)
    return _fail(sentence)


def _fail(sentence: str) -> int:
    console.print(f"not released: {' '.join(sentence.split())}", style="bold red", markup=False, soft_wrap=True)
    return 1
