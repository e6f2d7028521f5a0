"""`jixiao refresh`: run the job `nightly_refresh` in this process, show progress, print a summary."""

import logging
import signal
import sys
import time
from collections.abc import Sequence
from typing import Any, TextIO

import click
from rich.console import Console

from ingestion.documents.backlog import InboxMissingError
from ingestion.documents.inbox import list_inbox
from ingestion.home import HomeDamagedError, list_loads
from orchestration.notification.report_run import report_run, reported_run
from orchestration.release.recover import find_damage, recover_releases
from orchestration.run.garbage_collection import pause_garbage_collection
from orchestration.run.home_problem import UNUSABLE, find_home_problem
from orchestration.run.interrupts import run_interruptibly
from orchestration.run.lock import LockedError, has_lock, refresh_lock
from orchestration.run.pin import describe_pin, find_pin_problem, read_pin
from orchestration.run.prepare_home import prepare_home
from orchestration.run.run_record import describe_cause, read_last_run, write_interruption, write_last_run
from orchestration.run.summary import Progress, console, show_summary, show_up_to_date
from orchestration.run.up_to_date import find_changes, record_nothing_new
from orchestration.settings import Settings, SettingsError, read_settings

logger = logging.getLogger("jixiao.refresh")


@click.command("refresh", short_help="Read the inbox, build, test and release.")
@click.option("--brief", "is_brief", is_flag=True, help="Print the line of counts, not the summary.")
def refresh(is_brief: bool) -> None:
    """Read the inbox, build, test and release the warehouse.

    Prints a summary: the release, quarantined and rejected forms with the reasons, and a query to try. If nothing is
    new since the current release, nothing is built. JIXIAO_HOME/last_run.json records the result.

    \b
    Examples:
      jixiao refresh
      JIXIAO_INBOX=/some/folder JIXIAO_HOME=/some/home jixiao refresh

    Exit code 0: released, or nothing new. Exit code 1, with one sentence: not released; the former release is kept.
    Exit code 130 or 143: interrupted by Ctrl-C or SIGTERM; run it again.
    """
    sys.exit(run_refresh(is_brief=is_brief))


def run_refresh(is_forced: bool = False, is_brief: bool = False) -> int:
    """Refresh the home. Return 0 if released or nothing new; print one sentence and return 1 if not released.

    `is_forced`: build and release even if nothing is new. `is_brief`: print counts and no summary. At Ctrl-C and
    SIGTERM the process ends with one sentence and exit code 130 or 143.
    """
    try:
        settings = read_settings()
    except SettingsError as error:
        return _fail(str(error))
    return run_interruptibly(
        lambda: _refresh(settings, is_forced, is_brief),
        lambda number, stream: _record_interruption(settings, number, stream),
    )


def _refresh(settings: Settings, is_forced: bool, is_brief: bool) -> int:
    try:
        with reported_run(settings), refresh_lock(settings.home):
            try:
                return _refresh_locked(settings, is_forced, is_brief)
            except InboxMissingError as error:
                return _fail_recorded(settings, "inbox", str(error))
            except HomeDamagedError as error:
                return _fail_recorded(settings, "home", str(error))
            except OSError as error:
                return _fail_recorded(settings, "home", f"{UNUSABLE}: {describe_cause(error)}")
            except Exception as error:
                if sentence := find_home_problem(error, settings.home):
                    return _fail_recorded(settings, "home", sentence)
                return _fail_recorded(settings, "refresh", f"{type(error).__name__}: {describe_cause(error)}")
    except LockedError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{UNUSABLE}: {describe_cause(error)}")


def _refresh_locked(settings: Settings, is_forced: bool, is_brief: bool) -> int:
    prepare_home(settings)
    repairs = recover_releases(settings)
    if (damage := find_damage(settings)) and not read_pin(settings):
        repairs.append(f"{settings.current} is damaged and is made again: {'; '.join(damage)}")
    for sentence in repairs:
        console.print(sentence, style="bold red", markup=False, soft_wrap=True)
    if problem := find_pin_problem(settings):
        return _fail_recorded(settings, "release", problem)
    if problem := find_problem(settings):
        return _fail_recorded(settings, "inbox", problem)
    changes = find_changes(settings)
    if changes or is_forced:
        if pin := read_pin(settings):
            return _fail_recorded(settings, "release", describe_pin(pin))
        return run_job(settings, is_brief)
    if problem := record_nothing_new(settings, changes):
        return _fail(problem)
    show_up_to_date(settings)
    return 0


