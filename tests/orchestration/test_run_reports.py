"""Each run is reported once when it ends, whatever its end; a failure to report does not change the run."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.notification.report_run import report_killed_run, reported_run
from orchestration.run.heartbeat import read_heartbeat
from orchestration.run.lock import LockedError, refresh_lock
from orchestration.run.run_record import recorded_stage, write_last_run
from orchestration.settings import Settings, read_settings
from tests.conftest import SAMPLES, Done, fork, share_parsed_project
from tests.orchestration.receivers import WebServer, run_web_server
from tests.orchestration.small_release import Content, add_release

EVERYTHING = "released failed interrupted nothing_new"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with run_web_server(WebServer()) as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, web: WebServer) -> Settings:
    return read_settings(
        {
            "JIXIAO_HOME": str(tmp_path / "home"),
            "JIXIAO_WEBHOOK_URL": web.url("/x"),
            "JIXIAO_METRICS_FILE": str(tmp_path / "jixiao.prom"),
        }
    )


def told(web: WebServer) -> list[str]:
    """Return the results of the runs that the web server was told."""
    return [request.read()["status"] for request in web.requests]


def test_a_released_run_is_reported_once(settings: Settings, web: WebServer) -> None:
    with reported_run(settings), reported_run(settings), refresh_lock(settings.home):
        write_last_run(settings, "running")
        with recorded_stage(settings, "landing"):
            pass
        with recorded_stage(settings, "dbt"):
            pass
        add_release(settings.home, "00000001", Content())
    assert told(web) == ["released"]
    heartbeat = read_heartbeat(settings)
    assert heartbeat["runs"] == {"released": 1}
    assert heartbeat["stages"].keys() == {"landing", "dbt"}
    assert heartbeat["notifications"] == {"webhook json": None}
    with reported_run(settings):
        pass
    assert told(web) == ["released"]


def test_nothing_new_is_counted_and_told_only_if_asked_for(settings: Settings, web: WebServer) -> None:
    add_release(settings.home, "00000001", Content())
    with reported_run(settings):
        write_last_run(settings, "nothing_new", release_id="00000001", withheld={})
    assert told(web) == []
    assert read_heartbeat(settings)["runs"] == {"nothing_new": 1}


def test_a_run_that_fails_is_reported_with_its_cause(settings: Settings, web: WebServer) -> None:
    with pytest.raises(ValueError), reported_run(settings), refresh_lock(settings.home):
        write_last_run(settings, "running")
        with recorded_stage(settings, "dbt"):
            raise ValueError("a test failed")
    (request,) = web.requests
    assert request.read()["sections"][0]["lines"][0]["en"] == "dbt: a test failed"
    assert read_heartbeat(settings)["last_failure"]["cause"] == "a test failed"
    assert read_heartbeat(settings)["last_success_at"] is None


def test_a_run_that_leaves_no_record_is_reported_as_failed(settings: Settings, web: WebServer) -> None:
    with reported_run(settings):
        write_last_run(settings, "running")
    assert told(web) == ["failed"]
    assert "without a recorded cause" in web.requests[0].body.decode()


def test_an_error_without_a_record_is_reported(settings: Settings, web: WebServer) -> None:
    """For example a full disk: last_run.json cannot be written."""
    with pytest.raises(OSError), reported_run(settings):
        raise OSError("No space left on device")
    assert told(web) == ["failed"]
    assert "No space left on device" in web.requests[0].body.decode()


def test_ctrl_c_is_reported_as_interrupted(settings: Settings, web: WebServer) -> None:
    with pytest.raises(KeyboardInterrupt), reported_run(settings):
        write_last_run(settings, "running")
        raise KeyboardInterrupt
    assert told(web) == ["interrupted"]


def test_a_killed_run_is_reported_by_the_next_or_by_the_sensor(settings: Settings, web: WebServer) -> None:
    write_last_run(settings, "running")
    report_killed_run(settings)
    report_killed_run(settings)
    assert told(web) == ["interrupted"]
    with reported_run(settings):
        write_last_run(settings, "nothing_new", release_id="", withheld={})
    assert told(web) == ["interrupted"]
    assert read_heartbeat(settings)["runs"] == {"interrupted": 1, "nothing_new": 1}


def test_a_run_of_another_process_is_left_alone(settings: Settings, web: WebServer) -> None:
    settings.home.mkdir()
    hold = "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(settings.home / "refresh.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdin
        other.stdout.readline()
        write_last_run(settings, "running")
        report_killed_run(settings)
        with pytest.raises(LockedError), reported_run(settings), refresh_lock(settings.home):
            pass
        other.stdin.close()
    assert told(web) == [] and read_heartbeat(settings) == {}


def test_a_failure_to_report_does_not_change_the_run(
    settings: Settings, web: WebServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("broken")

    web.status = 500
    for name in ("beat", "send_digest"):
        with monkeypatch.context() as patch:
            patch.setattr(f"orchestration.notification.report_run.{name}", fail)
            with reported_run(settings):
                write_last_run(settings, "failed", stage="dbt", cause=f"while {name} is broken", log=None)
    assert caplog.text.count("broken") == 2
    with reported_run(settings):
        write_last_run(settings, "failed", stage="dbt", cause="x", log=None, node="another run")
    assert "the digest is not sent by webhook json: WebhookError: it answered HTTP 500" in caplog.text


def test_the_metrics_of_a_run(settings: Settings) -> None:
    with reported_run(settings):
        with recorded_stage(settings, "dbt"):
            pass
        add_release(settings.home, "00000001", Content(admitted=7))
    path = settings.notification.metrics_file
    assert path and path.stat().st_mode & 0o777 == 0o644
    assert [name.name for name in path.parent.glob("jixiao*")] == ["jixiao.prom"]
    samples = dict(line.rsplit(" ", 1) for line in path.read_text().splitlines() if not line.startswith("#"))
    assert samples["jixiao_evaluations_admitted"] == "7" and samples["jixiao_documents"] == "5"
    assert samples['jixiao_runs_total{result="released"}'] == "1" and samples["jixiao_last_run_success"] == "1"
    assert 'jixiao_stage_seconds{stage="dbt"}' in samples and "jixiao_run_seconds" in samples
    assert abs(float(samples["jixiao_last_success_timestamp_seconds"]) - time.time()) < 120
    with reported_run(settings):
        write_last_run(settings, "failed", stage="dbt", cause="x", log=None)
    text = path.read_text()
    assert "jixiao_last_run_success 0" in text and 'jixiao_runs_total{result="failed"} 1' in text
    for line in text.splitlines():  # the format of Prometheus
        assert line.startswith("# ") or float(line.rsplit(" ", 1)[1]) >= 0


def test_metrics_that_cannot_be_written_do_not_stop_the_digest(settings: Settings, web: WebServer) -> None:
    path = settings.notification.metrics_file
    assert path
    path.mkdir()
    with reported_run(settings):
        write_last_run(settings, "failed", stage="dbt", cause="x", log=None)
    assert told(web) == ["failed"]


# With the command and with Dagster.


def run(home: Path, web: WebServer, *command: str, inbox: Path = SAMPLES) -> Done:
    return fork([*command], home, inbox, JIXIAO_WEBHOOK_URL=web.url("/x"), JIXIAO_NOTIFY_ON=EVERYTHING)


REFRESH = ("-m", "orchestration.cli", "refresh")
# As the daemon runs the job, without the command.
RUN_JOB = """
from orchestration.instance import open_instance
from orchestration.settings import read_settings
with open_instance(read_settings()) as instance:
    from orchestration.definitions import definitions
    job = definitions.resolve_job_def("nightly_refresh")
    print(job.execute_in_process(instance=instance, raise_on_error=False).success)
