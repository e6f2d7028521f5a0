"""Reading in worker processes: a reader that hangs, crashes or exhausts memory affects only its own document."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.documents.workers import Workers
from ingestion.home import Home, list_loads
from ingestion.ingest import ingest
from ingestion.landing import TABLES
from ingestion.limits import MEBIBYTE, Limits
from orchestration.settings import PROJECT
from tests.ingestion.archives_made import make_zip
from tests.ingestion.conftest import read_landing, read_outcomes
from tests.ingestion.faulty_reader import parse
from tests.shanghai_form import Form

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=2, memory_bytes=256 * MEBIBYTE)

FAULTS = {
    "hang": "reader_timed_out",
    "hang_in_a_library": "reader_timed_out",
    "exit": "reader_died",
    "be_killed": "reader_died",
    "raise": "reader_died",
    "eat_memory": "reader_out_of_memory",
    "read_what_cannot_be_written": "reader_died",
}


def write_forms(inbox: Path, *names: str) -> None:
    for name in names:
        (inbox / name).write_text(Form().with_head(项目名称=f"项目{name}").text())


@pytest.mark.parametrize("workers", [1, 2])
def test_each_fault_affects_only_its_own_document(inbox: Path, home: Home, workers: int) -> None:
    good = [f"{place}_{number}.txt" for place in ("before", "middle", "with") for number in range(4)]
    write_forms(inbox, *good)
    for fault in FAULTS:
        (inbox / f"case_{fault}.txt").write_text(fault)
    report = ingest(inbox, home, LIMITS, workers, parse)
    assert read_outcomes(home) == dict.fromkeys(good, "new_document") | {
        f"case_{fault}.txt": reason for fault, reason in FAULTS.items()
    }
    assert len(read_landing(home, "evaluations")) == len(good) == report.forms
    assert len(read_landing(home, "documents")) == len(good) + len(FAULTS) == report.documents_read
    assert report.rejections.total() == len(FAULTS)
    details = {detail for (detail,) in read_landing(home, "rejections", "detail")}
    assert {
        "more than 2 seconds (600 with text recognition)",
        "more than 256 MB",
        "exit code 1",
        "signal 9: Killed",
    } == details


def test_a_crash_that_does_not_recur_has_no_effect(inbox: Path, home: Home, tmp_path: Path) -> None:
    write_forms(inbox, "a.txt", "c.txt")
    (inbox / "b.txt").write_text(f"die_once {tmp_path / 'died'}\n{Form().text()}")
    ingest(inbox, home, LIMITS, 1, parse)
    assert (tmp_path / "died").exists()
    assert len(read_landing(home, "evaluations")) == 3
    assert len(read_landing(home, "documents")) == 3


def test_the_rows_do_not_depend_on_the_number_of_workers(inbox: Path, tmp_path: Path) -> None:
    write_forms(inbox, *(f"{number}.txt" for number in range(20)))
    shutil.copy(inbox / "3.txt", inbox / "copy.txt")
    inner = {"甲.txt": Form().text().encode(), "空.txt": b""}
    (inbox / "a.zip").write_bytes(make_zip({"inner.zip": make_zip(inner), "3.txt": (inbox / "3.txt").read_bytes()}))
    (inbox / "hang.txt").write_text("hang")
    landed = []
    for workers in (1, 2, 3):
        home = Home(
            tmp_path / f"{workers}_documents",
            tmp_path / f"{workers}_landing",
            PROJECT / "seeds" / "reference" / "form_labels.csv",
        )
        ingest(inbox, home, LIMITS, workers, parse)
        # Without the time of the walk.
        columns = {"sightings": "* exclude (seen_ns)"}
        landed.append({table: read_landing(home, table, columns.get(table, "*")) for table in TABLES})
    assert landed[0] == landed[1] == landed[2]
    assert len(landed[0]["evaluations"]) == 21


def test_no_process_starts_without_documents_to_read(inbox: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    write_forms(inbox, "a.txt")
    ingest(inbox, home, LIMITS, 1)
    monkeypatch.setattr(Workers, "_start", lambda _: pytest.fail("a process was started"))
    shutil.copy(inbox / "a.txt", inbox / "b.txt")
    (inbox / "c.txt").symlink_to(inbox / "a.txt")
    report = ingest(inbox, home, LIMITS, 4)
    assert (report.files_seen, report.documents_known, report.documents_read) == (2, 1, 0)


def test_a_load_that_cannot_be_written_is_an_error(inbox: Path, home: Home) -> None:
    write_forms(inbox, "a.txt", "b.txt")
    (inbox / "c.txt").write_text(f"remove_the_load {home.landing}\n")
    with pytest.raises(FileNotFoundError):
        ingest(inbox, home, LIMITS, 2, parse)
    assert list_loads(home.landing) == []
    assert ingest(inbox, home, LIMITS, 2).documents_read == 3


@pytest.fixture
def hanging(inbox: Path, home: Home, tmp_path: Path) -> tuple["subprocess.Popen[str]", int]:
    """Start a process that ingests, in its own session; return it and the id of its worker, which hangs at a document."""
    write_forms(inbox, "a.txt", "b.txt")
    marker = tmp_path / "marker"
    (inbox / "c.txt").write_text(f"hang_and_report {marker}")
    code = (
        "from pathlib import Path; from ingestion.home import Home; from ingestion.ingest import ingest; from ingestion.limits import Limits; "
        "from tests.ingestion.faulty_reader import parse; "
        f"home = Home(Path({str(home.documents)!r}), Path({str(home.landing)!r}), Path({str(home.labels)!r})); "
        f"ingest(Path({str(inbox)!r}), home, Limits(seconds=5), 2, parse)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=PROJECT, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: marker.is_file() and marker.read_text() != "")
    return process, int(marker.read_text())


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def is_running(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_an_interrupt_ends_the_workers_and_leaves_no_load(
    hanging: tuple["subprocess.Popen[str]", int], home: Home
) -> None:
    process, worker = hanging
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert said.count("Traceback") == 1
    assert not is_running(worker)
    assert [path.name for path in home.landing.iterdir()] == ["load_id=00000000"]


def test_a_worker_does_not_outlive_its_parent(
    hanging: tuple["subprocess.Popen[str]", int], inbox: Path, home: Home
) -> None:
    process, worker = hanging
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    wait_until(lambda: not is_running(worker))
    assert list_loads(home.landing) == []
    assert ingest(inbox, home, LIMITS, 1).documents_read == 3
    assert {path.name for path in home.landing.iterdir()} == {"load_id=00000000", "load_id=00000001"}
