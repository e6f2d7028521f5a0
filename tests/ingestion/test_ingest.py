"""Ingestion from the inbox to landing loads: which files are opened, kept, known or rejected; loads are complete."""

import os
from pathlib import Path

import pytest

from ingestion import landing
from ingestion.documents.backlog import InboxMissingError
from ingestion.home import Home, list_loads
from ingestion.ingest import ingest
from ingestion.landing import TABLES, LoadWriter
from ingestion.limits import Limits
from tests.ingestion.conftest import read_landing
from tests.shanghai_form import Form

LIMITS = Limits(document_bytes=1_000_000)


def test_a_known_file_is_not_opened_again(inbox: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    (inbox / "a.txt").write_text(Form().text())
    assert ingest(inbox, home, LIMITS, 1).documents_read == 1
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("a known file was opened"))
    assert ingest(inbox, home, LIMITS, 1).load_id is None
    assert list_loads(home.landing) == ["00000001"]


def test_known_bytes_are_a_sighting_and_not_a_document(inbox: Path, home: Home) -> None:
    (inbox / "a.txt").write_text(Form().text())
    ingest(inbox, home, LIMITS, 1)
    (inbox / "sub").mkdir()
    (inbox / "sub" / "b.txt").write_text(Form().text())
    os.utime(inbox / "a.txt", ns=(1, 1))
    report = ingest(inbox, home, LIMITS, 1)
    assert (report.load_id, report.documents_read, report.documents_known) == ("00000002", 0, 2)
    assert read_landing(home, "sightings", "load_id, relative_path, outcome") == [
        ("00000001", "a.txt", "new_document"),
        ("00000002", "a.txt", "known_document"),
        ("00000002", "sub/b.txt", "known_document"),
    ]
    assert len(read_landing(home, "documents")) == 1


def test_bytes_are_kept_under_their_hash(inbox: Path, home: Home) -> None:
    (inbox / "a.txt").write_bytes(b"\xff\xd8\xff not a form")
    ingest(inbox, home, LIMITS, 1)
    (name,) = [str(row[0]) for row in read_landing(home, "documents", "document_hash")]
    assert (home.documents / name).read_bytes() == b"\xff\xd8\xff not a form"


def test_a_changed_parser_reads_kept_documents_again_without_the_inbox(inbox: Path, home: Home, tmp_path: Path) -> None:
    (inbox / "a.txt").write_text(Form().text().replace("合计", "总和"))
    ingest(inbox, home, LIMITS, 1)
    (inbox / "a.txt").unlink()
    labels = tmp_path / "form_labels.csv"
    labels.write_text(home.labels.read_text() + "shanghai_2019,total,总和,\n")
    changed = Home(home.documents, home.landing, labels)
    report = ingest(inbox, changed, LIMITS, 1)
    assert (report.documents_read_again, report.load_id) == (1, "00000002")
    assert read_landing(changed, "evaluations", "load_id, total_line is not null") == [
        ("00000001", False),
        ("00000002", True),
    ]
    assert ingest(inbox, changed, LIMITS, 1).load_id is None


def test_records_of_a_missing_kept_document_are_kept(
    inbox: Path, home: Home, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (inbox / "a.txt").write_text(Form().text())
    ingest(inbox, home, LIMITS, 1)
    next(home.documents.iterdir()).unlink()
    (inbox / "a.txt").unlink()
    labels = tmp_path / "form_labels.csv"
    labels.write_text(home.labels.read_text() + "shanghai_2019,total,总和,\n")
    report = ingest(inbox, Home(home.documents, home.landing, labels), LIMITS, 1)
    assert report.load_id is None
    assert "is missing or damaged, and the inbox has no copy of it: restore it from a backup" in caplog.text
    assert [row[0] for row in read_landing(home, "evaluations", "load_id")] == ["00000001"]


def test_files_that_cannot_be_opened_are_rejections(inbox: Path, home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text(Form().text())
    (inbox / "link.txt").symlink_to(outside)
    os.mkfifo(inbox / "pipe.txt")
    with (inbox / "huge.txt").open("wb") as file:
        file.truncate(2**30)
    (inbox / "line\nbreak.txt").write_text(Form().text())
    os.close(os.open(os.fsencode(inbox) + b"/\xb1\xed.txt", os.O_CREAT | os.O_WRONLY))
    (inbox / ".DS_Store").write_bytes(b"x")
    (inbox / "~$a.docx").write_bytes(b"x")
    ingest(inbox, home, LIMITS, 1)
    assert read_landing(home, "rejections", "relative_path, reason_code") == [
        ("huge.txt", "too_large"),
        ("link.txt", "link_not_followed"),
        ("pipe.txt", "not_a_regular_file"),
        (None, "empty_document"),
    ]
    assert {row[0] for row in read_landing(home, "sightings", "relative_path")} == {
        "huge.txt", "link.txt", "pipe.txt", "line\nbreak.txt", "\\xb1\\xed.txt",
    }  # fmt: skip
    assert ingest(inbox, home, LIMITS, 1).load_id is None


def test_a_load_is_complete_or_absent(home: Home) -> None:
    home.landing.mkdir()
    with pytest.raises(ZeroDivisionError), LoadWriter(home.landing, "v") as load:
        load.add_rejections([])
        raise ZeroDivisionError
    assert list(home.landing.iterdir()) == []
    with LoadWriter(home.landing, "v"):
        pass
    assert list(home.landing.iterdir()) == []


def test_every_table_resolves_before_the_first_document(home: Home) -> None:
    home.landing.mkdir()
    landing.ensure_empty_load(home.landing)
    assert all(read_landing(home, table) == [] for table in TABLES)


def test_a_missing_inbox_is_reported_in_a_sentence(home: Home, tmp_path: Path) -> None:
    with pytest.raises(InboxMissingError, match=r"the inbox .*nowhere cannot be listed: No such file"):
        ingest(tmp_path / "nowhere", home, LIMITS, 1)
