"""Settings from the environment, refused with a sentence where they cannot be used."""

from pathlib import Path

import pytest

from orchestration.settings import PROJECT, SettingsError, read_settings


def test_defaults() -> None:
    settings = read_settings({})
    assert settings.inbox == PROJECT / "seeds" / "evaluations"
    assert settings.home == PROJECT / ".jixiao"
    assert settings.keep_releases == 7


def test_paths_are_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({"JIXIAO_HOME": "home", "JIXIAO_INBOX": "in"})
    assert (settings.home, settings.inbox) == (tmp_path / "home", tmp_path / "in")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"JIXIAO_HOME": "/tmp/o'hara"}, "' cannot stand in it"),
        ({"JIXIAO_HOME": "/tmp/a*"}, r"\* cannot stand in it"),
        ({"JIXIAO_HOME": "/tmp/{x}"}, r"\{ \} cannot stand in it"),
        ({"JIXIAO_HOME": "/tmp/in/home", "JIXIAO_INBOX": "/tmp/in"}, "lies in the inbox"),
        ({"JIXIAO_HOME": "/tmp/in", "JIXIAO_INBOX": "/tmp/in"}, "lies in the inbox"),
        ({"JIXIAO_KEEP_RELEASES": "0"}, "JIXIAO_KEEP_RELEASES is '0': use a whole number from 1"),
        ({"JIXIAO_MAX_DOCUMENT_MB": "many"}, "JIXIAO_MAX_DOCUMENT_MB is 'many': use a whole number"),
    ],
)
def test_refused(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        read_settings(environment)
