"""Two releases: files that are the same are one file on disk, pages that changed are made again, and damage is not passed on."""

import errno
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.file_list import find_faults, read_file_list
from ingestion.shared_files import FormerFiles
from orchestration.publication.report import write_report
from orchestration.release.prune import prune
from orchestration.release.recover import find_damage
from orchestration.run.prepare_home import prepare_home
from orchestration.settings import Seeds, Settings, read_settings
from tests.conftest import query
from tests.orchestration.two_releases import FIRST, SECOND, Releases, publish_again


@pytest.fixture
def settings(releases: Releases, copy_home: Callable[[Path], Path]) -> Settings:
    """Settings of a copy of the home that may be changed."""
    return read_settings({"JIXIAO_HOME": str(copy_home(releases.home))})


def list_pages(release: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (release / "report" / "evaluations").iterdir()}


def list_contents(folder: Path) -> dict[str, str]:
    """The hash of each file, read anew."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "files.json"
    }


def count(releases: Releases, release: str, what: str) -> int:
    """The number of evaluations of a release, or of their documents."""
    sql = f"select count({what}) from marts.evaluation_lifecycle"
    return int(str(query(releases.file(release, "warehouse.duckdb"), sql)[0][0]))


def damage(path: Path) -> None:
    """Change a byte of a file; size and time of change stay."""
    status = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_an_unchanged_page_is_one_file_of_both_releases(releases: Releases) -> None:
    assert releases.page(FIRST, "不变").samefile(releases.page(SECOND, "不变"))


def test_a_page_is_made_again_where_a_version_or_a_peer_came(releases: Releases) -> None:
    for project, state in (("重报", "superseded"), ("同类", "admitted")):
        before, after = releases.page(FIRST, project), releases.page(SECOND, project, state)
        assert before.name == after.name
        assert before.read_bytes() != after.read_bytes()
    assert "1 / 2" in releases.page(SECOND, "同类").read_text("utf-8")
    assert "1 / 2" not in releases.page(FIRST, "同类").read_text("utf-8")


def test_pages_are_those_of_a_release_made_from_nothing(releases: Releases) -> None:
    pages = list_pages(releases.file(SECOND, ""))
    assert len(pages) == count(releases, SECOND, "*") > 5
    assert pages == list_pages(releases.again)


def test_all_files_that_are_the_same_are_shared_except_the_database(releases: Releases) -> None:
    first, second = (read_file_list(releases.file(name, "")) for name in (FIRST, SECOND))
    same = {name for name in first.keys() & second.keys() if first[name][2] == second[name][2]}
    assert {"open_data/parquet/dim_scheme.parquet", "open_data/csv/dim_scheme.csv", "report/report.css"} <= same
    originals = {name for name in first if name.startswith("report/originals/")}
    assert originals <= same and len(originals) == count(releases, FIRST, "distinct document_hash") > 5
    for name in first.keys() & second.keys():
        assert releases.file(FIRST, name).samefile(releases.file(SECOND, name)) == (name in same), name
    assert not same & {"warehouse.duckdb", "release.json"}


def test_the_list_of_files_is_right(releases: Releases) -> None:
    folder = releases.file(SECOND, "")
    assert {name: digest for name, (_, _, digest) in read_file_list(folder).items()} == list_contents(folder)
    assert list(find_faults(folder)) == []


def test_open_data_name_their_release_in_one_file(releases: Releases) -> None:
    folder = releases.file(SECOND, "open_data")
    assert json.loads((folder / "datapackage.json").read_text("utf-8"))["version"] == SECOND
    path = folder / "parquet" / "dim_scheme.parquet"
    metadata = query(
        releases.file(SECOND, "warehouse.duckdb"), f"select decode(key) from parquet_kv_metadata('{path}')"
    )
    assert metadata == [("licence",)]


def test_pruning_leaves_the_newer_release_whole(settings: Settings) -> None:
    folder = publish_again(settings)
    shared = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_nlink > 1]
    assert len(shared) > 50
    before = list_contents(folder)
    prune(replace(settings, keep_releases=1))
    assert [path.name for path in settings.releases.iterdir()] == [folder.name]
    assert list_contents(folder) == before
    assert list(find_faults(folder)) == []


def test_rights_of_shared_files_follow_the_setting(settings: Settings) -> None:
    publish_again(settings)
    prepare_home(replace(settings, release_readers="all"))
    files = [path for path in settings.releases.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}
    assert [fault for release in settings.releases.iterdir() for fault in find_faults(release)] == []


@pytest.mark.parametrize(
    "names",
    [
        ["report/pages.parquet"],
        [
            "report/evaluations/*.html", "report/originals/*.zip", "report/report.css",
            "open_data/parquet/dim_scheme.parquet", "open_data/csv/dim_scheme.csv",
        ],
    ],
)  # fmt: skip
def test_a_damaged_file_is_not_passed_on(releases: Releases, settings: Settings, names: list[str]) -> None:
    damaged = [path for name in names for path in settings.current.resolve().glob(name)]
    assert len(damaged) >= len(names)
    for path in damaged:
        damage(path)
    folder = publish_again(settings)
    for path in damaged:
        whole = releases.file(SECOND, path.relative_to(settings.releases / SECOND).as_posix())
        made = folder / path.relative_to(settings.releases / SECOND)
        assert not made.samefile(path)
        if path.suffix != ".parquet" or "open_data" in path.parts:
            assert made.read_bytes() == whole.read_bytes()
    assert list_pages(folder) == list_pages(releases.file(SECOND, ""))


def test_a_shared_file_that_is_damaged_later_is_made_again(releases: Releases, settings: Settings) -> None:
    folder = publish_again(settings)
    name = "report/evaluations/" + releases.page(SECOND, "不变").name
    assert folder.joinpath(name).samefile(settings.releases / SECOND / name)
    folder.joinpath(name).chmod(0o600)
    folder.joinpath(name).write_text("half")
    assert len(find_damage(settings)) == 1
    newest = publish_again(settings)
    assert find_damage(settings) == []
    assert list_pages(newest) == list_pages(releases.file(SECOND, ""))
    assert [len(list(find_faults(path))) for path in sorted(settings.releases.iterdir())] == [0, 1, 1, 0]


def test_two_releases_take_the_space_of_one_and_of_what_changed(settings: Settings) -> None:
    former, folder = settings.current.resolve(), publish_again(settings)
    files = {path.relative_to(folder).as_posix(): path.stat() for path in folder.rglob("*") if path.is_file()}
    added = sum(status.st_size for name, status in files.items() if not (former / name).samefile(folder / name))
    own = {"warehouse.duckdb", "release.json", "files.json"}
    assert own <= {name for name, status in files.items() if status.st_nlink == 1}
    assert added - files["warehouse.duckdb"].st_size < sum(status.st_size for status in files.values()) / 4


def test_a_missing_page_and_a_half_list_are_made_again(releases: Releases, settings: Settings) -> None:
    for path in (settings.current / "report" / "evaluations").iterdir():
        path.unlink()
    assert list_pages(publish_again(settings)) == list_pages(releases.file(SECOND, ""))
    (settings.current / "files.json").chmod(0o600)
    (settings.current / "files.json").write_text("{")
    folder = publish_again(settings)
    assert list_pages(folder) == list_pages(releases.file(SECOND, ""))
    assert {path.stat().st_nlink for path in folder.rglob("*") if path.is_file()} == {1}


def test_where_no_link_can_be_made_files_are_copied(
    releases: Releases, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", refuse)
    folder = publish_again(settings)
    assert list_pages(folder) == list_pages(releases.file(SECOND, ""))
    assert {path.stat().st_nlink for path in folder.rglob("*") if path.is_file()} == {1}
    assert list(find_faults(folder)) == []
    assert not list(folder.rglob(".*"))


def test_pages_are_made_again_where_a_seed_that_they_show_changes(releases: Releases, tmp_path: Path) -> None:
    database, former = releases.file(SECOND, "warehouse.duckdb"), FormerFiles(releases.file(SECOND, "")).below("report")
    site = tmp_path / "seeds"
    site.mkdir()
    own = Seeds(site=site)
    labels = own.locate("form_labels").read_text("utf-8")
    (site / "form_labels.csv").write_text(labels, encoding="utf-8")
    write_report(database, tmp_path / "same", seeds=own, former=former)
    (site / "form_labels.csv").write_text(labels.replace("合计", "总计"), encoding="utf-8")
    write_report(database, tmp_path / "other", seeds=own, former=former)
    documents = releases.home / "documents"
    write_report(database, tmp_path / "with_originals", seeds=own, former=former, documents=documents)
    name = releases.page(SECOND, "不变").name
    texts = {
        part: (tmp_path / part / "evaluations" / name).read_text("utf-8")
        for part in ("same", "other", "with_originals")
    }
    assert "总计" in texts["other"] and "总计" not in texts["same"]
    assert "../originals/" in texts["with_originals"] and "../originals/" not in texts["same"]


def test_a_file_that_exists_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "former").mkdir()
    (tmp_path / "former" / "a").write_text("1")
    facts = (1, 0, hashlib.sha256(b"1").hexdigest())
    former = FormerFiles(tmp_path / "former", {"a": facts, "b": facts, "c/d": facts})
    (tmp_path / "target").write_text("2")
    with pytest.raises(FileExistsError):
        former.share("a", tmp_path / "target")
    assert (tmp_path / "target").read_text() == "2"
    assert not former.share("b", tmp_path / "new") and not former.below("c").share("d", tmp_path / "new")
    (tmp_path / "former" / "b").symlink_to("a")
    assert not former.share("b", tmp_path / "new"), "a link of another kind is no file of the release"
    assert not FormerFiles().share("a", tmp_path / "new") and not (tmp_path / "new").exists()
