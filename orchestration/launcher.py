"""Start runs as Dagster does, and detect those whose process has ended, also after a restart of the machine."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dagster import DagsterRun
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from dagster._serdes import ConfigurableClassData

from orchestration.run.lock import is_locked

# A running process does not have the lock just after its start and just before its end.
_GRACE_SECONDS = 60


class RunLauncher(DefaultRunLauncher):
    """DefaultRunLauncher that can tell whether a started run is still running: the lock of its home is then taken.

    Dagster's own launcher detects the end of a process only while its code server is running. The daemon's run
    monitoring calls this one for each run that is recorded as started, and marks a run that has ended as failed.
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
        """Return FAILED if no process had the lock at any check of the last minute, else RUNNING."""
        if is_locked(self._home):
            self._unlocked_since.clear()
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        since = self._unlocked_since.setdefault(run.run_id, time.monotonic())
        if time.monotonic() - since < _GRACE_SECONDS:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "no process has the lock of the home")
