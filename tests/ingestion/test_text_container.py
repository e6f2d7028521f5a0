"""Bytes to rows: encodings, line ends, pages; and bytes that are not text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.containers import ContainerError, read_container
from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from tests.shanghai_form import Form

TEXT = Form().text()
LIMITS = Limits()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
    ],
)
def test_encodings_give_the_same_rows(content: bytes, encoding: str) -> None:
    read = read_container(content, LIMITS)
    assert read.encoding == encoding
    assert read.rows == read_container(TEXT.encode(), LIMITS).rows


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_give_the_same_rows(line_end: str) -> None:
    assert (
        read_container(TEXT.replace("\n", line_end).encode(), LIMITS).rows == read_container(TEXT.encode(), LIMITS).rows
    )


def test_separators_inside_a_cell_do_not_end_a_line() -> None:
    assert read_container("a\u2028b\x0bc\td\ne".encode(), LIMITS).rows.cells == [["a\u2028b\x0bc", "d"], ["e"]]


def test_a_form_feed_starts_a_page_on_its_line() -> None:
    rows = read_container(b"a\n\fb\nc", LIMITS).rows
    assert rows.cells == [["a"], ["b"], ["c"]]
    assert [rows.page_of(line) for line in (1, 2, 3)] == [1, 2, 2]
    assert rows.breaks_after(1)
    assert rows.breaks_before(2)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_document"),
        (b"\xef\xbb\xbf", "empty_document"),
        (b"\x1c\n", "empty_document"),
        (b" \r\n\t", "empty_document"),
        (b"GIF89a", "container_not_supported"),
        (b"%PDF-1.7", "damaged_document"),
        (b"PK\x03\x04", "damaged_document"),
        (b"Rar!\x1a\x07\x00", "container_not_supported"),
        (b'<o:d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><table:table>', "container_not_supported"),
        (b"\x00\x01\x02", "not_text"),
        ("项目".encode()[:-1] + b"\xff\xff", "not_text"),
    ],
)
def test_bytes_that_cannot_be_read_are_rejected_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ContainerError) as caught:
        read_container(content, LIMITS)
    assert caught.value.reason_code == reason


@given(
    st.one_of(
        st.binary(max_size=2000),
        st.text(alphabet="项目绩效自评价合计权重\t\n\f 8分-/(（：<p>&", max_size=400).map(str.encode),
    )
)
def test_any_bytes_are_read_or_rejected_and_every_line_has_one_role(layouts: Layouts, content: bytes) -> None:
    parsed = parse_document(content, "0" * 64, layouts)
    document = parsed.document
    assert document.reason_code != "parser_failure", parsed.rejections
    assert parsed.evaluations or parsed.rejections or parsed.set_aside_forms
    assert document.line_count == sum(
        count for name, count in document._asdict().items() if name.endswith("_line_count")
    )
