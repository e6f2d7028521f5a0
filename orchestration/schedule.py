"""The job of a refresh, its schedule, and sensors: one starts it when documents arrive, one reports a killed run."""

import json
import time

import dagster as dg

from ingestion.documents.backlog import InboxMissingError, find_backlog
from ingestion.home import HomeDamagedError
from orchestration.notification.report_run import report_killed_run, report_run
from orchestration.release.recover import recover_releases
from orchestration.resources import REFRESH_JOB
from orchestration.run.arrivals import Arrivals, observe
from orchestration.run.lock import LockedError, is_locked, refresh_lock
from orchestration.run.pin import describe_pin, find_pin_problem, read_pin
from orchestration.run.run_record import write_last_run
from orchestration.run.up_to_date import find_changes, record_nothing_new
from orchestration.settings import Settings, read_settings

_OPERATION = read_settings().operation

nightly_refresh = dg.define_asset_job(
    REFRESH_JOB,
    selection=dg.AssetSelection.all(),
    description="Read the inbox, build and test the warehouse, release it. 每晚读取、构建、检验并发布。",
    executor_def=dg.in_process_executor,
)


@dg.schedule(
    name="nightly_refresh_schedule",
    job=nightly_refresh,
    cron_schedule=_OPERATION.schedule,
    execution_timezone=_OPERATION.timezone,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def nightly_refresh_schedule() -> dg.RunRequest | dg.SkipReason:
    """Request a run at the time of JIXIAO_SCHEDULE, unless nothing is new since the current release."""
    settings = read_settings()
    try:
        with refresh_lock(settings.home):
            if pin := read_pin(settings):
                return dg.SkipReason(_check_pin(settings) or describe_pin(pin))
            changes = find_changes(settings)
            if not changes:
                problem = record_nothing_new(settings, changes)
                report_run(settings)
                return dg.SkipReason(problem or "nothing new since the current release")
    except LockedError as error:
        return dg.SkipReason(str(error))
    except (InboxMissingError, HomeDamagedError):
        pass  # the run fails with the same message and records it
    return dg.RunRequest()


def _check_pin(settings: Settings) -> str | None:
    """Record and report a failed run if the pinned release is damaged; return the sentence. The home is locked."""
    recover_releases(settings)
    problem = find_pin_problem(settings)
    if problem:
        write_last_run(settings, "failed", stage="release", node=None, cause=problem, log=None)
        report_run(settings)
    return problem


@dg.run_failure_sensor(
    name="killed_run_sensor", default_status=dg.DefaultSensorStatus.RUNNING, monitor_all_code_locations=True
)
def killed_run_sensor(context: dg.RunFailureSensorContext) -> None:
    """Report a run that was killed. A run that ended otherwise has reported itself."""
    report_killed_run(read_settings())


@dg.sensor(
    name="inbox_sensor",
    job=nightly_refresh,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING if _OPERATION.watch_inbox else dg.DefaultSensorStatus.STOPPED,
)
def inbox_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Request a run when documents have arrived and the inbox has not changed for JIXIAO_SETTLE_MINUTES.

    The same documents start one run only: if it fails, the schedule tries again.
    """
    settings = read_settings()
    if pin := read_pin(settings):
        return dg.SkipReason(describe_pin(pin))
    if is_locked(settings.home):
        return dg.SkipReason("a refresh is running")
    try:
        files = find_backlog(settings.inbox, settings.ingestion, settings.limits).files
    except (InboxMissingError, HomeDamagedError) as error:
        return dg.SkipReason(str(error))
    now = time.time()
    arrivals = observe(files, Arrivals(**json.loads(context.cursor)) if context.cursor else Arrivals(), now)
    runs, reason = [], None
    if not files:
        reason = "nothing new in the inbox"
    elif arrivals.state == arrivals.requested:
        reason = f"a run was requested for these {len(files)} new files already"
    elif now - arrivals.since < settings.operation.settle_minutes * 60:
        minutes = settings.operation.settle_minutes
        reason = f"{len(files)} new files; a run is requested when nothing has changed for {minutes} minutes"
    else:
        runs = [dg.RunRequest(run_key=arrivals.state, tags={"jixiao/new_files": str(len(files))})]
        arrivals = arrivals._replace(requested=arrivals.state)
    cursor = json.dumps(arrivals._asdict())
    return dg.SensorResult(run_requests=runs, skip_reason=reason and dg.SkipReason(reason), cursor=cursor)
