"""Ctrl-C and SIGTERM: the lock is free, last_run.json says so, exit code 130 or 143, one sentence."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.run.lock import refresh_lock
from orchestration.run.run_record import read_last_run, recorded_stage, write_last_run
from orchestration.settings import PROJECT, Settings, read_settings
from tests.conftest import SAMPLES, query
from tests.shanghai_form import Form


@pytest.mark.parametrize(
    ("number", "stage"), [(signal.SIGINT, "starting Dagster"), (signal.SIGTERM, "building 1")], ids=["start", "build"]
)
def test_a_signal_ends_a_refresh_at_once(
    sample_home: Path, copy_home: Callable[[Path], Path], tmp_path: Path, number: signal.Signals, stage: str
) -> None:
    home, inbox = copy_home(sample_home), tmp_path / "in"
    shutil.copytree(SAMPLES, inbox)
    (inbox / "another.txt").write_text(Form().text())
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "orchestration.cli", "refresh"],
        cwd=PROJECT,
        env={**os.environ, "JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(inbox)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # ignored where the tests run in the background
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(stage):
            break
    time.sleep(0.5)
    process.send_signal(number)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert said.splitlines()[-1] == f"interrupted by {number.name}, nothing is released; run it again"
    assert errors == ""
    record = json.loads((home / "last_run.json").read_text())
    assert (record["status"], record["cause"]) == ("interrupted", f"interrupted by {number.name}")
    with refresh_lock(home):
        assert query(home / "current" / "warehouse.duckdb", "select release_id from marts.release_info") == [
            ("00000001",)
        ]
    assert not [path for path in (home / "landing").iterdir() if path.name.startswith(".")] or stage.startswith("start")


RECORD = """
import signal, sys
from orchestration.run.run_record import write_interruption, write_last_run
from orchestration.settings import read_settings
settings = read_settings()
if sys.argv[1] == "own":
    write_last_run(settings, "released", release_id="00000002")
print(write_interruption(settings, "interrupted by SIGINT")["status"])
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"JIXIAO_HOME": str(tmp_path / "home")})


@pytest.mark.parametrize(("whose", "status"), [("own", "released"), ("another", "interrupted")])
def test_a_run_that_has_released_stays_released(settings: Settings, whose: str, status: str) -> None:
    write_last_run(settings, "released", release_id="00000001")
    environment = {**os.environ, "JIXIAO_HOME": str(settings.home)}
    done = subprocess.run(
        [sys.executable, "-c", RECORD, whose], env=environment, cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == status == read_last_run(settings)["status"]


def test_a_stage_that_is_interrupted_has_not_failed(settings: Settings) -> None:
    with pytest.raises(KeyboardInterrupt), recorded_stage(settings, "dbt"):
        raise KeyboardInterrupt
    assert (read_last_run(settings)["status"], read_last_run(settings)["stage"]) == ("interrupted", "dbt")


def test_a_full_disk_does_not_keep_the_record_from_being_true(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_last_run(settings, "running", padding="x" * 500)

    def refuse(path: Path, content: str) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("orchestration.run.run_record.write_atomically", refuse)
    with pytest.raises(OSError, match="No space"), recorded_stage(settings, "release"):
        raise OSError(28, "No space left on device", "/a/file")
    record = read_last_run(settings)
    assert (record["status"], record["cause"]) == ("failed", "No space left on device: /a/file")


BUSY = r"""
import os, signal, sys, threading
from orchestration.run.interrupts import run_interruptibly

def work():
    for number in range(2_000_000):  # as long as a minute, if the signal is lost
        sys.stdout.write(f"working {number}\n")
        sys.stdout.flush()
        if number == 100:
            os.kill(os.getpid(), signal.SIGTERM)

def record(number, stream):
    threading.Event().wait(0.05)
    print("ended by", number.name, file=stream)
    stream.flush()
    threading.Event().wait(0.05)

run_interruptibly(work, record)
"""


def test_nothing_is_printed_after_the_sentence() -> None:
    done = subprocess.run([sys.executable, "-c", BUSY], cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (128 + signal.SIGTERM, "")
    assert done.stdout.splitlines()[-1] == "ended by SIGTERM"
    assert done.stdout.splitlines()[100] == "working 100"
