"""RAR and 7z archives: unpacked by bsdtar within limits; without it, the package to install is named."""

import shutil
from pathlib import Path

import pytest

from ingestion.home import Home
from ingestion.ingest import ingest
from ingestion.limits import MEBIBYTE, Limits
from tests.ingestion.archives_made import make_7z, make_old_rar, make_rar, make_zip, pack_7z
from tests.ingestion.conftest import read_landing, read_outcomes
from tests.ingestion.test_archives import form

LIMITS = Limits(document_bytes=8 * MEBIBYTE, expanded_bytes=32 * MEBIBYTE, archive_entries=50)
needs_bsdtar = pytest.mark.skipif(shutil.which("bsdtar") is None, reason="bsdtar is not installed")


def read(inbox: Path, home: Home, packed: bytes, limits: Limits = LIMITS) -> dict[object, object]:
    """Return the outcome of an archive and of each of its entries, by path without that of the archive."""
    (inbox / "a").write_bytes(packed)
    ingest(inbox, home, limits, 2)
    return {str(path).removeprefix("a").lstrip("/"): outcome for path, outcome in read_outcomes(home).items()}


@needs_bsdtar
@pytest.mark.parametrize("kind", ["rar", "7z"])
def test_entries_are_documents_of_their_own(inbox: Path, home: Home, tmp_path: Path, kind: str) -> None:
    entries = {"局/甲.txt": form("甲"), "局/内.zip": make_zip({"乙.txt": form("乙")}), "__MACOSX/._甲.txt": b"x"}
    packed = make_rar(entries) if kind == "rar" else make_7z(tmp_path / "packed", entries)
    assert read(inbox, home, packed) == {
        "": "archive",
        "局/内.zip": "archive",
        "局/内.zip/乙.txt": "new_document",
        "局/甲.txt": "new_document",
    }
    assert ("zip", 0) in read_landing(home, "documents", "container, form_count")
    assert (kind, 0) in read_landing(home, "documents", "container, form_count")
    assert (
        sum(row[0] == "text" and row[1] == 1 for row in read_landing(home, "documents", "container, form_count")) == 2
    )
    assert ingest(inbox, home, LIMITS, 2).load_id is None


@needs_bsdtar
def test_an_archive_in_an_archive_counts_as_a_level(inbox: Path, home: Home) -> None:
    packed = make_rar({"c": make_zip({"b": make_rar({"a": make_rar({"x.txt": form("甲")})})})})
    assert read(inbox, home, packed) == {"": "archive", "c": "archive", "c/b": "archive", "c/b/a": "archive_too_deep"}


@needs_bsdtar
@pytest.mark.parametrize("name", ["绩效.txt".encode("gbk"), "绩效.txt".encode()])
def test_names_of_old_archives_are_text(inbox: Path, home: Home, name: bytes) -> None:
    assert read(inbox, home, make_old_rar(name, form("甲"))) == {"": "archive", "绩效.txt": "new_document"}


@needs_bsdtar
def test_a_path_that_leads_out_of_the_archive_is_only_a_name(inbox: Path, home: Home, tmp_path: Path) -> None:
    outcomes = read(inbox, home, make_rar({"../../逃.txt": form("甲"), "/逃.txt": form("乙")}))
    assert sorted(map(str, outcomes.values())) == ["archive", "new_document", "new_document"]
    assert not list(tmp_path.rglob("逃.txt"))


@needs_bsdtar
def test_a_link_is_not_followed(inbox: Path, home: Home, tmp_path: Path) -> None:
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "link").symlink_to("/etc/passwd")
    assert read(inbox, home, pack_7z(tmp_path / "packed")) == {"": "archive", "link": "link_not_followed"}


@needs_bsdtar
def test_entries_count(inbox: Path, home: Home) -> None:
    packed = make_rar({f"{place}.txt": b"x" for place in range(LIMITS.archive_entries + 1)})
    assert read(inbox, home, packed) == {"": "too_many_entries"}


@needs_bsdtar
def test_a_bomb_is_refused(inbox: Path, home: Home, tmp_path: Path) -> None:
    bomb = make_7z(tmp_path / "packed", {"a": bytes(20 * MEBIBYTE)})
    assert len(bomb) < MEBIBYTE
    assert read(inbox, home, bomb) == {"": "too_much_expansion"}


@needs_bsdtar
def test_an_archive_that_unpacks_to_more_than_the_limit_is_ended(inbox: Path, home: Home, tmp_path: Path) -> None:
    bomb = make_7z(tmp_path / "packed", {"a": bytes(120 * MEBIBYTE)})
    assert read(inbox, home, bomb) == {"": "too_much_expansion"}


@needs_bsdtar
def test_a_large_entry_is_refused_alone(inbox: Path, home: Home, tmp_path: Path) -> None:
    packed = make_7z(tmp_path / "packed", {"大.txt": bytes(9 * MEBIBYTE), "甲.txt": form("甲")})
    assert read(inbox, home, packed) == {"": "archive", "大.txt": "too_large", "甲.txt": "new_document"}


@needs_bsdtar
def test_memory_is_limited(inbox: Path, home: Home) -> None:
    packed = make_rar({"甲.txt": form("甲")})
    outcomes = read(inbox, home, packed, Limits(memory_bytes=4 * MEBIBYTE))
    assert outcomes == {"": "reader_out_of_memory"}


@needs_bsdtar
def test_a_damaged_archive_is_refused_as_a_whole(inbox: Path, home: Home) -> None:
    for packed in (
        make_rar({"甲.txt": form("甲")})[:-200],
        b"Rar!\x1a\x07\x00" + bytes(100),
        b"7z\xbc\xaf\x27\x1c" + b"x" * 100,
    ):
        assert read(inbox, home, packed) == {"": "damaged_document"}


@pytest.mark.parametrize(
    "packed",
    [
        make_rar({"甲.txt": form("甲")}, is_volume=True),
        make_rar({"甲.txt": form("甲")}, is_volume=True)[:40],
        make_old_rar("甲.txt".encode(), form("甲"), is_volume=True),
    ],
    ids=["rar5", "rar5_cut", "rar4"],
)
def test_a_volume_of_an_archive_is_refused_as_one(inbox: Path, home: Home, packed: bytes) -> None:
    assert read(inbox, home, packed) == {"": "archive_in_volumes"}
    assert read_landing(home, "rejections", "detail") == [("rar: one volume of several",)]


def test_without_bsdtar_the_package_is_named_and_the_archive_is_kept(
    inbox: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as absent:
        absent.setenv("PATH", "")
        assert read(inbox, home, make_rar({"甲.txt": form("甲")})) == {"": "unpacker_missing"}
        assert read_landing(home, "rejections", "detail") == [("rar: install libarchive-tools",)]
        assert ingest(inbox, home, LIMITS, 1).load_id is None
    if shutil.which("bsdtar"):
        ingest(inbox, home, LIMITS, 1)
        assert read_outcomes(home)["a/甲.txt"] == "new_document"
