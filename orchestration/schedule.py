"""The job of a refresh and its schedule."""

import dagster as dg

from ingestion.documents.backlog import InboxMissingError
from orchestration.run.lock import LockedError, refresh_lock
from orchestration.run.up_to_date import is_up_to_date
from orchestration.settings import read_settings

nightly_refresh = dg.define_asset_job(
    "nightly_refresh",
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
                return dg.SkipReason("nothing new since the current release")
    except LockedError as error:
        return dg.SkipReason(str(error))
    except InboxMissingError:
        pass  # the run fails with the same message and records it
    return dg.RunRequest()
