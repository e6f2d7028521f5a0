"""Archives: their documents are read, damaged and oversized ones are rejected, and limits apply to them."""

import hashlib
import shutil
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.containers import ContainerError
from ingestion.documents.archives import Budget, is_archive, open_archive
from ingestion.home import Home
from ingestion.ingest import ingest
from ingestion.landing import TABLES
from ingestion.limits import MEBIBYTE, Limits
from orchestration.settings import PROJECT
from tests.ingestion.archives_made import (
    make_encrypted_zip,
    make_lying_zip,
    make_zip,
    make_zip_of_method,
    make_zip_with_raw_name,
)
from tests.ingestion.conftest import read_landing, read_outcomes
from tests.shanghai_form import Form

LIMITS = Limits(document_bytes=8 * MEBIBYTE, expanded_bytes=32 * MEBIBYTE, archive_entries=50)


def form(name: str) -> bytes:
    return Form().with_head(项目名称=name).text().encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_entries_are_documents_of_the_archives_path(inbox: Path, home: Home) -> None:
    packed = make_zip(
        {
            "2019/": b"",
            "2019/甲.txt": form("甲"),
            "2019/乙.txt": form("乙"),
            "2019/图.gif": b"GIF89a",
            "2019/.DS_Store": b"left by a system",
            "2019/~$甲.docx": b"left by an office program",
            ".git/config": b"hidden",
            "__MACOSX/2019/._甲.txt": b"left by a system",
            "__MACOSX/x.txt": form("x"),
        }
    )
    (inbox / "局").mkdir()
    (inbox / "局" / "a.bin").write_bytes(packed)
    report = ingest(inbox, home, LIMITS, 2)
    assert read_outcomes(home) == {
        "局/a.bin": "archive",
        "局/a.bin/2019/甲.txt": "new_document",
        "局/a.bin/2019/乙.txt": "new_document",
        "局/a.bin/2019/图.gif": "container_not_supported",
    }
    status = (inbox / "局" / "a.bin").stat()
    states = read_landing(home, "sightings", "distinct inbox, byte_size, modified_ns")
    assert states == [(str(inbox), len(packed), status.st_mtime_ns)]
    documents = read_landing(home, "documents", "document_hash, container, form_count, line_count > 0")
    assert (sha256(packed), "zip", 0, False) in documents
    assert (sha256(form("甲")), "text", 1, True) in documents
    assert (home.documents / sha256(packed)).read_bytes() == packed
    assert (home.documents / sha256(form("乙"))).read_bytes() == form("乙")
    assert (report.files_seen, report.archives_opened, report.documents_read, report.forms) == (4, 1, 3, 2)
    assert ingest(inbox, home, LIMITS, 2).load_id is None


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("绩效自评表.txt".encode("gbk"), "绩效自评表.txt"),
        ("㐂𠀀.txt".encode("gb18030"), "㐂𠀀.txt"),
        ("自评.txt".encode(), "自评.txt"),
        ("目录\\自评.txt".encode("gbk"), "目录/自评.txt"),
        (b"line\nbreak\x1b[31m\x00.txt", "line\nbreak\x1b[31m\x00.txt"),
        (b"\xff\xfe\xff.txt", "\\xff\\xfe\\xff.txt"),
        (b"../../../etc/passwd", "../../../etc/passwd"),
        (b"/etc/passwd", "/etc/passwd"),
        (b"C:\\windows\\x.txt", "C:/windows/x.txt"),
        (b"", "unnamed"),
        (b"a" * 5000, "a" * 5000),
    ],
)
def test_names_are_text_and_never_paths(inbox: Path, home: Home, tmp_path: Path, raw: bytes, name: str) -> None:
    packed = make_zip_with_raw_name(raw, form("甲"))
    (inbox / "a.zip").write_bytes(packed)
    ingest(inbox, home, LIMITS, 1)
    sightings = read_landing(home, "sightings", "relative_path, outcome")
    assert sightings == sorted([("a.zip", "archive"), (f"a.zip/{name}", "new_document")])
    kept = {path.name for path in home.documents.iterdir()}
    assert kept == {sha256(packed), sha256(form("甲"))}
    assert {path.name for path in tmp_path.iterdir()} == {"inbox", "documents", "landing"}


