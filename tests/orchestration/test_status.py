"""`jixiao status` for homes in each state."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from orchestration.cli.main import main
from orchestration.notification.report_run import reported_run
from orchestration.run.run_record import write_last_run
from orchestration.settings import read_settings
from tests.conftest import SAMPLES
from tests.orchestration.small_release import Content, add_release
from tests.shanghai_form import Form


def read_status(home: Path, inbox: Path = SAMPLES) -> tuple[int, dict[str, Any]]:
    """Return the exit code and the JSON of the status of a home."""
    done = CliRunner().invoke(
        main,
        ["status", "--json"],
        env={"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(inbox), "JIXIAO_POSTGRES_URL": ""},
    )
    return done.exit_code, json.loads(done.stdout)


def test_a_released_home_has_nothing_new(sample_home: Path) -> None:
    code, status = read_status(sample_home)
    assert code == 0
    release = status["release"]
    assert (release["release_id"], release["admitted"], release["quarantined"], release["rejections"]) == (
        "00000001", 4, 0, 0,
    )  # fmt: skip
    assert Path(release["path"]).is_file()
    assert status["last_run"]["status"] == "released"
    assert status["inbox"] == {
        "path": str(SAMPLES), "has_news": False, "files": 0, "documents_to_read_again": 0, "changed": [],
        "lost_documents": [],
    }  # fmt: skip


def test_an_empty_home_has_no_release_and_stays_empty(tmp_path: Path) -> None:
    code, status = read_status(tmp_path / "home")
    assert code == 1
    assert (status["release"], status["last_run"]) == (None, None)
    assert (status["inbox"]["files"], status["inbox"]["changed"]) == (1, ["release"])
    assert not (tmp_path / "home").exists()


def test_new_files_are_counted(sample_home: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    shutil.copytree(SAMPLES, inbox)
    (inbox / "another.txt").write_text(Form().text(), "utf-8")
    _, status = read_status(sample_home, inbox)
    assert (status["inbox"]["has_news"], status["inbox"]["files"]) == (True, 2)


def show(home: Path) -> list[str]:
    """Return the lines of the status of a home, whose inbox is the samples."""
    done = CliRunner().invoke(main, ["status"], env={"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(SAMPLES)})
    return done.stdout.splitlines()


def test_an_empty_home_says_what_a_refresh_would_read(tmp_path: Path) -> None:
    assert "  1 new or changed files; there is no complete release 没有完整的版本" in show(tmp_path / "home")


@pytest.mark.parametrize(
    ("total", "shown"),
    [
        (48 * 1024**2, "12.0 MiB of 48.0 MiB"),
        (4 * 1024**3, "1.0 GiB of 4.0 GiB"),
        (2 * 1024**3, "512.0 MiB of 2.0 GiB"),
    ],
)
def test_the_space_of_a_small_disk_is_in_mib(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, total: int, shown: str
) -> None:
    usage = SimpleNamespace(total=total, free=total // 4)
    monkeypatch.setattr("orchestration.run.status.shutil.disk_usage", lambda path: usage)
    assert show(tmp_path / "home")[-1] == f"Disk 磁盘: {shown} free 可用"


def test_a_damaged_landing_is_told_once(sample_home: Path, copy_home: Callable[[Path], Path]) -> None:
    home = copy_home(sample_home)
    (home / "landing" / "load_id=00000001" / "files.json").write_text("{")
    _, status = read_status(home)
    damage = status["landing_problem"]
    assert "is damaged: files.json cannot be read" in damage
    assert status["inbox"] == {"path": str(SAMPLES)}
    for _ in range(2):
        lines = show(home)
        assert "\n".join(lines).count(damage) == 1
        assert f"Inbox 报送文件夹: {SAMPLES}" in lines
        assert run_check(home)[1].count(damage) == 1
        settings = read_settings({"JIXIAO_HOME": str(home)})
        write_last_run(settings, "failed", stage="home", cause=damage, log=None, node=None)


def test_a_missing_inbox_is_reported(sample_home: Path, tmp_path: Path) -> None:
    _, status = read_status(sample_home, tmp_path / "nowhere")
    assert "cannot be listed" in status["inbox"]["problem"]


@pytest.mark.parametrize(
    ("record", "shown"),
    [
        (
            {"status": "failed", "stage": "dbt", "cause": "a test failed", "log": "/a/log", "node": None},
            "dbt: a test failed",
        ),
        ({"status": "running"}, "interrupted"),
    ],
)
def test_a_run_that_failed_or_was_killed_is_shown(
    sample_home: Path, copy_home: Callable[[Path], Path], record: dict[str, Any], shown: str
) -> None:
    home = copy_home(sample_home)
    (home / "last_run.json").write_text(json.dumps({"at": "2026-01-01T00:00:00+00:00", **record}))
    (home / "refresh.lock").write_text(str(2**22 + 1))  # not the id of a process
    done = CliRunner().invoke(main, ["status"], env={"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(SAMPLES)})
    assert done.exit_code == 1
    assert shown in done.stdout


def run_check(home: Path, *options: str, inbox: Path = SAMPLES, **environment: str) -> tuple[int, str]:
    """Return the exit code and the line of `jixiao status --check`."""
    done = CliRunner().invoke(
        main, ["status", "--check", *options], env={"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(inbox), **environment}
    )
    assert len(done.stdout.splitlines()) == 1, done.output
    return done.exit_code, done.stdout.strip()


@pytest.fixture
def small_home(tmp_path: Path) -> Path:
    """A home with a small release, whose newest run has just succeeded."""
    home = tmp_path / "home"
    add_release(home, "00000001", Content(quarantined=((1, "甲", "一"),)))
    write_last_run(read_settings({"JIXIAO_HOME": str(home)}), "released", release_id="00000001", withheld={})
    return home


def test_the_check_of_a_good_home_is_ok(small_home: Path) -> None:
    code, line = run_check(small_home)
    assert code == 0
    assert line.startswith("JIXIAO OK - release 00000001 of 2026-11-27T01:00:00+00:00 | hours=0.0;26;50 disk_free=")
    assert line.endswith("backlog=1 admitted=10 quarantined=1")


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (("--warning-hours", "0"), 1, "no run has succeeded for 0 hours"),
        (("--critical-hours", "0"), 2, "no run has succeeded for 0 hours"),
        (("--warning-disk-mb", "999999999"), 1, "MiB are free on the disk of the home"),
        (("--critical-disk-mb", "999999999"), 2, "MiB are free on the disk of the home"),
        (("--warning-quarantined", "1"), 1, "1 evaluations are quarantined"),
        (("--warning-quarantined", "2"), 0, "release 00000001"),
        (("--warning-backlog", "1"), 1, "1 new or changed files in the inbox are not read"),
    ],
)
def test_the_thresholds_of_the_check(small_home: Path, options: tuple[str, ...], code: int, sentence: str) -> None:
    found, line = run_check(small_home, *options)
    assert found == code and sentence in line, line


def test_the_check_warns_of_what_is_not_urgent(small_home: Path, tmp_path: Path) -> None:
    code, line = run_check(small_home, inbox=tmp_path / "nowhere")
    assert (code, "cannot be listed" in line) == (1, True)
    (small_home / "heartbeat.json").write_text(
        json.dumps({"notifications": {"mail": "refused | by it", "webhook json": None}})
    )
    code, line = run_check(small_home)
    assert (code, line.count("|")) == (1, 1)
    assert "the digest was not sent by mail: refused / by it" in line


def test_the_check_is_critical_after_a_failure_and_says_the_last_success(small_home: Path) -> None:
    settings = read_settings({"JIXIAO_HOME": str(small_home)})
    with reported_run(settings):
        write_last_run(settings, "released", release_id="00000001", withheld={}, run=2)
    with reported_run(settings):
        write_last_run(settings, "failed", stage="dbt", cause="a test failed", log=None)
    code, line = run_check(small_home)
    assert code == 2 and "CRITICAL - the newest run failed: dbt: a test failed | hours=0.0;" in line
    with reported_run(settings):
        write_last_run(settings, "nothing_new", release_id="00000001", withheld={})
    assert run_check(small_home)[0] == 0
    done = CliRunner().invoke(main, ["status"], env={"JIXIAO_HOME": str(small_home)})
    assert "last error 最近错误: " in done.stdout and "dbt: a test failed" in done.stdout
    assert "last success 最近成功: " in done.stdout and "GiB free" in done.stdout


def test_the_check_of_a_killed_run_and_of_no_release(small_home: Path, tmp_path: Path) -> None:
    write_last_run(read_settings({"JIXIAO_HOME": str(small_home)}), "running")
    (small_home / "refresh.lock").write_text(str(2**22 + 1))  # not the id of a process
    for home, sentence in ((small_home, "the newest run was interrupted"), (tmp_path / "empty", "there is no release")):
        code, line = run_check(home)
        assert code == 2 and f"CRITICAL - {sentence}" in line


def test_what_cannot_be_read(small_home: Path) -> None:
    release = small_home / "releases" / "00000001" / "warehouse.duckdb"
    release.write_bytes(b"not a database")
    code, line = run_check(small_home)
    assert code == 2 and "cannot be read" in line
    done = CliRunner().invoke(main, ["status"], env={"JIXIAO_HOME": str(small_home)})
    assert (done.exit_code, "cannot be read" in done.stdout) == (1, True)
    (small_home / "heartbeat.json").write_text("{half")
    assert run_check(small_home)[0] == 2
    code, line = run_check(small_home, JIXIAO_KEEP_RELEASES="none")
    assert (code, line.startswith("JIXIAO UNKNOWN - JIXIAO_KEEP_RELEASES is 'none'")) == (3, True)


def test_the_status_as_json_has_the_level(small_home: Path) -> None:
    code, status = read_status(small_home)
    assert code == 0
    assert status["check"] == {"level": "ok", "code": 0, "problems": []}
    assert status["disk"].keys() == {"free_bytes", "total_bytes"}
    assert status["last_success_at"] and status["last_failure"] is None
