"""The sensor requests one run for documents that have arrived, when the inbox has stopped changing."""

import json
import os
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ingestion.documents.inbox import InboxFile
from orchestration.run.arrivals import Arrivals, observe
from orchestration.run.lock import refresh_lock
from orchestration.run.pin import write_pin
from orchestration.settings import read_settings


def new_file(path: str, size: int = 1) -> InboxFile:
    return InboxFile(f"/in/{path}", path, size, 7, None)


def test_arrivals_are_the_same_as_long_as_no_file_changes() -> None:
    first = observe([new_file("a"), new_file("b")], Arrivals(), 100.0)
    assert (first.since, first.requested) == (100.0, "")
    assert observe([new_file("a"), new_file("b")], first, 130.0) == first
    for changed in ([new_file("a"), new_file("b", 2)], [new_file("a")], [new_file("a"), new_file("b"), new_file("c")]):
        later = observe(changed, first._replace(requested="x"), 130.0)
        assert later.state != first.state
        assert (later.since, later.requested) == (130.0, "x")
    assert observe([], first, 130.0).state == ""


def test_a_clock_that_was_set_back_starts_the_time_again() -> None:
    first = observe([new_file("a")], Arrivals(), 100.0)
    assert observe([new_file("a")], first, 50.0).since == 50.0


def test_a_name_that_is_not_utf8_is_observed() -> None:
    name = os.fsdecode(b"\xff.docx")
    assert observe([new_file(name)], Arrivals(), 1.0).state


class Watched:
    """The sensor on a home, with a clock of its own."""

    def __init__(self, home: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from orchestration import schedule

        monkeypatch.setenv("JIXIAO_HOME", str(home))
        monkeypatch.setenv("JIXIAO_INBOX", str(inbox))
        self.now, self.cursor, self.sensor = 1000.0, "", schedule.inbox_sensor
        monkeypatch.setattr("orchestration.schedule.time.time", lambda: self.now)

    def tick(self, seconds: float) -> tuple[int, str]:
        """The number of runs that a tick after some seconds requests, and why it requests none."""
        self.now += seconds
        with dg.instance_for_test() as instance:
            context = dg.build_sensor_context(instance, cursor=self.cursor or None)
            data: Any = self.sensor.evaluate_tick(context)
        self.cursor = data.cursor or self.cursor
        return len(data.run_requests), data.skip_message or ""


@pytest.mark.slow
def test_the_sensor(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    watched = Watched(tmp_path / "home", inbox, monkeypatch)
    assert watched.sensor.default_status == dg.DefaultSensorStatus.STOPPED
    assert watched.tick(60) == (0, "nothing new in the inbox")
    (inbox / "a.txt").write_text("a")
    assert watched.tick(60) == (0, "1 new files; a run is requested when nothing has changed for 10 minutes")
    watched.tick(599)
    (inbox / "a.txt").write_text("a, still being written")
    assert watched.tick(10)[0] == 0
    assert watched.tick(599)[0] == 0
    with refresh_lock(tmp_path / "home"):
        assert watched.tick(1) == (0, "a refresh is running")
    write_pin(read_settings(), "00000001")
    assert "pinned" in watched.tick(1)[1]
    read_settings().pin.unlink()
    assert watched.tick(1) == (1, "")
    assert watched.tick(3600) == (0, "a run was requested for these 1 new files already")
    (inbox / "b.txt").write_text("b")
    assert watched.tick(60)[0] == 0
    assert watched.tick(600) == (1, "")
    requested = json.loads(watched.cursor)["requested"]
    assert requested == json.loads(watched.cursor)["state"]
    for path in inbox.iterdir():
        path.unlink()
    inbox.rmdir()
    assert "cannot be listed" in watched.tick(60)[1]
