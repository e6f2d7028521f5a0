"""What the home keeps is checked: kept documents against their hash, loads against their list of files."""

import os
import shutil
from pathlib import Path

import pytest

from ingestion import durable
from ingestion.documents.backlog import InboxMissingError, find_backlog
from ingestion.documents.kept_documents import DamagedDocumentError, read_kept
from ingestion.home import Home, HomeDamagedError, list_loads
from ingestion.ingest import IngestionReport, ingest
from ingestion.limits import Limits
from tests.ingestion.archives_made import make_zip
from tests.ingestion.conftest import read_landing
from tests.shanghai_form import Form

LIMITS = Limits()


def read(inbox: Path, home: Home) -> IngestionReport:
    return ingest(inbox, home, LIMITS, 1)


def change_labels(home: Home, folder: Path) -> Home:
    """A home whose labels differ, so that every kept document is read again."""
    labels = folder / "form_labels.csv"
    labels.write_text(home.labels.read_text("utf-8") + "shanghai_2019,total,总和,\n", "utf-8")
    return Home(home.documents, home.landing, labels)


def find_kept(home: Home) -> Path:
    (path,) = (path for path in home.documents.iterdir() if len(path.name) == 64)
    return path


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


def flip(path: Path) -> None:
    """Change one digit of a form and nothing about the file that shows."""
    before = path.stat()
    overwrite(path, path.read_bytes().replace(b"1,000,000.00", b"9,000,000.00", 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


BUDGET = "form_fields", "load_id, value_normalised", "field_code = 'budget'"


def test_a_flipped_bit_never_becomes_a_fact(inbox: Path, home: Home, tmp_path: Path) -> None:
    (inbox / "a.txt").write_text(Form().text())
    read(inbox, home)
    (inbox / "a.txt").unlink()
    flip(find_kept(home))
    report = read(inbox, change_labels(home, tmp_path))
    assert "is missing or damaged, and the inbox has no copy of it" in report.warnings[0]
    assert read_landing(home, *BUDGET) == [("00000001", "1,000,000.00")], "what was read before stays in force"
    (aside,) = home.documents.iterdir()
    assert aside.name.endswith(".damaged")
    assert len(find_backlog(inbox, home, LIMITS).lost_documents) == 1


def test_a_flipped_document_is_kept_again_from_the_inbox(inbox: Path, home: Home, tmp_path: Path) -> None:
    (inbox / "a.txt").write_text(Form().text())
    read(inbox, home)
    flip(find_kept(home))
    report = read(inbox, change_labels(home, tmp_path))
    assert report.warnings == []
    assert read_landing(home, *BUDGET) == [("00000001", "1,000,000.00"), ("00000002", "1,000,000.00")]
    assert find_kept(home).read_bytes() == (inbox / "a.txt").read_bytes()


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: overwrite(path, b""), lambda path: overwrite(path, b"?")])
def test_a_lost_copy_is_healed_from_the_inbox(inbox: Path, home: Home, damage: object) -> None:
    (inbox / "a.txt").write_text(Form().text())
    (inbox / "b.txt").write_text("no form")
    read(inbox, home)
    kept = next(path for path in home.documents.iterdir() if path.read_bytes() != b"no form")
    damage(kept)  # type: ignore[operator]
    backlog = find_backlog(inbox, home, LIMITS)
    assert ([file.relative_path for file in backlog.files], backlog.lost_documents) == (["a.txt"], ())
    read(inbox, home)
    assert kept.read_bytes() == (inbox / "a.txt").read_bytes()
    assert not find_backlog(inbox, home, LIMITS)


def test_a_lost_copy_of_an_entry_is_healed_from_its_archive(inbox: Path, home: Home) -> None:
    form = Form().text().encode()
    (inbox / "a.zip").write_bytes(make_zip({"b.txt": form, "c.zip": make_zip({"d.txt": b"no form"})}))
    read(inbox, home)
    (kept,) = (path for path in home.documents.iterdir() if path.read_bytes() == b"no form")
    kept.unlink()
    assert [file.relative_path for file in find_backlog(inbox, home, LIMITS).files] == ["a.zip"]
    read(inbox, home)
    assert kept.read_bytes() == b"no form"
    assert not find_backlog(inbox, home, LIMITS)


def test_a_lost_copy_that_the_inbox_cannot_heal_is_said_and_is_no_work(inbox: Path, home: Home) -> None:
    (inbox / "a.txt").write_text(Form().text())
    read(inbox, home)
    kept = find_kept(home)
    kept.unlink()
    (inbox / "a.txt").write_text("no form")
    read(inbox, home)
    backlog = find_backlog(inbox, home, LIMITS)
    assert (bool(backlog), backlog.lost_documents) == (False, (kept.name,))


