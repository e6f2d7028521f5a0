"""Web pages saved as one file: the page is read, and what is not certain is refused."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from ingestion.containers import ContainerError, read_container
from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from tests.containers.facts import TEXTS, list_facts
from tests.containers.write_html import write_html


def write_mht(page: bytes, charset: str = "utf-8", encoding: str = "quoted-printable", *others: str) -> bytes:
    """Return a page and other pages as a browser saves them, with a header before the line MIME-Version."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "<Saved by a browser>"
    message["MIME-Version"] = "1.0"
    message.set_content(page.decode(charset), "html", charset, cte=encoding)
    message.make_related()
    for other in others:
        message.add_related(other, "html")
    message.add_related(b"\x89PNG", "image", "png")
    return message.as_bytes()


def find_reason(content: bytes) -> str:
    """Return the reason code with which a document is rejected."""
    with pytest.raises(ContainerError) as caught:
        read_container(content, Limits())
    return caught.value.reason_code


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "quoted-printable"), ("gb18030", "base64")])
def test_a_saved_page_has_the_facts_of_the_page(text: str, charset: str, encoding: str, layouts: Layouts) -> None:
    page = write_html(text)
    saved = write_mht(page.decode().encode(charset), charset, encoding)
    parsed = parse_document(saved, "0" * 64, layouts)
    assert parsed.document.container == "mht"
    assert list_facts(parsed) == list_facts(parse_document(page, "0" * 64, layouts))
    assert parsed.evaluations


def test_headers_and_footers_of_word_are_not_read() -> None:
    assert read_container(write_mht(b"<p>page", "utf-8", "base64", "<p>header"), Limits()).rows.cells == [["page"]]


def test_the_start_part_is_the_page() -> None:
    saved = (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b; start="<2>"\n\n'
        b"--b\nContent-Type: text/html\nContent-ID: <1>\n\n<p>header\n"
        b"--b\nContent-Type: text/html\nContent-ID: <2>\n\n<p>page\n--b--\n"
    )
    assert read_container(saved, Limits()).rows.cells == [["page"]]


def test_a_page_of_frames_is_refused() -> None:
    frames = write_mht(b"<frameset><frame src=a></frameset>", "utf-8", "base64", "<table><td>sheet</table>")
    assert find_reason(frames) == "container_not_supported"


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_an_incomplete_page_is_refused(encoding: str) -> None:
    saved = write_mht(b"<p>" + b"page " * 200, "utf-8", encoding)
    assert find_reason(saved[: len(saved) // 2]) == "damaged_document"


def test_a_damaged_encoding_is_refused() -> None:
    saved = write_mht(b"<p>" + b"page " * 200, "utf-8", "base64")
    place = saved.index(b"\r\n", saved.index(b"base64") + 60)
    assert find_reason(saved[:place] + b"A" + saved[place:]) in ("damaged_document", "not_text")


def test_a_mail_is_refused() -> None:
    mail = (
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>a\n--b--\n"
    )
    assert find_reason(mail) == "container_not_supported"


def test_deep_nesting_is_refused() -> None:
    parts = b"".join(
        b'Content-Type: multipart/related; boundary="%d"\n\n--%d\n' % (level, level) for level in range(600)
    )
    assert find_reason(b"MIME-Version: 1.0\n" + parts) == "damaged_document"
