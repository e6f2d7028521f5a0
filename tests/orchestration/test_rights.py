"""Who may read a home: its owner, and others the releases where the setting says so; whatever the umask."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.run.lock import refresh_lock
from orchestration.run.prepare_home import prepare_home
from orchestration.run.run_record import write_last_run
from orchestration.settings import SettingsError, read_settings


@pytest.fixture(params=[0o000, 0o022, 0o777])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    former = os.umask(request.param)
    yield
    os.umask(former)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize(
    ("readers", "home_mode", "folder_mode", "file_mode"),
    [("owner", 0o700, 0o700, 0o400), ("group", 0o710, 0o750, 0o440), ("all", 0o711, 0o755, 0o444)],
)
def test_rights_follow_the_setting_and_not_the_umask(
    tmp_path: Path, umask: None, readers: str, home_mode: int, folder_mode: int, file_mode: int
) -> None:
    home = tmp_path / "home"
    former = os.umask(0o000)  # a home of an older version
    for path in (home / "documents" / "a", home / "releases" / "00000001" / "report" / "index.html"):
        path.parent.mkdir(parents=True)
        path.write_text("")
    os.umask(former)
    settings = read_settings({"JIXIAO_HOME": str(home), "JIXIAO_RELEASE_READERS": readers})
    with refresh_lock(home):
        prepare_home(settings)
        write_last_run(settings, "running")
    assert (mode(home), mode(home / "documents"), mode(home / "last_run.json")) == (home_mode, 0o700, 0o600)
    assert mode(home / "releases") == mode(home / "releases" / "00000001" / "report") == folder_mode
    assert mode(home / "releases" / "00000001" / "report" / "index.html") == file_mode


def test_an_unknown_reader_is_refused() -> None:
    with pytest.raises(SettingsError, match="JIXIAO_RELEASE_READERS is 'world': use owner, group or all"):
        read_settings({"JIXIAO_RELEASE_READERS": "world"})


def test_a_changed_setting_changes_the_rights_of_all_files_also_after_an_interruption(tmp_path: Path) -> None:
    release = tmp_path / "releases" / "00000001"
    page = release / "report" / "index.html"
    page.parent.mkdir(parents=True)
    for path in (page, release / "warehouse.duckdb"):
        path.write_text("")
    for readers, interrupted in (("all", False), ("owner", True), ("group", False)):
        settings = read_settings({"JIXIAO_HOME": str(tmp_path), "JIXIAO_RELEASE_READERS": readers})
        if interrupted:  # the parts of the release already have their rights
            page.chmod(0o400)
            page.parent.chmod(0o700)
        with refresh_lock(tmp_path):
            prepare_home(settings)
        expected = {"owner": (0o700, 0o400), "group": (0o750, 0o440), "all": (0o755, 0o444)}[readers]
        assert (mode(release), mode(page)) == expected
