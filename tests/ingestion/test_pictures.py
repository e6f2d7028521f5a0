"""Scans are read by text recognition: their facts are those of the text original, and what is not certain is reported."""

import io
import struct
import zlib
from collections.abc import Callable
from decimal import Decimal
from itertools import cycle
from random import Random

import pdfplumber
import pytest
from PIL import Image, ImageChops, ImageDraw
from reportlab.lib.pagesizes import A4

from ingestion.containers import ContainerError, read_container
from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from ingestion.normalise import squash
from ingestion.records import ParsedDocument
from orchestration.demo.writers.pdf import write_pdf as write_sheets
from tests.containers.facts import list_facts
from tests.containers.scan import Fault, degrade, needs_recognition, render, save
from tests.containers.write_pdf import write_pdf
from tests.corpus.generate import SCHEMES
from tests.corpus.lay_out import lay_out
from tests.corpus.odd_values import set_rows
from tests.national_form import NationalForm
from tests.shanghai_form import Form

FAULT = Fault(tilt=-2.4, blur=0.5, noise=6, quality=75, shade=30)
DPI = 200
PIXEL = b"\x89PNG\r\n\x1a\n"


def parse(content: bytes, layouts: Layouts) -> ParsedDocument:
    return parse_document(content, "0" * 64, layouts)


def facts(parsed: ParsedDocument) -> list[dict[str, object]]:
    """Return the facts of a document apart from how they were read, and the width of punctuation."""
    return [
        {
            name: value
            for name, value in fact.items()
            if name not in ("reading_basis", "container") and not name.endswith("_plain")
        }
        for fact in list_facts(parsed._replace(recognised_cells=[]))
    ]


def print_draft(scheme: str, number: int, signs: str = "") -> bytes:
    """Return an invented form of a scheme as a PDF with text; the signs replace those before its targets."""
    sheet = set_rows(lay_out(SCHEMES[scheme](Random(number), "丁项目")))
    operators = [cell for cell in sheet.cells if cell.text in ("≥", "≤", "＝")]
    for cell, sign in zip(operators, cycle(signs), strict=False):
        cell.text = sign
    return write_sheets([sheet], A4)


@needs_recognition
@pytest.mark.parametrize(
    ("pdf", "form"),
    [
        (write_pdf(Form().text()), "JPEG"),
        (write_pdf(NationalForm().text()), "PDF"),
        (print_draft("sichuan_0013zp", 5), "TIFF"),
        (print_draft("sichuan_0013zp", 6), "TIFF"),
    ],
    ids=["shanghai", "national", "sichuan", "sichuan_again"],
)
def test_a_bad_scan_has_the_facts_of_its_original(pdf: bytes, form: str, layouts: Layouts) -> None:
    parsed = parse(save([degrade(page, FAULT, Random(4)) for page in render(pdf)], form), layouts)
    assert parsed.evaluations[0].reading_basis == "ocr"
    assert [issue.observed for issue in parsed.reading_issues] == []
    assert facts(parsed) == facts(parse(pdf, layouts))
    assert len(parsed.recognised_cells) > 60
    assert all(cell.confidence > 0 for cell in parsed.recognised_cells)


@needs_recognition
@pytest.mark.parametrize("fault", [Fault(blur=0.8, noise=8, quality=65), Fault(tilt=2.8, blur=1.1, shade=60)])
def test_a_sign_that_fills_a_cell_is_read_as_printed(fault: Fault, layouts: Layouts) -> None:
    pdf = print_draft("sichuan_0013zp", 5, signs="<≥>≤=1")
    parsed = parse(save([degrade(page, fault, Random(4)) for page in render(pdf)], "PDF"), layouts)
    read = {squash(cell.recognised_text) for cell in parsed.recognised_cells if cell.confidence >= Decimal("0.95")}
    assert read >= set("<≥>≤=/1")
    printed = [line.target_text for line in parse(pdf, layouts).indicator_lines]
    uncertain = {issue.line_number for issue in parsed.reading_issues}
    assert len(uncertain) < 3
    assert [
        (line.target_text, text)
        for line, text in zip(parsed.indicator_lines, printed, strict=True)
        if line.line_number not in uncertain and line.target_text != text
    ] == []


