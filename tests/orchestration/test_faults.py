"""Damage and left-overs in a home, through the command: repaired, or one sentence and exit code 1; never a traceback."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.home import EMPTY_LOAD_ID
from tests.conftest import SAMPLES, fork, query, run_refresh

LOAD = "landing/load_id=00000001"


@pytest.fixture
def home(sample_home: Path, copy_home: Callable[[Path], Path]) -> Path:
    """A home with one release of the samples."""
    return copy_home(sample_home)


def last_run(home: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((home / "last_run.json").read_text())
    return record


def refresh(home: Path, inbox: Path = SAMPLES) -> tuple[int, str]:
    """The exit code of a refresh and what it printed; no traceback, and last_run.json agrees with the exit code."""
    done = run_refresh(home, inbox)
    assert "Traceback" not in done.stdout + done.stderr
    assert (done.returncode == 0) == (last_run(home)["status"] in ("released", "nothing_new"))
    assert query(home / "current" / "warehouse.duckdb", "select count(*) from marts.fct_evaluations") == [(4,)]
    return done.returncode, done.stdout


def break_part(home: Path) -> None:
    path = home / LOAD / "evaluations" / "part-1-0.parquet"
    path.write_bytes(bytes(path.stat().st_size))


def make_stray_load(home: Path) -> None:
    shutil.copytree(home / LOAD, home / "landing" / "load_id=copy")


def see_elsewhere(home: Path, inbox: Path, *changes: str) -> None:
    """Let the home know its document from another inbox, as if it had been read there."""
    target = home / LOAD / "sightings" / "part-0-0.parquet"
    replaced = ", ".join([f"'{inbox}' as inbox", *changes])
    with duckdb.connect() as connection:
        rows = f"select * replace ({replaced}) from read_parquet('{target}')"
        connection.execute(f"copy ({rows}) to '{target}.new' (format parquet)")
    Path(f"{target}.new").replace(target)
    (home / LOAD / "files.json").unlink()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (break_part, f"{LOAD} is damaged: evaluations/part-1-0.parquet was changed. Restore that folder from a backup"),
        (lambda home: shutil.rmtree(home / LOAD / "form_fields"), f"{LOAD} is damaged: form_fields/part-1-0.parquet is missing"),
        (make_stray_load, "load_id=copy is no load of this landing: move it to another place"),
        (lambda home: (home / LOAD / "files.json").write_text("{"), f"{LOAD} is damaged: files.json cannot be read"),
    ],
    ids=["corrupt part", "deleted part", "stray folder", "half list"],
)  # fmt: skip
def test_a_damaged_landing_is_one_sentence(home: Path, damage: Callable[[Path], None], sentence: str) -> None:
    damage(home)
    code, said = refresh(home)
    assert code == 1
    assert sentence in said and said.count("\n") == 1
    assert sentence in last_run(home)["cause"]
    assert (home / "current").readlink() == Path("releases/00000001")


def test_a_lost_document_without_a_copy_is_one_sentence(home: Path, tmp_path: Path) -> None:
    (kept,) = (home / "documents").iterdir()
    kept.unlink()
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "link.txt").symlink_to(kept)
    see_elsewhere(
        home,
        inbox,
        f"'link.txt' as relative_path, 0 as byte_size, {(inbox / 'link.txt').lstat().st_mtime_ns} as modified_ns",
    )
    code, said = refresh(home, inbox)
    assert code == 1
    assert f"nothing is new, but the kept document {kept} is missing or damaged" in said
    assert last_run(home)["stage"] == "documents"


def test_an_emptied_inbox_is_one_sentence_until_it_is_accepted(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mount of the inbox is gone: its folder is there, and empty."""
    inbox = tmp_path / "in"
    shutil.copytree(SAMPLES, inbox)
    see_elsewhere(home, inbox)
    assert refresh(home, inbox)[1].startswith("Nothing new")
    shutil.rmtree(inbox)
    assert "cannot be listed: No such file or directory" in refresh(home, inbox)[1]
    inbox.mkdir()
    code, said = refresh(home, inbox)
    assert code == 1
    assert "is empty, but 1 files were seen in it before: check that it is mounted" in said
    assert last_run(home)["stage"] == "inbox"
    accepted = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "refresh"],
        env={**os.environ, "JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(inbox), "JIXIAO_INBOX_MAY_BE_EMPTY": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (accepted.returncode, last_run(home)["status"]) == (0, "nothing_new")


def test_what_interrupted_runs_left_is_removed(home: Path) -> None:
    left = [
        home / ".last_run.json.4711", home / ".current.4711", home / "documents" / f".{'0' * 64}",
        home / "landing" / ".load_id=00000002.abcd" / "documents", home / "landing" / ".spilled.4711", home / "build" / "release-00000002" / "report",
        home / "releases" / ".00000000" / "report", home / "releases" / "00000000" / "report",
    ]  # fmt: skip
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a part")
    shutil.copytree(home / "releases" / "00000001", home / "releases" / "00000002")  # killed before `current` changed
    code, said = refresh(home)
    assert (code, "Nothing new since release 00000001" in said) == (0, True)
    assert [path for path in left if path.exists()] == []
    assert [path.name for path in (home / "releases").iterdir()] == ["00000001"]
    assert [path.name for path in (home / "landing").glob("*") if path.name.startswith(".")] == []


def test_a_kill_between_the_link_and_the_ledgers_is_made_good(home: Path) -> None:
    """The ledger of evaluations is as it was before the build of the first release."""
    ledger = home / "ledger" / "released_evaluations.parquet"
    rows = duckdb.sql(f"from '{ledger}'").fetchall()
    duckdb.sql(f"copy (from '{ledger}' limit 0) to '{home}/empty' (format parquet)")
    (home / "empty").replace(ledger)
    (home / "releases.jsonl").unlink()
    assert refresh(home)[0] == 0
    assert duckdb.sql(f"from '{ledger}'").fetchall() == rows
    assert len(rows) == 4
    assert [json.loads(line)["release_id"] for line in (home / "releases.jsonl").read_text().splitlines()] == [
        "00000001"
    ]


def test_small_records_that_are_half_are_not_believed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("mirror.json", "last_run.json"):
        (home / name).write_text('{"status": "rel')
    with (home / "releases.jsonl").open("a") as file:
        file.write('{"release_id": "000')
    code, said = refresh(home)
    assert (
        code,
        "releases.jsonl was missing or damaged: it was made again from the releases that are kept" in said,
    ) == (0, True)
    assert (home / "releases.jsonl").read_text().count("\n") == 1


def test_a_folder_in_the_place_of_the_link_is_moved_away(home: Path) -> None:
    """A backup that follows links leaves a copy of the release there."""
    (home / "current").unlink()
    shutil.copytree(home / "releases" / "00000001", home / "current")
    code, said = refresh(home)
    assert (code, "was not a link: it was moved to" in said) == (0, True)
    assert (home / "current").readlink() == Path("releases/00000001")
    (home / "current").unlink()
    (home / "current").mkdir()
    assert "remove both, then refresh again" in run_refresh(home, SAMPLES).stdout
    assert last_run(home)["status"] == "failed"


def test_everything_that_is_made_is_made_again(home: Path) -> None:
    """One refresh repairs what is derived: the release, the build, the parsed project, Dagster's history, a ledger."""
    (kept,) = (home / "documents").iterdir()
    kept.chmod(0o600)
    kept.write_bytes(b"")
    (home / "releases" / "00000001" / "report" / "index.html").unlink()
    (home / "ledger" / "released_evaluations.parquet").write_bytes(b"PAR1")
    (home / "build" / "warehouse.duckdb").write_bytes(b"no database")
    (home / "build" / "warehouse.duckdb.wal").write_bytes(b"no log")
    (home / "landing" / f"load_id={EMPTY_LOAD_ID}" / "rejections" / "part-0.parquet").unlink()
    for path in (home / "build").glob("parsed-*.msgpack"):
        path.write_bytes(path.read_bytes()[:1000])
    for name in ("runs.db", "runs/index.db"):
        (home / "dagster" / "history" / name).write_bytes(b"no database at all, though it is long enough" * 100)
    code, said = refresh(home)
    assert code == 0, said
    assert "current is damaged and is made again: report/index.html is missing" in said
    assert "runs.db was damaged: it was moved to" in said
    assert "released_evaluations.parquet was missing or damaged: it is made again" in said
    assert (home / "current").readlink() == Path("releases/00000002")
    assert kept.read_bytes() == next(SAMPLES.iterdir()).read_bytes()
    ledger = f"select distinct first_release_id, last_release_id from '{home}/ledger/released_evaluations.parquet'"
    assert duckdb.sql(ledger).fetchall() == [("00000001", "00000002")]
    assert refresh(home)[1].startswith("Nothing new since release 00000002")


def run_in_namespace(home: Path, script: str) -> subprocess.CompletedProcess[str]:
    """A refresh after the shell commands of `script`, whose mounts only it sees."""
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount")
    command = f"{script}\ncode=0; {sys.executable} -m orchestration.cli refresh || code=$?; cat {home}/last_run.json >&2; exit $code"
    environment = {**os.environ, "JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(SAMPLES), "COLUMNS": "160"}
    return subprocess.run(
        ["unshare", "-m", "sh", "-ec", command], env=environment, capture_output=True, text=True, check=False
    )


def test_a_home_that_cannot_be_written_is_one_sentence(home: Path) -> None:
    done = run_in_namespace(home, f"mount --bind {home} {home} && mount -o remount,bind,ro {home}")
    assert done.returncode == 1
    assert done.stdout.startswith("not released: the home cannot be used: Read-only file system")
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_too_little_memory_is_one_sentence_and_recorded(home: Path) -> None:
    done = fork(["-m", "orchestration.cli", "rebuild"], home, SAMPLES, JIXIAO_MEMORY_MB="8")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "DuckDB has too little memory (" in last_run(home)["cause"]
    assert ": raise JIXIAO_MEMORY_MB, or use a larger machine" in done.stdout.splitlines()[-1]
    assert (home / "current").readlink() == Path("releases/00000001")


def test_a_full_disk_is_one_sentence_and_recorded(home: Path, tmp_path: Path) -> None:
    """The disk fills up while the warehouse is built or released; the former release stays, and no half one."""
    used = sum(path.stat().st_blocks for path in home.rglob("*") if path.is_file()) // 2
    (home / "seen").write_text("")
    mounted = f"cp -a {home} {tmp_path}/copy; mount -t tmpfs -o size={used + 9000}k none {home}; cp -a {tmp_path}/copy/. {home}; rm {home}/current/report/index.html"
    done = run_in_namespace(home, mounted)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    record = json.loads(done.stderr[done.stderr.index("{\n") :])
    assert record["status"] == "failed"
    assert done.stdout.splitlines()[-1] == f"not released: {record['cause']}"
    assert record["cause"].startswith("the home cannot be used: ")


@pytest.mark.parametrize("size", ["2m", "12m", "30m", "64m"])
def test_a_disk_that_is_too_small_is_the_same_sentence_at_each_stage(tmp_path: Path, size: str) -> None:
    """The parsed project, Dagster's history, the warehouse and the indicators need more than there is."""
    home = tmp_path / "home"
    home.mkdir()
    done = run_in_namespace(home, f"mount -t tmpfs -o size={size} none {home}")
    assert done.returncode == 1, done.stdout
    printed, record = done.stderr.split("{\n", maxsplit=1)
    assert printed == ""
    cause = json.loads("{" + record)["cause"]
    assert cause.startswith("the home cannot be used: ")
    last = done.stdout.splitlines()[-1]
    assert last == f"not released: {cause}"
    assert "Errno" not in done.stdout