def test_equal_names_are_kept_separate(inbox: Path, home: Home) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed = make_zip(
            [("a.txt", form("一")), ("a.txt", form("二")), ("a.txt (2)", form("三")), ("a.txt", form("四")), ("n", make_zip({"x": form("五")})), ("n/x", form("六"))]
        )  # fmt: skip
    (inbox / "a.zip").write_bytes(packed)
    ingest(inbox, home, LIMITS, 1)
    seen = read_landing(home, "sightings", "relative_path, document_hash", "outcome = 'new_document'")
    assert len({path for path, _ in seen}) == 6
    assert ("a.zip/a.txt", sha256(form("一"))) in seen
    assert ("a.zip/a.txt (2)", sha256(form("二"))) in seen
    assert len(read_landing(home, "evaluations")) == 6


def test_archives_in_archives(inbox: Path, home: Home) -> None:
    fourth = make_zip({"d.txt": form("丁")})
    third = make_zip({"c.txt": form("丙"), "4.zip": fourth})
    second = make_zip({"b.txt": form("乙"), "3.zip": third})
    (inbox / "1.zip").write_bytes(make_zip({"a.txt": form("甲"), "2.zip": second}))
    ingest(inbox, home, LIMITS, 1)
    assert read_outcomes(home) == {
        "1.zip": "archive",
        "1.zip/a.txt": "new_document",
        "1.zip/2.zip": "archive",
        "1.zip/2.zip/b.txt": "new_document",
        "1.zip/2.zip/3.zip": "archive",
        "1.zip/2.zip/3.zip/c.txt": "new_document",
        "1.zip/2.zip/3.zip/4.zip": "archive_too_deep",
    }


