"""`jixiao status` for homes in each state."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from orchestration.cli.main import main
from tests.conftest import SAMPLES
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
