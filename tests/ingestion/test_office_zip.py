"""Zips of Office documents: valid ones pass, those that would do harm when unpacked or parsed are rejected."""

import io
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.containers import ContainerError
from ingestion.containers.office_zip import check_office_zip, read_part
from ingestion.limits import MEBIBYTE, Limits
from tests.containers.write_docx import write_docx
from tests.shanghai_form import Form

LIMITS = Limits()
SOUND = write_docx(Form().text())


def pack(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def find_reason(content: bytes, limits: Limits = LIMITS) -> str | None:
    """Return the reason code with which a zip is rejected, None if it passes."""
    try:
        check_office_zip(content, limits)
    except ContainerError as error:
        return error.reason_code
    return None


def test_a_document_as_word_writes_it_passes() -> None:
    assert find_reason(SOUND) is None
    assert read_part(SOUND, "word/document.xml").startswith(b"<?xml")


def test_a_zip_larger_than_the_limit_when_unpacked_is_rejected() -> None:
    assert find_reason(SOUND, Limits(expanded_bytes=10_000)) == "too_much_expansion"


def test_a_bomb_is_rejected_by_its_ratio() -> None:
    assert find_reason(pack({"word/document.xml": b" " * 20 * MEBIBYTE})) == "too_much_expansion"


def test_a_directory_that_understates_a_bomb_is_detected_without_unpacking_it() -> None:
    content = pack({"word/document.xml": b"<" + b" " * 64 * MEBIBYTE})
    directory = content.rindex(b"PK\x01\x02")
    understated = content[: directory + 24] + struct.pack("<I", 100) + content[directory + 28 :]
    tracemalloc.start()
    assert find_reason(understated) == "damaged_document"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * MEBIBYTE


def test_too_many_entries_are_rejected() -> None:
    assert find_reason(SOUND, Limits(archive_entries=3)) == "too_many_entries"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("definition", ["<!DOCTYPE a>", "<!DOCTYPE a [<!ENTITY b 'c'>]>"])
def test_definitions_are_found_in_any_encoding_that_xml_may_have(encoding: str, definition: str) -> None:
    part = f"<?xml version='1.0'?>{definition}<a/>".encode(encoding)
    assert find_reason(pack({"word/styles.xml": part})) == "xml_entities"


@pytest.mark.parametrize("padding", [0, 100_000, 262_100, 262_130, 262_144, 300_000])
def test_a_definition_is_found_at_any_position(padding: int) -> None:
    part = b"<!--" + b"-x" * (padding // 2) + b"--><!DOCTYPE a><a/>"
    assert find_reason(pack({"customXml/item.bin": part}, zipfile.ZIP_STORED)) == "xml_entities"


def test_a_picture_may_have_a_document_type() -> None:
    assert find_reason(pack({"word/media/image1.svg": b"<!DOCTYPE svg><svg/>", "a.xml": b"<a/>"})) is None


@pytest.mark.parametrize(
    "part",
    [
        b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE a><a/>",
        "<?xml version='1.0'?><a/>".encode("utf-32"),
        "<?xml version='1.0'?><a/>".encode("utf-32-le"),
        "<?xml version='1.0'?><a/>".encode("utf-32-be"),
        "<?xml version='1.0' encoding='cp037'?><a/>".encode("cp037"),
        b"no xml",
    ],
)
def test_a_part_that_could_hide_a_definition_is_rejected(part: bytes) -> None:
    assert find_reason(pack({"word/document.xml": part})) == "damaged_document"


@pytest.mark.parametrize("opening", ["", "\ufeff", "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\r\n", "\n"])
def test_a_part_may_start_in_any_way_that_xml_allows(opening: str) -> None:
    assert find_reason(pack({"word/document.xml": f"{opening}<a/>".encode(), "empty.xml": b""})) is None


def test_files_added_by_macos_are_not_parts() -> None:
    assert find_reason(pack({"a.xml": b"<a/>", "__MACOSX/._a.xml": b"\x00\x05\x16\x07"})) is None


def test_an_encrypted_entry_is_reported() -> None:
    content = bytearray(pack({"word/document.xml": b"<a/>"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1
    assert find_reason(bytes(content)) == "encrypted_document"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unbounded_compression_method_is_rejected(method: int) -> None:
    assert find_reason(pack({"word/document.xml": b"<a/>"}, method)) == "damaged_document"


@pytest.mark.parametrize("length", [0, 4, 30, 1000, len(SOUND) // 2, len(SOUND) - 1])
def test_a_truncated_zip_is_damaged(length: int) -> None:
    assert find_reason(SOUND[:length]) == "damaged_document"


def test_a_missing_part_is_damage() -> None:
    with pytest.raises(ContainerError) as caught:
        read_part(SOUND, "word/none.xml")
    assert caught.value.reason_code == "damaged_document"


@given(changes=st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_any_damage_is_a_reason_or_none(changes: list[tuple[int, int]]) -> None:
    content = bytearray(SOUND)
    for place, byte in changes:
        content[place] = byte
    find_reason(bytes(content))


@given(content=st.binary())
def test_any_bytes_are_a_reason(content: bytes) -> None:
    assert find_reason(b"PK\x03\x04" + content) == "damaged_document"
