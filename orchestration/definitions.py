"""Dagster definitions: landing tables, dbt models with their tests as checks, release, job and schedule."""

import dagster as dg

from orchestration.assets import core_models, indicator_models, landing_tables, postgres_mirror, released_warehouse
from orchestration.resources import RefreshLock
from orchestration.schedule import inbox_sensor, killed_run_sensor, nightly_refresh, nightly_refresh_schedule

definitions = dg.Definitions(
    assets=[landing_tables, core_models, indicator_models, released_warehouse, postgres_mirror],
    jobs=[nightly_refresh],
    schedules=[nightly_refresh_schedule],
    sensors=[inbox_sensor, killed_run_sensor],
    resources={"refresh_lock": RefreshLock()},
    executor=dg.in_process_executor,
)
