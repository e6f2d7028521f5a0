"""A pinned release that is damaged: readers never see a newer one because of it, and refresh and status say it."""

import json
import shutil
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner, Result

from orchestration.cli.main import main
from orchestration.run.pin import write_pin
from orchestration.settings import read_settings
from tests.conftest import SAMPLES, query
from tests.orchestration.test_kept_releases import change, home  # noqa: F401  (a home with three releases)

NAMES = ("00000001", "00000002", "00000003")


def run(home: Path, *arguments: str) -> Result:  # noqa: F811
    environment = {"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(SAMPLES), "JIXIAO_POSTGRES_URL": ""}
    return CliRunner().invoke(main, arguments, env=environment)


def damage(home: Path, name: str, file: str = "warehouse.duckdb") -> None:  # noqa: F811
    path = home / "releases" / name / file
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])


@pytest.fixture
def pinned(home: Path) -> Path:  # noqa: F811
    """The home, rolled back from its third release to the second."""
    records = [json.loads((home / "releases" / name / "release.json").read_text()) for name in NAMES]
    (home / "releases.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records))
    assert run(home, "release", "rollback").exit_code == 0
    return home


def read_release(home: Path) -> str:  # noqa: F811
    """The release that readers see, which is whole."""
    assert query(home / "current" / "warehouse.duckdb", "select count(*) from marts.fct_evaluations") == [(4,)]
    return (home / "current").readlink().name


def test_an_older_release_is_shown_and_both_commands_say_it(pinned: Path) -> None:
    shutil.copytree(pinned / "releases" / "00000002", pinned.parent / "backup")
    damage(pinned, "00000002")
    assert "the pinned release 00000002 is damaged" in run(pinned, "status").output
    for _ in range(2):  # each night again
        done = run(pinned, "refresh")
        assert done.exit_code == 1
        assert "not released: the pinned release 00000002 is damaged (warehouse.duckdb has" in done.output
        assert "readers see release 00000001: restore" in done.output and done.output.count("\n") == 1
        assert read_release(pinned) == "00000001"
    assert [path.name for path in sorted((pinned / "releases").iterdir())] == list(NAMES), "nothing is removed"
    assert json.loads((pinned / "last_run.json").read_text())["stage"] == "release"
    status = json.loads(run(pinned, "status", "--json").output)
    assert (status["pin"]["release_id"], status["check"]["level"]) == ("00000002", "critical")
    assert status["pin"]["problem"] in status["check"]["problems"]
    shutil.rmtree(pinned / "releases" / "00000002")
    (pinned.parent / "backup").rename(pinned / "releases" / "00000002")
    assert "is pinned to release 00000002" in run(pinned, "refresh").output
    assert read_release(pinned) == "00000002", "the restored release is shown again"


def test_no_newer_release_is_shown_if_there_is_no_older_one(pinned: Path) -> None:
    shutil.rmtree(pinned / "releases" / "00000001")
    shutil.rmtree(pinned / "releases" / "00000002")
    done = run(pinned, "refresh")
    assert (
        done.exit_code,
        "00000002 is damaged (it is missing or not complete), and readers see no" in done.output,
    ) == (
        1,
        True,
    )
    assert (pinned / "current").readlink() == Path("releases/00000002")


def test_a_missing_page_of_the_pinned_release_is_said_and_it_stays(pinned: Path) -> None:
    (pinned / "current" / "report" / "index.html").unlink()
    done = run(pinned, "refresh")
    assert (
        done.exit_code,
        "is damaged (report/index.html is missing), and readers see it as it is" in done.output,
    ) == (1, True)
    assert "is made again" not in done.output
    assert read_release(pinned) == "00000002"


def test_a_kill_between_the_pin_and_the_link_is_made_good(home: Path) -> None:  # noqa: F811
    write_pin(read_settings({"JIXIAO_HOME": str(home)}), "00000001")
    assert "Nothing new since release 00000001" in run(home, "refresh").output
    assert read_release(home) == "00000001"


def test_another_release_can_be_pinned_but_no_damaged_one(pinned: Path) -> None:
    damage(pinned, "00000002")
    assert run(pinned, "refresh").exit_code == 1
    damage(pinned, "00000003")
    done = run(pinned, "release", "rollback", "00000003")
    assert (done.exit_code, "release 00000003 is damaged: warehouse.duckdb has" in done.output) == (1, True)
    assert run(pinned, "release", "rollback", "00000001").exit_code == 0
    assert json.loads(run(pinned, "status", "--json").output)["pin"]["problem"] is None


def test_the_tick_of_the_schedule_records_and_says_it(pinned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.schedule import nightly_refresh_schedule

    monkeypatch.setenv("JIXIAO_HOME", str(pinned))
    monkeypatch.setenv("JIXIAO_INBOX", str(SAMPLES))

    def tick() -> str:
        with dg.build_schedule_context() as context:
            skipped = nightly_refresh_schedule(context)
        assert isinstance(skipped, dg.SkipReason)
        return skipped.skip_message or ""

    assert "is pinned to release 00000002" in tick()
    damage(pinned, "00000002")
    assert "the pinned release 00000002 is damaged" in tick()
    assert read_release(pinned) == "00000001"
    assert json.loads((pinned / "last_run.json").read_text())["status"] == "failed"
    assert json.loads((pinned / "heartbeat.json").read_text())["runs"]["failed"] == 1