"""


@pytest.mark.slow
def test_the_command_reports_a_release_and_nothing_new(tmp_path: Path, web: WebServer) -> None:
    home = tmp_path / "home"
    share_parsed_project(home)
    done = run(home, web, *REFRESH)
    assert done.returncode == 0, done.stdout + done.stderr
    assert run(home, web, *REFRESH).returncode == 0
    assert told(web) == ["released", "nothing_new"]
    released = web.requests[0].read()
    assert released["title"]["en"] == "Released 00000001 · admitted 4 · quarantined 0"
    assert {figure["code"] for figure in released["figures"]} >= {"received", "admitted", "budget", "execution_rate"}
    record = json.loads((home / "heartbeat.json").read_text())
    assert record["runs"] == {"released": 1, "nothing_new": 1}


@pytest.mark.slow
def test_the_command_and_dagster_report_a_failure_once(
    sample_home: Path, copy_home: Callable[[Path], Path], tmp_path: Path, web: WebServer
) -> None:
    home = copy_home(sample_home)
    done = run(home, web, *REFRESH, inbox=tmp_path / "gone")
    assert done.returncode == 1
    assert told(web) == ["failed"] and "cannot be listed" in web.requests[0].body.decode()
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("new")
    (home / "documents").rename(home / "elsewhere")
    (home / "documents").write_text("a file where a folder must be")
    assert run(home, web, *REFRESH, inbox=inbox).returncode == 1
    assert told(web) == ["failed", "failed"]
    done = run(home, web, "-c", RUN_JOB, inbox=inbox)
    assert done.stdout.strip().endswith("False"), done.stderr
    assert told(web) == ["failed"] * 3
    assert web.requests[2].read()["sections"][0]["lines"][0]["en"].startswith("landing: ")


@pytest.mark.slow
def test_dagster_reports_a_release(
    sample_home: Path, copy_home: Callable[[Path], Path], tmp_path: Path, web: WebServer
) -> None:
    home = copy_home(sample_home)
    done = run(home, web, "-c", RUN_JOB)
    assert done.stdout.strip().endswith("True"), done.stderr
    assert told(web) == ["released"]
    assert json.loads((home / "heartbeat.json").read_text())["stages"].keys() == {
        "landing",
        "dbt",
        "indicators",
        "release",
    }
