"""The refresh lock as a Dagster resource: held for the whole run that needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.instance import close_interrupted_runs
from orchestration.run.lock import refresh_lock
from orchestration.settings import read_settings


class RefreshLock(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Holds the home's lock from the run's first step to its last (steps share a process)."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["RefreshLock"]:
        """Take the lock, and close runs that were interrupted. Raises LockedError when another refresh runs."""
        with refresh_lock(read_settings().home):
            if context.instance is not None:
                close_interrupted_runs(context.instance, besides=context.run_id)
            yield self