@needs_recognition
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_on_its_side_or_head_is_turned(quarters: int, layouts: Layouts) -> None:
    pdf = write_pdf(NationalForm().text())
    (page,) = render(pdf)
    turned = degrade(page, FAULT, Random(4)).rotate(90 * quarters, expand=True)
    parsed = parse(save([turned], "PDF"), layouts)
    assert [issue.observed for issue in parsed.reading_issues] == []
    assert facts(parsed) == facts(parse(pdf, layouts))


@needs_recognition
def test_the_rims_of_a_stamp_in_a_jpeg_are_no_text(layouts: Layouts) -> None:
    pdf = write_pdf(NationalForm().text())
    (page,) = render(pdf)
    scanned = degrade(page, Fault(noise=8, quality=45, has_stamp=True), Random(3))
    parsed = parse(save([scanned], "PNG"), layouts)
    assert [issue.observed for issue in parsed.reading_issues] == []
    assert facts(parsed) == facts(parse(pdf, layouts))


@needs_recognition
@pytest.mark.parametrize("is_ticked", [False, True])
def test_a_box_is_blank_only_if_nothing_is_drawn_in_it(is_ticked: bool, layouts: Layouts) -> None:
    pdf = print_draft("hubei_20_80", 1)
    (page,) = render(pdf, dpi=DPI)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        box = document.pages[0].search("□")[-1]
    left, top, right, bottom = (box[side] * DPI / 72 for side in ("x0", "top", "x1", "bottom"))
    if is_ticked:
        middle = (left + right) / 2, bottom - 8
        ImageDraw.Draw(page).line([(left + 6, top + 14), middle, (right - 5, top + 8)], fill="black", width=3)
    parsed = parse(save([degrade(page, FAULT, Random(4))], "PDF"), layouts)
    (choice,) = [cell for cell in parsed.recognised_cells if cell.recognised_text.startswith("1、部门预算项目")]
    is_certain = choice.confidence >= Decimal("0.95")
    assert is_certain != is_ticked or not choice.recognised_text.endswith("□")


@needs_recognition
@pytest.mark.parametrize("quality", [100, 65])
@pytest.mark.parametrize("pdf", [print_draft("sichuan_0013zp", 5, signs="＝"), print_draft("mof_2020", 4)])
def test_text_under_the_star_of_a_stamp_is_no_rim(pdf: bytes, quality: int, layouts: Layouts) -> None:
    (page,) = render(pdf, dpi=DPI)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        signs = document.pages[0].search("＝")
    star = Image.new("RGB", page.size, "white")
    for sign in signs:
        x, y = (round(sign[side] * DPI / 72) for side in ("x0", "top"))
        ImageDraw.Draw(star).rectangle((x - 30, y - 8, x + 50, y + 40), fill=(200, 20, 30))
    stamped = ImageChops.multiply(page, star)
    scanned = parse(save([degrade(stamped, Fault(blur=0.8, noise=4, quality=quality), Random(4))], "PDF"), layouts)
    uncertain = {issue.line_number for issue in scanned.reading_issues}

    def read(parsed: ParsedDocument) -> list[tuple[str, str]]:
        return [
            (squash(line.target_operator_text), squash(line.target_text))
            for line in parsed.indicator_lines
            if line.line_number not in uncertain
        ]

    assert signs
    assert read(scanned) == read(parse(pdf, layouts))


@needs_recognition
def test_two_texts_of_a_line_are_apart(layouts: Layouts) -> None:
    pdf = print_draft("hubei_20_80", 3)
    (page,) = render(pdf, dpi=DPI)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        (second,) = document.pages[0].search("填报日期.*日")
    left, top, right, bottom = (round(second[side] * DPI / 72) for side in ("x0", "top", "x1", "bottom"))
    text = page.crop((left, top - 3, right, bottom + 3))
    page.paste("white", (left, top - 3, right, bottom + 3))
    page.paste(text, (left + 140, top - 3))
    scanned = parse(save([degrade(page, FAULT, Random(4))], "PDF"), layouts)

    def read(parsed: ParsedDocument) -> dict[str | None, object]:
        return {field.field_code: field.value_normalised for field in parsed.form_fields}

    found, original = read(scanned), read(parse(pdf, layouts))
    assert found["self_evaluation_date"] == original["self_evaluation_date"] is not None
    assert found["other_filing_unit"] == original["other_filing_unit"]


