"""The refresh lock as a Dagster resource, locked during the whole run."""

import faulthandler
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import dagster as dg

from orchestration.instance import close_interrupted_runs, delete_old_runs
from orchestration.notification.report_run import reported_run
from orchestration.release.recover import recover_releases
from orchestration.run.lock import LockedError, refresh_lock
from orchestration.run.prepare_home import prepare_home
from orchestration.run.run_record import write_last_run
from orchestration.settings import Settings, read_settings

logger = logging.getLogger("jixiao.refresh")

WAIT_SECONDS = 600.0  # for another refresh to end
LEAVE_SECONDS = 600  # for a run that takes too long to end by itself

REFRESH_JOB = "nightly_refresh"


class RefreshLock(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Locks the home from the first step of a run to the last (steps share a process)."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["RefreshLock"]:
        """Lock the home, close interrupted runs, delete old ones, and report a refresh when it ends.

        Waits ten minutes for another refresh to end; raises LockedError if it is still running then. Ends the process
        if the run takes ten minutes more than a run may: by then Dagster has asked it to end, and it did not.
        """
        settings = read_settings()
        is_refresh = context.run is not None and context.run.job_name == REFRESH_JOB
        with ExitStack() as stack:
            if is_refresh:
                stack.enter_context(reported_run(settings))
            _lock(stack, settings)
            if context.instance is not None:
                run_id = context.run.run_id if context.run else None
                if _is_closed(context.instance, run_id):
                    raise LockedError("another refresh ran while this run waited, and closed it; nothing is left to do")
                close_interrupted_runs(context.instance, besides=run_id)
                delete_old_runs(context.instance, settings)
            prepare_home(settings)
            for sentence in recover_releases(settings):
                logger.warning("%s", sentence)
            if is_refresh:
                write_last_run(settings, "running")
            limit = settings.operation.run_minutes * 60 + LEAVE_SECONDS
            faulthandler.dump_traceback_later(limit, exit=True, file=sys.__stderr__ or 2)
            try:
                yield self
            finally:
                faulthandler.cancel_dump_traceback_later()


def _lock(stack: ExitStack, settings: Settings) -> None:
    """Lock the home until the stack is closed. Raises LockedError if another refresh has it for ten minutes."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            stack.enter_context(refresh_lock(settings.home))
        except LockedError as error:
            if time.monotonic() > deadline:
                raise
            pause(error)
        else:
            return


def pause(error: LockedError) -> None:
    """Wait two seconds for another refresh."""
    logger.info("waiting: %s", error)
    time.sleep(2)


def _is_closed(instance: dg.DagsterInstance, run_id: str | None) -> bool:
    run = instance.get_run_by_id(run_id) if run_id else None
    return run is not None and run.is_finished