def test_entries_that_cannot_be_unpacked_are_rejected_and_others_are_read(inbox: Path, home: Home) -> None:
    link, pipe = zipfile.ZipInfo("link.txt"), zipfile.ZipInfo("pipe.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    pipe.external_attr = (stat.S_IFIFO | 0o666) << 16
    large = b"x" * (LIMITS.document_bytes + 1)
    entries: list[tuple[str | zipfile.ZipInfo, bytes]] = [
        (link, b"/etc/passwd"),
        (pipe, b""),
        ("empty.txt", b""),
        ("large.txt", large),
        ("good.txt", form("甲")),
    ]
    (inbox / "a.zip").write_bytes(make_zip(entries))
    (inbox / "encrypted.zip").write_bytes(make_encrypted_zip("a.txt", form("乙")))
    (inbox / "lzma.zip").write_bytes(make_zip_of_method("a.txt", form("乙"), zipfile.ZIP_LZMA))
    (inbox / "shorter.zip").write_bytes(make_lying_zip("a.txt", form("乙"), 100))
    (inbox / "longer.zip").write_bytes(make_lying_zip("a.txt", b"x" * 2 * MEBIBYTE, 10))
    (inbox / "truncated.zip").write_bytes(make_zip({"a.txt": form("丙")})[:-40])
    (inbox / "nothing.zip").write_bytes(make_zip({}))
    (inbox / "leftovers.zip").write_bytes(make_zip({"__MACOSX/._a.txt": b"x", "folder/": b""}))
    (inbox / "document.zip").write_bytes(make_zip({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}))
    damaged = bytearray(make_zip({"a.txt": form("乙"), "b.txt": form("丁")}, zipfile.ZIP_STORED))
    damaged[damaged.index("项目名称".encode()) + 1] ^= 1
    (inbox / "damaged.zip").write_bytes(damaged)
    ingest(inbox, home, LIMITS, 1)
    assert read_outcomes(home) == {
        "a.zip": "archive",
        "a.zip/link.txt": "link_not_followed",
        "a.zip/pipe.txt": "not_a_regular_file",
        "a.zip/empty.txt": "empty_document",
        "a.zip/large.txt": "too_large",
        "a.zip/good.txt": "new_document",
        "encrypted.zip": "archive",
        "encrypted.zip/a.txt": "encrypted_document",
        "lzma.zip": "archive",
        "lzma.zip/a.txt": "container_not_supported",
        "shorter.zip": "archive",
        "shorter.zip/a.txt": "damaged_document",
        "longer.zip": "archive",
        "longer.zip/a.txt": "damaged_document",
        "truncated.zip": "damaged_document",
        "nothing.zip": "empty_document",
        "leftovers.zip": "empty_document",
        "document.zip": "container_not_supported",
        "damaged.zip": "archive",
        "damaged.zip/a.txt": "damaged_document",
        "damaged.zip/b.txt": "new_document",
    }


def test_bombs_are_not_unpacked(inbox: Path, home: Home) -> None:
    zeros = make_zip({"0": bytes(20 * MEBIBYTE)})
    (inbox / "flat.zip").write_bytes(zeros)
    (inbox / "nested.zip").write_bytes(make_zip({"0.zip": zeros, "1.zip": zeros + b"\0", "good.txt": form("甲")}))
    ingest(inbox, home, Limits(), 1)
    assert read_outcomes(home) == {
        "flat.zip": "too_much_expansion",
        "nested.zip": "archive",
        "nested.zip/0.zip": "too_much_expansion",
        "nested.zip/1.zip": "too_much_expansion",
        "nested.zip/good.txt": "new_document",
    }
    assert len(list(home.documents.iterdir())) == 4


def test_an_entry_that_is_not_unpacked_costs_nothing(inbox: Path, home: Home) -> None:
    (inbox / "a.zip").write_bytes(make_zip({"large.csv": b"1,2\n" * MEBIBYTE, "a.txt": form("甲")}))
    ingest(inbox, home, Limits(document_bytes=MEBIBYTE, expanded_bytes=MEBIBYTE), 1)
    assert read_outcomes(home) == {
        "a.zip": "archive",
        "a.zip/large.csv": "too_large",
        "a.zip/a.txt": "new_document",
    }


def test_archives_in_an_archive_share_its_limits(inbox: Path, home: Home) -> None:
    size = len(form("00"))
    inner = {
        f"{n}.zip": make_zip({f"{m}.txt": form(f"{n}{m}") for m in range(4)}, zipfile.ZIP_STORED) for n in range(3)
    }
    (inbox / "a.zip").write_bytes(make_zip({**inner, "last.txt": form("99")}))
    own = sum(map(len, inner.values())) + size

    def outcomes(limits: Limits, name: str) -> list[object]:
        there = Home(
            home.documents.with_name(f"documents_{name}"), home.landing.with_name(f"landing_{name}"), home.labels
        )
        ingest(inbox, there, limits, 1)
        found = read_outcomes(there)
        assert (
            len([path for path in found if str(path).count("/") == 2]) == 4 * list(found.values()).count("archive") - 4
        )
        return [found.get(f"a.zip/{path}", found["a.zip"]) for path in ("0.zip", "1.zip", "2.zip", "last.txt")]

    archive, read = "archive", "new_document"
    assert outcomes(Limits(expanded_bytes=own + 12 * size), "a") == [archive, archive, archive, read]
    assert outcomes(Limits(expanded_bytes=own + 11 * size), "b") == [archive, archive, "too_much_expansion", read]
    assert outcomes(Limits(archive_entries=16), "c") == [archive, archive, archive, read]
    assert outcomes(Limits(archive_entries=15), "d") == [archive, archive, "too_many_entries", read]


def test_an_archive_of_too_many_entries_is_rejected(inbox: Path, home: Home) -> None:
    packed = make_zip({f"{n}.txt": form(f"{n}") for n in range(LIMITS.archive_entries + 1)})
    (inbox / "many.zip").write_bytes(packed)
    (inbox / "most.zip").write_bytes(make_zip({f"{n}.txt": form(f"{n}") for n in range(LIMITS.archive_entries)}))
    # Signatures inside stored data are not entries.
    stored = make_zip({"a.txt": packed.replace(b"PK\x03\x04", b"no zip")}, zipfile.ZIP_STORED)
    (inbox / "stored.zip").write_bytes(stored)
    report = ingest(inbox, home, LIMITS, 1)
    outcomes = read_outcomes(home)
    assert (outcomes["many.zip"], outcomes["most.zip"], outcomes["stored.zip"]) == (
        "too_many_entries", "archive", "archive",
    )  # fmt: skip
    assert report.forms == LIMITS.archive_entries
    assert (home.documents / sha256(packed)).is_file()


def test_bytes_known_from_elsewhere_are_not_read_again(inbox: Path, home: Home) -> None:
    packed = make_zip({"a.txt": form("甲"), "b.txt": form("乙")})
    (inbox / "a.txt").write_bytes(form("甲"))
    (inbox / "b.zip").write_bytes(packed)
    ingest(inbox, home, LIMITS, 2)
    (inbox / "c.zip").write_bytes(packed)
    report = ingest(inbox, home, LIMITS, 2)
    assert read_landing(home, "sightings", "relative_path, outcome") == [
        ("a.txt", "new_document"),
        ("b.zip", "archive"),
        ("b.zip/a.txt", "known_document"),
        ("b.zip/b.txt", "new_document"),
        ("c.zip", "archive"),
        ("c.zip/a.txt", "known_document"),
        ("c.zip/b.txt", "known_document"),
    ]
    assert (report.documents_read, report.documents_known) == (0, 2)
    assert len(read_landing(home, "documents")) == 3


def test_a_replaced_archive_replaces_its_entries(inbox: Path, home: Home) -> None:
    (inbox / "a.zip").write_bytes(make_zip({"a.txt": form("甲"), "b.txt": form("乙")}))
    ingest(inbox, home, LIMITS, 1)
    (inbox / "a.zip").write_bytes(make_zip({"a.txt": form("甲之二"), "b.txt": form("乙")}))
    report = ingest(inbox, home, LIMITS, 1)
    assert (report.documents_read, report.documents_known) == (1, 1)
    seen = "relative_path, load_id, document_hash"
    assert read_landing(home, "sightings", seen, "relative_path <> 'a.zip'") == [
        ("a.zip/a.txt", "00000001", sha256(form("甲"))),
        ("a.zip/a.txt", "00000002", sha256(form("甲之二"))),
        ("a.zip/b.txt", "00000001", sha256(form("乙"))),
        ("a.zip/b.txt", "00000002", sha256(form("乙"))),
    ]


def test_changed_limits_open_kept_archives_again(inbox: Path, home: Home, tmp_path: Path) -> None:
    inner = make_zip({"small.txt": form("甲"), "large.txt": form("乙") + b" " * 10_000})
    (inbox / "a.zip").write_bytes(make_zip({"inner.zip": inner, "b.txt": form("丙")}))
    (inbox / "many.zip").write_bytes(make_zip({f"{n}.txt": form(f"{n}") for n in range(6)}))
    small = Limits(document_bytes=9_000, archive_entries=5)
    ingest(inbox, home, small, 2)
    before = read_outcomes(home)
    assert (before["a.zip/inner.zip/large.txt"], before["many.zip"]) == ("too_large", "too_many_entries")
    shutil.rmtree(inbox)
    inbox.mkdir()
    report = ingest(inbox, home, LIMITS, 2)
    assert (report.documents_read_again, report.documents_read) == (5, 7)
    newest = "relative_path, outcome"
    assert read_landing(home, "sightings", newest, "load_id = '00000002'") == [
        ("a.zip/inner.zip/large.txt", "new_document"),
        *[(f"many.zip/{n}.txt", "new_document") for n in range(6)],
    ]
    again = read_landing(home, "documents", "document_hash, container, reason_code", "load_id = '00000002'")
    assert len(again) == len({document_hash for document_hash, _, _ in again}) == 12
    assert {(container, reason) for _, container, reason in again} == {("text", None), ("zip", None)}
    assert ingest(inbox, home, LIMITS, 2).load_id is None


def test_an_archive_that_was_replaced_is_not_opened_again(inbox: Path, home: Home) -> None:
    small = Limits(document_bytes=9_000)
    (inbox / "a.zip").write_bytes(make_zip({"a.txt": form("甲"), "b.txt": form("乙") + b" " * 10_000}))
    ingest(inbox, home, small, 1)
    (inbox / "a.zip").write_bytes(make_zip({"a.txt": form("甲之二"), "b.txt": form("乙之二")}))
    ingest(inbox, home, small, 1)
    report = ingest(inbox, home, LIMITS, 1)
    assert (report.load_id, report.files_seen, report.documents_read_again) == ("00000003", 0, 5)
    assert ingest(inbox, home, LIMITS, 1).load_id is None


def test_an_archive_about_to_be_replaced_is_not_opened_again(inbox: Path, home: Home) -> None:
    (inbox / "a.zip").write_bytes(make_zip({"a.txt": form("甲"), "b.txt": form("乙") + b" " * 10_000}))
    ingest(inbox, home, Limits(document_bytes=9_000), 1)
    (inbox / "a.zip").write_bytes(make_zip({"a.txt": form("甲之二")}))
    ingest(inbox, home, LIMITS, 1)
    assert read_landing(home, "sightings", "relative_path, outcome", "load_id = '00000002'") == [
        ("a.zip", "archive"),
        ("a.zip/a.txt", "new_document"),
    ]


SOUND = make_zip({"a.txt": b"x" * 300, "b/c.txt": b"y" * 10, "d.zip": make_zip({"e": b"z"})})


@st.composite
def mutated_zips(draw: st.DrawFn) -> bytes:
    """Return a valid archive with some bytes changed, and possibly truncated."""
    content = bytearray(SOUND)
    for place in draw(st.lists(st.integers(0, len(SOUND) - 1), min_size=1, max_size=6)):
        content[place] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.integers(4, len(SOUND)))]) if draw(st.booleans()) else bytes(content)


