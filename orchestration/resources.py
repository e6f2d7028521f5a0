"""The refresh lock as a Dagster resource, locked during the whole run."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import dagster as dg

from orchestration.instance import close_interrupted_runs
from orchestration.notification.report_run import reported_run
from orchestration.run.lock import refresh_lock
from orchestration.run.run_record import write_last_run
from orchestration.settings import read_settings

REFRESH_JOB = "nightly_refresh"


class RefreshLock(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Locks the home from the first step of a run to the last (steps share a process)."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["RefreshLock"]:
        """Lock the home, close interrupted runs, and report a refresh when it ends.

        Raises LockedError if another refresh is running.
        """
        settings = read_settings()
        is_refresh = context.run is not None and context.run.job_name == REFRESH_JOB
        with reported_run(settings) if is_refresh else nullcontext(), refresh_lock(settings.home):
            if is_refresh:
                write_last_run(settings, "running")
            if context.instance is not None:
                close_interrupted_runs(context.instance, besides=context.run_id)
            yield self
