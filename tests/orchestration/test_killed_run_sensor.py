"""When Dagster closes a killed run, the sensor reports the refresh as interrupted: once, and only if it was killed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.run.heartbeat import read_heartbeat
from orchestration.run.run_record import write_last_run
from orchestration.settings import Settings, read_settings
from tests.orchestration.receivers import WebServer, run_web_server


@dg.op
def work() -> None:
    """An op of a run that is killed."""


@dg.job
def killed() -> None:
    """A job whose runs are killed."""
    work()


@pytest.fixture
def web() -> Iterator[WebServer]:
    with run_web_server(WebServer()) as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, web: WebServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JIXIAO_WEBHOOK_URL", web.url("/x"))
    return read_settings()


class Watched:
    """The sensor in an instance, with the cursor of its last tick."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        from orchestration.schedule import killed_run_sensor

        self.instance, self.sensor, self.cursor = instance, killed_run_sensor, None
        self.tick()  # the first tick only notes where the events end

    def tick(self) -> None:
        repository = dg.Definitions(jobs=[killed], sensors=[self.sensor]).get_repository_def()
        context = dg.build_sensor_context(self.instance, cursor=self.cursor, repository_def=repository)
        data: Any = self.sensor.evaluate_tick(context)
        self.cursor = data.cursor

    def close_a_run(self) -> None:
        """Close a run as Dagster's monitoring does when its process is gone."""
        self.instance.report_run_failed(self.instance.create_run_for_job(killed, status=dg.DagsterRunStatus.STARTED))


def told(web: WebServer) -> list[str]:
    return [request.read()["status"] for request in web.requests]


def test_a_killed_refresh_is_reported_once(settings: Settings, web: WebServer) -> None:
    with dg.instance_for_test() as instance:
        watched = Watched(instance)
        write_last_run(settings, "running")
        watched.tick()
        assert told(web) == [], "no run was closed yet"
        watched.close_a_run()
        watched.tick()
        assert told(web) == ["interrupted"]
        assert read_heartbeat(settings)["runs"] == {"interrupted": 1}
        watched.close_a_run()
        watched.tick()
        assert told(web) == ["interrupted"], "this refresh is reported already"
    assert json.loads(settings.last_run.read_text())["status"] == "running"


def test_a_refresh_that_recorded_its_failure_is_left_alone(settings: Settings, web: WebServer) -> None:
    with dg.instance_for_test() as instance:
        watched = Watched(instance)
        write_last_run(settings, "failed", stage="dbt", cause="a test failed", log=None)
        watched.close_a_run()
        watched.tick()
    assert told(web) == [] and read_heartbeat(settings) == {}