def test_a_document_that_changed_after_it_was_kept_is_not_read(home: Home) -> None:
    home.documents.mkdir()
    (home.documents / ("0" * 64)).write_bytes(b"other bytes")
    with pytest.raises(DamagedDocumentError, match="was changed since it was kept"):
        read_kept(home.documents, "0" * 64)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (Path.unlink, r"documents/part-1-0\.parquet is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:100]), r"documents/part-1-0\.parquet has 100 bytes instead of"),
        (lambda path: path.write_bytes(bytes(path.stat().st_size)), r"documents/part-1-0\.parquet was changed"),
    ],
    ids=["deleted", "cut", "changed"],
)  # fmt: skip
def test_a_damaged_part_is_a_sentence(inbox: Path, home: Home, damage: object, said: str) -> None:
    (inbox / "a.txt").write_text(Form().text())
    read(inbox, home)
    damage(home.landing / "load_id=00000001" / "documents" / "part-1-0.parquet")  # type: ignore[operator]
    with pytest.raises(HomeDamagedError, match=rf"landing/load_id=00000001 is damaged: {said}.*Restore that folder"):
        read(inbox, home)


def test_what_the_sentence_says_helps(inbox: Path, home: Home, tmp_path: Path) -> None:
    """Without a backup the load is moved away, and the inbox is read again."""
    (inbox / "a.txt").write_text(Form().text())
    read(inbox, home)
    (home.landing / "load_id=00000001" / "sightings" / "part-0-0.parquet").unlink()
    shutil.move(home.landing / "load_id=00000001", tmp_path / "aside")
    assert read(inbox, home).documents_read == 1


@pytest.mark.parametrize("name", ["load_id=copy", "load_id=00000007", "load_id=2"])
def test_a_stray_folder_is_a_sentence(inbox: Path, home: Home, name: str) -> None:
    (inbox / "a.txt").write_text(Form().text())
    read(inbox, home)
    (home.landing / name).mkdir()
    with pytest.raises(HomeDamagedError, match=f"{name} is no load of this landing: move it to another place"):
        read(inbox, home)


def test_a_load_of_an_older_version_is_listed_once_and_then_checked(inbox: Path, home: Home) -> None:
    (inbox / "a.txt").write_text(Form().text())
    read(inbox, home)
    folder = home.landing / "load_id=00000001"
    (folder / "files.json").unlink()
    assert find_backlog(inbox, home, LIMITS).files == []
    read(inbox, home)
    assert (folder / "files.json").is_file()
    (folder / "files.json").unlink()
    (folder / "evaluations" / "part-1-0.parquet").write_bytes(b"PAR1")
    with pytest.raises(HomeDamagedError, match=r"evaluations/part-1-0\.parquet cannot be read"):
        read(inbox, home)


def test_a_damaged_empty_load_is_made_again(inbox: Path, home: Home) -> None:
    (inbox / "a.txt").write_text(Form().text())
    read(inbox, home)
    (home.landing / "load_id=00000000" / "documents" / "part-0.parquet").write_bytes(b"")
    (inbox / "b.txt").write_text("no form")
    assert read(inbox, home).documents_read == 1


def test_a_copied_home_is_whole_though_its_times_are_new(inbox: Path, home: Home, tmp_path: Path) -> None:
    (inbox / "a.txt").write_text(Form().text())
    read(inbox, home)
    shutil.copytree(home.landing, tmp_path / "copy", copy_function=shutil.copyfile)
    shutil.rmtree(home.landing)
    (tmp_path / "copy").rename(home.landing)
    assert not find_backlog(inbox, home, LIMITS)


def test_a_full_inbox_that_is_suddenly_empty_is_said(inbox: Path, home: Home) -> None:
    ingest(inbox, home, LIMITS, 1, may_be_empty=False)
    (inbox / "a.txt").write_text(Form().text())
    ingest(inbox, home, LIMITS, 1, may_be_empty=False)
    (inbox / "a.txt").unlink()
    with pytest.raises(
        InboxMissingError, match=r"is empty, but 1 files were seen in it before: check that it is mounted"
    ):
        ingest(inbox, home, LIMITS, 1, may_be_empty=False)
    assert ingest(inbox, home, LIMITS, 1).load_id is None


def test_documents_and_loads_are_on_disk_before_a_load_appears(
    inbox: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, bool]] = []
    sync = durable.sync

    def record(path: Path) -> None:
        synced.append((path.name, (home.landing / "load_id=00000001").exists()))
        sync(path)

    monkeypatch.setattr(durable, "sync", record)
    monkeypatch.setattr("ingestion.documents.kept_documents.sync", record)
    (inbox / "a.txt").write_text(Form().text())
    read(inbox, home)
    before = [name for name, is_there in synced if not is_there]
    assert {find_kept(home).name, "documents", "files.json", "part-1-0.parquet", "part-0-0.parquet"} <= set(before)
    assert synced[-1] == ("landing", True), "the name of the load is on disk too"
    assert list_loads(home.landing) == ["00000001"]
