"""Settings from the environment; an invalid value is refused with a message."""

import os
import re
from pathlib import Path

import pytest

from ingestion.limits import MEBIBYTE, Limits
from orchestration.settings import PROJECT, Operation, SettingsError, make_demo_environment, read_settings


def test_defaults() -> None:
    settings = read_settings({})
    assert settings.inbox == PROJECT / "seeds" / "evaluations"
    assert settings.home == PROJECT / ".jixiao"
    assert settings.keep_releases == 7
    assert settings.limits == Limits()
    assert settings.workers == os.cpu_count()
    assert settings.operation == Operation("0 2 * * *", "Asia/Shanghai", False, 10, 360, 60)


def test_when_refreshes_start() -> None:
    settings = read_settings(
        {
            "JIXIAO_SCHEDULE": "  30 1,13 * *  MON-FRI ",
            "JIXIAO_TIMEZONE": "UTC",
            "JIXIAO_WATCH_INBOX": "1",
            "JIXIAO_SETTLE_MINUTES": "5",
            "JIXIAO_RUN_MINUTES": "90",
            "JIXIAO_KEEP_RUNS": "3",
        }
    )
    assert settings.operation == Operation("30 1,13 * * MON-FRI", "UTC", True, 5, 90, 3)


def test_limits_of_a_document() -> None:
    settings = read_settings(
        {
            "JIXIAO_WORKERS": "3",
            "JIXIAO_MEMORY_MB": "900",
            "JIXIAO_MAX_DOCUMENT_MB": "1",
            "JIXIAO_MAX_DOCUMENT_PAGES": "2",
            "JIXIAO_MAX_DOCUMENT_CELLS": "3",
            "JIXIAO_MAX_EXPANDED_MB": "4",
            "JIXIAO_MAX_ARCHIVE_ENTRIES": "5",
            "JIXIAO_MAX_DOCUMENT_SECONDS": "6",
            "JIXIAO_MAX_DOCUMENT_MEMORY_MB": "7",
        }
    )
    assert settings.workers == 3
    assert settings.memory_mb == 900
    assert read_settings({}).memory_mb is None
    assert settings.limits == Limits(
        document_bytes=MEBIBYTE,
        pages=2,
        cells=3,
        expanded_bytes=4 * MEBIBYTE,
        archive_entries=5,
        seconds=6,
        memory_bytes=7 * MEBIBYTE,
    )


def test_every_limit_that_is_named_is_a_setting() -> None:
    defaults = read_settings({})
    for name in ("docs/settings.md", "seeds/reference/rejection_reasons.csv"):
        named = set(re.findall(r"JIXIAO_MAX_[A-Z_]+", (PROJECT / name).read_text("utf-8")))
        named.discard("JIXIAO_MAX_CHANGED_PERCENT")  # of a build, not of a document
        assert named, name
        for variable in named:
            assert read_settings({variable: "1"}) != defaults, variable


def test_the_page_of_settings_lists_every_setting() -> None:
    asked = set()

    class Recorder(dict[str, str]):
        """An environment without variables that records which ones are read."""

        def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
            asked.add(name)
            return default

    read_settings(Recorder())
    make_demo_environment(Recorder())
    listed = re.findall(r"^\| `(JIXIAO_[A-Z_]+)` \|", (PROJECT / "docs" / "settings.md").read_text("utf-8"), re.M)
    assert sorted(listed) == sorted(asked)


def test_paths_are_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({"JIXIAO_HOME": "home", "JIXIAO_INBOX": "in"})
    assert (settings.home, settings.inbox) == (tmp_path / "home", tmp_path / "in")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"JIXIAO_HOME": "/tmp/o'hara"}, "must not contain the characters '"),
        ({"JIXIAO_HOME": "/tmp/a,b"}, "must not contain the characters ,"),
        ({"JIXIAO_HOME": "/tmp/a*"}, r"must not contain the characters \*"),
        ({"JIXIAO_HOME": "/tmp/{x}"}, r"must not contain the characters \{ \}"),
        ({"JIXIAO_HOME": "/tmp/in/home", "JIXIAO_INBOX": "/tmp/in"}, "is in the inbox"),
        ({"JIXIAO_HOME": "/tmp/in", "JIXIAO_INBOX": "/tmp/in"}, "is in the inbox"),
        (
            {"JIXIAO_SEEDS": "/tmp/no/such"},
            "JIXIAO_SEEDS is '/tmp/no/such', which is no folder that can be read; make it",
        ),
        ({"JIXIAO_SEEDS": "/tmp/o'hara"}, "JIXIAO_SEEDS is .* must not contain the characters '"),
        ({"JIXIAO_SEEDS": "/usr/lib", "JIXIAO_INBOX": "/usr"}, "JIXIAO_SEEDS /usr/lib is in the inbox"),
        ({"JIXIAO_KEEP_RELEASES": "0"}, "JIXIAO_KEEP_RELEASES is '0': use a whole number from 1"),
        ({"JIXIAO_MAX_DOCUMENT_MB": "many"}, "JIXIAO_MAX_DOCUMENT_MB is 'many': use a whole number"),
        ({"JIXIAO_MAX_DOCUMENT_SECONDS": "1.5"}, "JIXIAO_MAX_DOCUMENT_SECONDS is '1.5': use a whole number"),
        ({"JIXIAO_MAX_ARCHIVE_ENTRIES": "9" * 5000}, "JIXIAO_MAX_ARCHIVE_ENTRIES is '9+': use .* at most 9 digits"),
        ({"JIXIAO_SCHEDULE": "at night"}, "JIXIAO_SCHEDULE is 'at night': use the five fields of cron"),
        ({"JIXIAO_SCHEDULE": "0 2 * * * *"}, "use the five fields of cron"),
        ({"JIXIAO_TIMEZONE": "Asia/Nowhere"}, "JIXIAO_TIMEZONE is 'Asia/Nowhere': use a name such as Asia/Shanghai"),
        ({"JIXIAO_TIMEZONE": "../passwd"}, "use a name such as Asia/Shanghai"),
        ({"JIXIAO_WATCH_INBOX": "yes"}, "JIXIAO_WATCH_INBOX is 'yes': use 1 to start a refresh"),
        ({"JIXIAO_PUBLISH_ALL": "yes"}, "JIXIAO_PUBLISH_ALL is 'yes': use 1 to publish all"),
        ({"JIXIAO_WORKERS": "0"}, "JIXIAO_WORKERS is '0': use a whole number from 1"),
    ],
)
def test_an_invalid_value_is_refused(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        read_settings(environment)
