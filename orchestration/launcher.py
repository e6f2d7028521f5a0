"""Start runs as Dagster does, and notice those whose process died, also with the machine."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dagster import DagsterRun
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from dagster._serdes import ConfigurableClassData

from orchestration.run.lock import is_locked

# Between its start and the lock, and between the lock and its end, a living run does not have the lock.
_GRACE_SECONDS = 60


class RunLauncher(DefaultRunLauncher):
    """DefaultRunLauncher that can say whether a started run is alive: the lock of its home is locked.

    Dagster's own notices only the death of a process whose code server lives on. The daemon's run monitoring asks this
    one for each run that is recorded as started, and closes a dead one as failed.
    """

    def __init__(self, home: str, inst_data: ConfigurableClassData | None = None):
        self._home = Path(home)
        self._unlocked_since: dict[str, float] = {}
        super().__init__(inst_data)

    @classmethod
    def config_type(cls) -> Any:
        return {"home": str}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]) -> "RunLauncher":
        return cls(inst_data=inst_data, **config_value)

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Return FAILED for a run while whose checks of a minute nobody had the lock, else RUNNING."""
        if is_locked(self._home):
            self._unlocked_since.clear()
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        since = self._unlocked_since.setdefault(run.run_id, time.monotonic())
        if time.monotonic() - since < _GRACE_SECONDS:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "no process has the lock of the home")