def find_problem(settings: Settings) -> str | None:
    """Return why a refresh cannot start, None if it can. A first refresh needs documents."""
    if list_loads(settings.ingestion.landing):
        return None
    hint = "put forms there, or name another folder in JIXIAO_INBOX"
    if not settings.inbox.is_dir():
        return f"the inbox {settings.inbox} is not a directory; {hint}"
    try:
        if next(list_inbox(settings.inbox), None) is None:
            return f"the inbox {settings.inbox} contains no document; {hint}"
    except OSError as error:
        return f"the inbox {settings.inbox} cannot be listed: {error.strerror}"
    return None


def run_job(settings: Settings, is_brief: bool) -> int:
    """Run `nightly_refresh` in this process and record it in the home's Dagster instance."""
    started = time.monotonic()
    write_last_run(settings, "running")
    with Progress() as progress:
        progress.show("starting Dagster and dbt")
        with pause_garbage_collection():
            from orchestration.instance import open_instance
            from orchestration.run.run_record import StageError

        problem: dict[str, Any] | None
        try:
            with open_instance(settings) as instance:
                with pause_garbage_collection():
                    from orchestration.definitions import definitions

                job = definitions.resolve_job_def("nightly_refresh")
                quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
                result = job.execute_in_process(run_config=quiet, instance=instance, raise_on_error=False)
                failures = [event for event in result.all_events if event.is_failure]
                problem = None if result.success else {"stage": "orchestration", "cause": _say(settings, failures)}
        except StageError as error:
            cause = find_home_problem(error, settings.home) or str(error)
            problem = {"stage": "dbt parse", "node": error.node, "cause": cause}
        except Exception as error:  # any other error is recorded and printed in one sentence too
            cause = find_home_problem(error, settings.home) or f"{type(error).__name__}: {describe_cause(error)}"
            problem = {"stage": "orchestration", "cause": cause}
    record = read_last_run(settings)
    if problem and record.get("status") == "running":  # a failure of a stage is recorded already
        record = {"node": None, "log": str(settings.dbt_log), **problem}
        return _fail_recorded(settings, sentence=describe_failure(record), **record)
    if record.get("status") != "released":
        return _fail(describe_failure(record))
    show_summary(settings, time.monotonic() - started, is_brief=is_brief)
    if problem:
        return _fail(f"the release is published, but what follows it failed: {problem['cause']}", "released")
    return 0


def _say(settings: Settings, failures: Sequence[Any]) -> str:
    """Return why Dagster's events say that steps failed. No stage recorded it: a full disk took no output of a step."""
    for event in failures:
        error = getattr(event.event_specific_data, "error", None)
        while error is not None:
            if sentence := find_home_problem(error.message, settings.home):
                return sentence
            error = error.cause
    return " ".join(event.message or "" for event in failures)[:500]


def describe_failure(record: dict[str, Any]) -> str:
    """Return one sentence about a failed run: stage, cause, log."""
    if not record.get("cause"):
        return "the run ended without a release and without a recorded cause; see `jixiao ui`"
    if record["cause"].startswith(UNUSABLE):
        return str(record["cause"])
    return f"{record['stage']}: {record['cause']}. Log: {record['log']}"


def _record_interruption(settings: Settings, number: signal.Signals, stream: TextIO) -> None:
    """Record an interruption and print one sentence to `stream`. The process ends after it."""
    terminal = Console(file=stream, highlight=False)
    record = write_interruption(settings, f"interrupted by {number.name}") if has_lock(settings.home) else {}
    terminal.show_cursor(True)
    if record.get("status") == "released":
        sentence = f"interrupted by {number.name} after release {record['release_id']} was published"
    else:
        sentence = f"interrupted by {number.name}, nothing is released; run it again"
    terminal.print(sentence, style="bold red", markup=False, soft_wrap=True)
    if record:
        report_run(settings)


def _fail_recorded(settings: Settings, stage: str, sentence: str, **facts: Any) -> int:
    try:
        write_last_run(settings, "failed", **{"stage": stage, "node": None, "cause": sentence, "log": None, **facts})
    except OSError as error:
        sentence += f"; last_run.json cannot be written: {describe_cause(error)}"
    return _fail(sentence)


def _fail(sentence: str, outcome: str = "not released") -> int:
    console.print(f"{outcome}: {' '.join(sentence.split())}", style="bold red", markup=False, soft_wrap=True)
    return 1
