"""The refresh lock as a Dagster resource, locked during the whole run."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.instance import close_interrupted_runs
from orchestration.run.lock import refresh_lock
from orchestration.settings import read_settings


class RefreshLock(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Locks the home from the first step of a run to the last (steps share a process)."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["RefreshLock"]:
        """Lock the home and close interrupted runs. Raises LockedError if another refresh is running."""
        with refresh_lock(read_settings().home):
            if context.instance is not None:
                close_interrupted_runs(context.instance, besides=context.run_id)
            yield self
