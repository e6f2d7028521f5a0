"""The job of a refresh, its schedule, and the sensor that reports a killed run."""

import dagster as dg

from ingestion.documents.backlog import InboxMissingError
from orchestration.notification.report_run import report_killed_run, report_run
from orchestration.resources import REFRESH_JOB
from orchestration.run.current import read_current
from orchestration.run.lock import LockedError, refresh_lock
from orchestration.run.run_record import write_last_run
from orchestration.run.up_to_date import is_up_to_date
from orchestration.settings import Settings, read_settings

nightly_refresh = dg.define_asset_job(
    REFRESH_JOB,
    selection=dg.AssetSelection.all(),
    description="Read the inbox, build and test the warehouse, release it. 每晚读取、构建、检验并发布。",
    executor_def=dg.in_process_executor,
)


@dg.schedule(
    name="nightly_refresh_schedule",
    job=nightly_refresh,
    cron_schedule="0 2 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def nightly_refresh_schedule() -> dg.RunRequest | dg.SkipReason:
    """Request a run at 02:00, unless nothing is new since the current release."""
    settings = read_settings()
    try:
        with refresh_lock(settings.home):
            if is_up_to_date(settings):
                _record_nothing_new(settings)
                return dg.SkipReason("nothing new since the current release")
    except LockedError as error:
        return dg.SkipReason(str(error))
    except InboxMissingError:
        pass  # the run fails with the same message and records it
    return dg.RunRequest()


def _record_nothing_new(settings: Settings) -> None:
    current = read_current(settings)
    facts = {"release_id": current["release_id"], "withheld": current.get("withheld", {})}
    write_last_run(settings, "nothing_new", **facts)
    report_run(settings)


@dg.run_failure_sensor(
    name="killed_run_sensor", default_status=dg.DefaultSensorStatus.RUNNING, monitor_all_code_locations=True
)
def killed_run_sensor(context: dg.RunFailureSensorContext) -> None:
    """Report a run that was killed. A run that ended otherwise has reported itself."""
    report_killed_run(read_settings())
