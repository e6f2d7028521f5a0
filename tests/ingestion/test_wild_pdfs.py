"""PDFs that cannot be read, or only in part: scans, passwords, damage, exceeded limits, arbitrary bytes."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingestion.containers import ContainerError, read_container
from ingestion.limits import Limits
from tests.containers.draw_pdf import (
    GRID,
    LEFT,
    LIMITS,
    READ,
    SIZE,
    draw,
    draw_table,
    find_reason,
    print_pages,
    print_text,
    read,
    read_cells,
    rule_lines,
)


def print_picture(canvas: Canvas) -> None:
    """Draw a page as a scanner produces it."""
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *A4)


def print_sideways(canvas: Canvas) -> None:
    """Draw a page with rotated text."""
    canvas.translate(300, 300)
    canvas.rotate(90)
    canvas.drawString(0, 0, "横着的文字")


def print_numbered(canvas: Canvas) -> None:
    """Draw a scanned page with a running header."""
    print_picture(canvas)
    canvas.drawString(LEFT, 800, "某市数据局 2019年度自评")


def print_nothing(canvas: Canvas) -> None:
    """Draw a blank page, as Word prints it."""
    canvas.drawString(LEFT, 700, " ")


@pytest.mark.parametrize("page", [print_picture, print_numbered, print_sideways])
def test_a_page_that_cannot_be_read_among_others_is_a_gap(page: Callable[[Canvas], None]) -> None:
    text = read(print_pages(print_text, page, print_nothing, print_text))
    assert [(gap.reason_code, gap.page) for gap in text.gaps] == [("page_without_text", 2)]
    assert [cells for cells in text.rows.cells if len(cells) > 1] == READ * 2
    assert text.rows.page_of(1) == 1
    assert text.rows.page_of(len(text.rows.cells)) == 4


@pytest.mark.parametrize("page", [print_picture, print_numbered, print_sideways, print_nothing])
def test_a_document_of_such_pages_has_no_text_layer(page: Callable[[Canvas], None]) -> None:
    assert find_reason(print_pages(page, page)) == "no_text_layer"


def print_budget(canvas: Canvas) -> None:
    """Return a page with a filled-in field. Its font is Latin, since reportlab encrypts Chinese fonts wrongly."""
    canvas.setFont("Helvetica", SIZE)
    draw_table(canvas, [["Budget", ""], ["Rate", "98%"]], 750, (100.0, 150.0), rule_lines)
    canvas.acroForm.textfield(value="30,750,000.00", x=155, y=732, width=140, height=15, fontSize=9, borderWidth=0)


def test_text_typed_into_a_field_is_read() -> None:
    assert read_cells(print_pages(print_budget, print_text)) == [["Budget", "30,750,000.00"], ["Rate", "98%"], *READ]


def test_only_a_password_to_open_a_pdf_prevents_reading() -> None:
    for_the_owner = StandardEncryption("", ownerPassword="geheim", canModify=0, canCopy=0, strength=128)
    content = print_pages(print_budget, encrypt=for_the_owner)
    assert read_cells(content) == [["Budget", "30,750,000.00"], ["Rate", "98%"]]
    for_all = StandardEncryption("geheim", strength=128)
    assert find_reason(print_pages(print_budget, encrypt=for_all)) == "encrypted_document"


def write_objects(*objects: bytes) -> bytes:
    """Return a PDF of these objects; the first one is its catalog."""
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj %s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + trailer


def write_stream(text: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<<%s /Length %d>> stream\n%s\nendstream" % (entries, len(text), text)


RESOURCES = b"/Resources <</Font <</F 5 0 R>> /XObject <</X 6 0 R>>>>"
HELVETICA = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"


def write_page(contents: bytes, font: bytes = HELVETICA, *others: bytes) -> bytes:
    """Return a PDF of one page."""
    return write_objects(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R %s>>" % RESOURCES,
        write_stream(contents),
        font,
        *others,
    )


def write_unmapped(signs: int) -> bytes:
    """Return a PDF with the characters 甲乙丙, and glyphs of a font without a mapping to characters."""
    unmapped = b"<</Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /DW 1000>>"
    font = b"<</Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R]>>"
    mapped = write_stream(
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <61> <63> <7532> endbfrange endcmap"
    )
    helvetica = HELVETICA.replace(b">>", b" /ToUnicode 8 0 R>>")
    contents = b"BT /F 10 Tf 50 700 Td <%s> Tj /G 10 Tf 10 0 Td (abc) Tj ET" % (b"0102" * signs)
    page = write_page(contents, font, unmapped, helvetica, mapped)
    return page.replace(b"/F 5 0 R>>", b"/F 5 0 R /G 7 0 R>>")


def test_a_glyph_without_a_character_is_unreadable() -> None:
    ((text,),) = read_cells(write_unmapped(1))
    assert "\ufffd" in text
    assert not any(sign.isdigit() for sign in text)
    assert find_reason(write_unmapped(60)) == "no_text_layer"


def test_a_document_of_too_many_pages_is_not_read() -> None:
    pages = 10_000
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800]>>"
    content = write_objects(
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [%s] /Count %d>>" % (kids, pages), *[page] * pages
    )
    with pytest.raises(ContainerError) as caught:
        read(content)
    assert (caught.value.reason_code, caught.value.detail) == ("too_many_pages", "10000 pages, at most 500")


def draw_crowd(count: int) -> bytes:
    """Return a page with a grid of so many lines in each direction."""

    def fill(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 820, "题")
        canvas.grid([10 + 5 * line for line in range(count)], [10 + 5 * line for line in range(count)])

    return print_pages(fill)


@pytest.mark.parametrize(
    ("content", "limits"),
    [
        (draw(["一二三四五六七八九十"] * 20), Limits(cells=100)),
        (draw([[["", ""], ["", "甲"]]] * 60, height=5000), Limits(cells=100)),
        (draw_crowd(110), LIMITS),
        (write_page(b"BT /F 10 Tf 50 700 Td (x) Tj ET " + b"0 0 m 9 9 l S " * 40_000), LIMITS),
        (write_page(b"BT /F 10 Tf 50 700 Td (x) Tj ET " + b"0 0 m 9 0 l " * 40_000 + b"S"), LIMITS),
    ],
    ids=["signs", "cells", "grid", "shapes", "path"],
)
def test_too_much_on_a_page_is_rejected(content: bytes, limits: Limits) -> None:
    assert find_reason(content, limits) == "too_many_cells"


def test_a_crowded_table_within_the_limits_is_read() -> None:
    assert read_cells(draw_crowd(40)) == [["题"]]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n",
        write_objects(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [] /Count 0>>"),
        write_objects(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [2 0 R] /Count 1>>"),
    ],
    ids=["nothing", "no page", "circle"],
)
def test_a_pdf_without_pages_is_damaged(content: bytes) -> None:
    assert find_reason(content) == "damaged_document"


def read_or_refuse(content: bytes) -> None:
    """Check that any bytes return rows or raise ContainerError, and nothing else."""
    try:
        read_container(content, LIMITS)
    except ContainerError as error:
        assert error.detail.isascii()


def test_recursive_forms_and_deep_arrays_end() -> None:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] %s" % RESOURCES
    text = b"BT /F 10 Tf 50 700 Td (x) Tj ET /X Do"
    read_or_refuse(write_page(text, HELVETICA, write_stream(text, form)))
    read_or_refuse(write_page(text + b"[" * 20_000, HELVETICA, b"[" * 20_000))


def test_bytes_before_the_header_are_ignored() -> None:
    assert read_cells(b"HTTP/1.1 200 OK\r\n\r\n" + draw([GRID])) == READ


WHOLE = [write_page(b"BT /F 10 Tf 50 700 Td (8) Tj ET 40 690 m 90 690 l S"), draw(["题", GRID]), write_unmapped(2)]


@settings(max_examples=60)
@given(rest=st.binary(max_size=400))
def test_any_bytes_after_the_header_give_rows_or_a_reason(rest: bytes) -> None:
    read_or_refuse(b"%PDF-1.4\n" + rest)


@settings(max_examples=60)
@given(whole=st.sampled_from(WHOLE), part=st.floats(0, 1), end=st.floats(0, 1), patch=st.binary(max_size=8))
def test_a_damaged_pdf_gives_rows_or_a_reason(whole: bytes, part: float, end: float, patch: bytes) -> None:
    place = 9 + int(part * (len(whole) - 9))
    read_or_refuse(whole[:place] + patch + whole[place + len(patch) :])
    read_or_refuse(whole[:place])
    read_or_refuse(whole[:place] + patch + whole[place + int(end * (len(whole) - place)) :])
