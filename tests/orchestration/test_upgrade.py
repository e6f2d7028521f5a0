"""A home that an earlier version wrote opens in this one, and gives the release that a new home gives.

`tests/homes/<version>.tar.xz` is what a backup of a home with the sample evaluations has: documents, landing, ledgers. Add
one when a version is released.
"""

import tarfile
from pathlib import Path

import pytest

from orchestration.release.diff import diff_releases
from orchestration.run.current import read_current
from orchestration.settings import PROJECT, read_settings
from tests.conftest import SAMPLES, build_release

HOMES = sorted((PROJECT / "tests" / "homes").glob("*.tar.xz"))


@pytest.mark.parametrize("archive", HOMES, ids=[path.name.removesuffix(".tar.xz") for path in HOMES])
def test_a_home_of_an_earlier_version_releases_the_same(archive: Path, sample_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with tarfile.open(archive) as files:
        files.extractall(home, filter="data")
    released = build_release(home, SAMPLES)
    assert not diff_releases(sample_home / "current" / "warehouse.duckdb", released)
    assert read_current(read_settings({"JIXIAO_HOME": str(home)}))["release_id"] == "00000002", "the ledger goes on"


def test_there_is_a_home_of_each_earlier_version() -> None:
    text = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = [line.split()[1] for line in text.splitlines() if line.startswith("## ")]
    assert {path.name.removesuffix(".tar.xz") for path in HOMES} == set(versions[1:])