def unpack_all(content: bytes) -> None:
    """Open an archive and read its entries; check names and sizes."""
    if is_archive(content, LIMITS):
        archive = open_archive(content, Budget(5, 10_000), LIMITS)
        for name, entry in archive.entries:
            assert name
            assert len(archive.read(entry)) <= entry.file_size


@settings(max_examples=400)
@given(st.one_of(mutated_zips(), st.binary().map(b"PK\x03\x04".__add__), st.binary().map(b"PK\x05\x06".__add__)))
def test_any_bytes_after_a_zip_header_unpack_or_raise_container_error(content: bytes) -> None:
    try:
        unpack_all(content)
    except ContainerError as error:
        assert error.reason_code


@pytest.mark.slow
@settings(max_examples=5)
@given(st.lists(st.one_of(mutated_zips(), st.binary().map(b"PK\x03\x04".__add__)), min_size=20, max_size=40))
def test_any_bytes_after_a_zip_header_make_a_load(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "inbox").mkdir()
    for number, content in enumerate(contents):
        (folder / "inbox" / f"{number:02d}.zip").write_bytes(content)
    home = Home(folder / "documents", folder / "landing", PROJECT / "seeds" / "reference" / "form_labels.csv")
    ingest(folder / "inbox", home, LIMITS, 2)
    outcomes = read_outcomes(home)
    assert {f"{number:02d}.zip" for number in range(len(contents))} <= outcomes.keys()
    assert all(len(read_landing(home, table)) >= 0 for table in TABLES)