@needs_recognition
def test_a_table_over_two_moved_frames_is_one_table(layouts: Layouts) -> None:
    pdf = write_pdf(Form().text(), rows_on_first_page=4, split_row=False)
    first, second = render(pdf)
    moved = Image.new("RGB", second.size, "white")
    moved.paste(second.resize((round(second.width * 1.01), second.height)), (15, 7))
    parsed = parse(save([first, moved], "TIFF"), layouts)
    assert (parsed.document.container, parsed.document.page_starts[0], len(parsed.document.page_starts)) == (
        "picture",
        1,
        2,
    )
    assert facts(parsed) == facts(parse(pdf, layouts))


@needs_recognition
def test_pages_with_and_without_text_keep_their_order(layouts: Layouts) -> None:
    text = Form().text()
    pdf = write_pdf(f"{text}\n{Form().with_head(项目名称='丙项目').text()}")
    assert len(render(pdf)) == 2
    mixed = replace_page(pdf, 1)
    parsed = parse(mixed, layouts)
    assert [form.reading_basis for form in parsed.evaluations] == ["text", "ocr"]
    assert [(form.first_page, form.last_page) for form in parsed.evaluations] == [(1, 1), (1, 2)]
    assert not parsed.rejections
    assert facts(parsed) == facts(parse(pdf, layouts))


@needs_recognition
def test_a_blotted_figure_is_reported_with_its_place(layouts: Layouts) -> None:
    pdf = write_pdf(Form().text())
    (page,) = render(pdf, dpi=DPI)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        (found,) = document.pages[0].search("980,000")
    left, top, bottom = (found[side] * DPI / 72 for side in ("x0", "top", "bottom"))
    draw = ImageDraw.Draw(page)
    draw.line((left + 2, top, left + 16, bottom), fill="black", width=5)
    draw.line((left + 16, top, left + 2, bottom), fill="black", width=5)
    parsed = parse(save([page]), layouts)
    (issue,) = [issue for issue in parsed.reading_issues if issue.issue_code == "ocr_uncertain"]
    assert issue.field_code in ("executed", None)
    place = round(100 * left / page.width), round(100 * top / page.height)
    assert f"p. 1: {place[0]}%, {place[1]}%" in issue.observed


def replace_page(pdf: bytes, number: int) -> bytes:
    """Return a PDF with one page (from 0) replaced by its picture."""
    import pypdfium2  # type: ignore[import-untyped]

    picture = save([render(pdf)[number]], "PDF")
    with pypdfium2.PdfDocument(pdf) as document, pypdfium2.PdfDocument(picture) as scanned:
        document.import_pages(scanned, index=number)
        del document[number + 1]
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()


@pytest.mark.parametrize("make", [lambda: PIXEL, lambda: b"\xff\xd8\xff\xe0", lambda: b"II*\x00", lambda: b"MM\x00*"])
def test_without_the_extra_a_picture_is_rejected_with_what_to_do(
    make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.containers.reading.find_version", lambda: None)
    with pytest.raises(ContainerError) as caught:
        read_container(make(), Limits())
    assert caught.value.reason_code == "ocr_not_installed"


def test_without_the_extra_a_scanned_pdf_has_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.containers.pdf.document.find_version", lambda: None)
    with pytest.raises(ContainerError) as caught:
        read_container(save([Image.new("RGB", (200, 300), "grey")], "PDF"), Limits())
    assert caught.value.reason_code == "no_text_layer"


def make_png(width: int, height: int) -> bytes:
    """Return a PNG of a size without its pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PIXEL + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + struct.pack(">I", 99) + b"IDAT"


@needs_recognition
@pytest.mark.parametrize(
    ("content", "reason"),
    [(make_png(60_000, 60_000), "too_much_expansion"), (PIXEL, "damaged_document"), (make_png(30, 30), "damaged_document"),
     (save([Image.new("RGB", (300, 400), "white")]), "empty_document")],
    ids=["bomb", "cut", "without_pixels", "blank"],
)  # fmt: skip
def test_a_picture_that_cannot_be_read_is_rejected(content: bytes, reason: str) -> None:
    with pytest.raises(ContainerError) as caught:
        read_container(content, Limits())
    assert caught.value.reason_code == reason
