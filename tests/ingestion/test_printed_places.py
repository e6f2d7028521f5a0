"""Places of values on pages: they lie over what is printed, and a value whose place is not certain has none."""

import io
from random import Random

import pdfplumber
import pytest

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument, PrintedPlace
from tests.containers.scan import Fault, degrade, needs_recognition, render, save
from tests.containers.write_docx import write_docx
from tests.containers.write_pdf import turn_pages, write_pdf
from tests.national_form import NationalForm
from tests.shanghai_form import Form

FORM = Form().changed(total=["合计", "", "", "100", "95", ""])
PDF = write_pdf(FORM.text())


def parse(content: bytes, layouts: Layouts) -> ParsedDocument:
    return parse_document(content, "0" * 64, layouts)


def get(parsed: ParsedDocument, code: str, line_number: int | None = None) -> PrintedPlace:
    """Return the only place of a field."""
    (place,) = [
        place for place in parsed.printed_places if (place.field_code, place.line_number) == (code, line_number)
    ]
    return place


def sides(place: PrintedPlace) -> tuple[int, int, int, int]:
    left, top = place.left_permille, place.top_permille
    return left, top, left + place.width_permille, top + place.height_permille


def list_words(pdf: bytes, place: PrintedPlace, shown: tuple[float, float, float, float] | None = None) -> list[str]:
    """Return the words of a PDF whose middle lies within a place; `shown` is the part of the page that is shown."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        page = document.pages[place.page - 1]
        left, top, right, bottom = shown or (0.0, 0.0, float(page.width), float(page.height))
        x0, y0, x1, y1 = sides(place)
        return [
            word["text"]
            for word in page.extract_words()
            if x0 <= 1000 * ((word["x0"] + word["x1"]) / 2 - left) / (right - left) <= x1
            and y0 <= 1000 * ((word["top"] + word["bottom"]) / 2 - top) / (bottom - top) <= y1
        ]


def test_a_value_of_a_pdf_is_where_it_is_printed(layouts: Layouts) -> None:
    parsed = parse(PDF, layouts)
    assert list_words(PDF, get(parsed, "total_score")) == ["95"]
    assert list_words(PDF, get(parsed, "total_weight")) == ["100"]
    assert list_words(PDF, get(parsed, "budget")) == ["1,000,000.00"]
    assert list_words(PDF, get(parsed, "grade")) == ["优秀"]
    for line in parsed.indicator_lines:
        for code, text in (("weight", line.weight_text), ("self_score", line.self_score_text)):
            assert list_words(PDF, get(parsed, code, line.line_number)) == [text]
    equal = [get(parsed, code, 1) for code in ("weight", "self_score")]
    assert equal[0].left_permille < equal[1].left_permille, "two cells of a row that print the same"


def test_a_line_without_a_value_is_its_whole_row(layouts: Layouts) -> None:
    parsed = parse(PDF, layouts)
    (row,) = [one for one in parsed.printed_places if one.field_code is None and one.source_line == 13]
    assert list_words(PDF, row) == ["资金使用的合规性", "资金使用的合规性的解释", "6", "6"]


def test_a_blank_value_is_its_blank_cell(layouts: Layouts) -> None:
    parsed = parse(write_pdf(FORM.with_head(自评时间="").with_cell(2, 3, "").text()), layouts)
    blank, before = get(parsed, "self_evaluation_date"), get(parsed, "goal")
    assert (blank.left_permille, blank.width_permille) == (before.left_permille, before.width_permille)
    assert blank.top_permille > before.top_permille
    assert get(parsed, "weight", 3).left_permille == get(parsed, "weight", 4).left_permille


@pytest.mark.parametrize("crop", [0.0, 20.0])
def test_a_turned_page_has_the_places_of_the_page_as_shown(layouts: Layouts, crop: float) -> None:
    turned = turn_pages(PDF, crop)
    parsed = parse(turned, layouts)
    with pdfplumber.open(io.BytesIO(turned)) as document:
        width, height = document.pages[0].width, document.pages[0].height
    shown = (crop, crop, width - crop, height - crop)
    assert list_words(turned, get(parsed, "total_score"), shown) == ["95"]
    assert list_words(turned, get(parsed, "office_name"), shown) == ["综合处"]
    assert (sides(get(parsed, "total_score")) == sides(get(parse(PDF, layouts), "total_score"))) == (crop == 0)


def test_the_values_of_a_row_that_a_page_break_splits_are_on_their_pages(layouts: Layouts) -> None:
    form = Form().with_cell(7, 2, "解释" * 40)
    pdf = write_pdf(form.text(), rows_on_first_page=6)
    parts = [
        place
        for place in parse(pdf, layouts).printed_places
        if (place.field_code, place.line_number) == ("explanation", 7)
    ]
    assert [place.page for place in parts] == [1, 2]
    assert "".join("".join(list_words(pdf, place)) for place in parts) == "解释" * 40


def test_equal_amounts_of_a_line_are_told_apart_by_their_order(layouts: Layouts) -> None:
    pdf = write_pdf(NationalForm().text())
    parsed = parse(pdf, layouts)
    for field in parsed.form_fields:
        if field.field_code in ("initial_budget", "budget", "executed", "execution_rate"):
            found = [
                place
                for place in parsed.printed_places
                if (place.field_code, place.source_line) == (field.field_code, field.first_line)
            ]
            assert [list_words(pdf, place) for place in found] == [[field.value_text]]
    lefts = [
        [place.left_permille for place in parsed.printed_places if place.field_code == code]
        for code in ("budget", "executed")
    ]
    assert max(lefts[0]) < min(lefts[1])


def test_an_execution_score_that_an_amount_equals_has_no_cell(layouts: Layouts) -> None:
    """Of 10 points and 10 yuan on one row it is not certain which cell is which."""
    form = NationalForm()
    money = [list(row) for row in form.money]
    money[0][1] = money[0][2] = "10"
    text = form.changed(money=money).text()
    places = parse(write_pdf(text), layouts).printed_places
    (row,) = {place.source_line for place in places if place.field_code == "self_score" and place.line_number == 1}
    found = {place.field_code for place in places if place.source_line == row}
    assert "executed" in found and not {"budget", "weight"} & found


@pytest.mark.parametrize("content", [FORM.text().encode(), write_docx(FORM.text())], ids=["text", "docx"])
def test_a_document_without_pages_has_no_places(layouts: Layouts, content: bytes) -> None:
    parsed = parse(content, layouts)
    assert parsed.evaluations and parsed.printed_places == []


@needs_recognition
@pytest.mark.parametrize(("quarters", "tilt"), [(0, 1.7), (1, -1.1), (2, 0.0)])
def test_a_scan_has_the_places_of_its_original_once_it_is_turned(layouts: Layouts, quarters: int, tilt: float) -> None:
    scanned = [
        degrade(page, Fault(tilt=tilt, blur=0.4, noise=3, quality=85), Random(4)).rotate(90 * quarters, expand=True)
        for page in render(PDF)
    ]
    original, parsed = parse(PDF, layouts), parse(save(scanned, "PDF"), layouts)
    assert parsed.printed_places
    for code in ("total_score", "budget", "grade", "project_name"):
        place = get(parsed, code)
        expected = sides(get(original, code))
        assert all(abs(one - other) <= 4 for one, other in zip(sides(place), expected, strict=True)), code
        turn = -90 * quarters - tilt
        assert abs((float(place.page_turn) - turn + 180) % 360 - 180) < 0.1
