"""A unit of money that is printed only in the headers or footers of pages applies to the forms on these pages."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import xlwt
from openpyxl.chart import BarChart

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument
from orchestration.demo.writers.archive import pack, unpack
from tests.containers.docx_parts import W, make_docx, p, r, tbl, tr
from tests.containers.draw_pdf import Block, Row
from tests.containers.write_xlsx import make_workbook, save_workbook
from tests.ingestion.test_pdf_pages import print_forms
from tests.shanghai_form import Form

HEAD = {label.removesuffix("（元）"): value for label, value in Form().head.items()}
FORM = Form(head=HEAD)  # without a unit
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
UNITS = {"单位：万元": "万元", "附表2  （金额单位：元）": "元", "第 1 页": None}


def get_units(parsed: ParsedDocument) -> set[tuple[int, str | None]]:
    """Return the units of the amounts of each form, by its number."""
    amounts = ("budget", "executed", "prior_year_budget")
    return {(field.form_ordinal, field.label_unit) for field in parsed.form_fields if field.field_code in amounts}


def get_issues(parsed: ParsedDocument) -> list[str]:
    return [issue.issue_code for issue in parsed.reading_issues]


def set_form(form: Form, section: str = "") -> str:
    """Return a form as paragraphs and a table of Word, with the properties of the section that ends below it."""
    lines = [line.split("\t") for line in form.text().splitlines()]
    body = p(form.title) + tbl(*(tr(*line) for line in lines[1:-4] if line != [""]))
    return body + (p("", properties=f"<w:sectPr>{section}</w:sectPr>") if section else "")


def refer(part: str, pages: str = "default") -> str:
    """Return the reference of a section to a header or footer."""
    return f'<w:{part.rstrip("0123456789")}Reference w:type="{pages}" r:id="{part}" xmlns:r="{RELATIONS}"/>'


def write_word(body: str, parts: dict[str, str], settings: str = "") -> bytes:
    """Return a docx with these headers and footers."""
    relations = "".join(f'<Relationship Id="{part}" Type="x" Target="{part}.xml"/>' for part in parts)
    written = unpack(make_docx(body))
    written["word/_rels/document.xml.rels"] = f"<Relationships>{relations}</Relationships>".encode()
    if settings:
        written["word/settings.xml"] = f'<w:settings xmlns:w="{W}">{settings}</w:settings>'.encode()
    for part, text in parts.items():
        written[f"word/{part}.xml"] = f'<w:hdr xmlns:w="{W}">{p(text)}</w:hdr>'.encode()
    return pack(written)


def parse_word(layouts: Layouts, body: str, parts: dict[str, str], settings: str = "") -> ParsedDocument:
    return parse_document(write_word(body, parts, settings), "0" * 64, layouts)


@pytest.mark.parametrize("part", ["header1", "footer1"])
@pytest.mark.parametrize(("text", "unit"), UNITS.items())
def test_a_unit_in_a_header_or_footer_of_word_is_that_of_its_amounts(
    layouts: Layouts, text: str, unit: str | None, part: str
) -> None:
    body = f"{set_form(FORM)}<w:sectPr>{refer(part)}</w:sectPr>"
    assert get_units(parse_word(layouts, body, {part: text})) == {(1, unit)}
    assert get_units(parse_word(layouts, body, {})) == {(1, None)}  # the part is missing


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_unit_in_a_note_of_word_is_that_of_its_amounts(layouts: Layouts, kind: str) -> None:
    note = f'<w:{kind} w:id="2">{p("注：金额单位：万元")}</w:{kind}>'
    for mark, unit in (("2", "万元"), ("3", None)):
        body = set_form(FORM) + p(r(f'<w:{kind}Reference w:id="{mark}"/>'))
        parts = unpack(make_docx(body)) | {f"word/{kind}s.xml": f'<w:{kind}s xmlns:w="{W}">{note}</w:{kind}s>'.encode()}
        assert get_units(parse_document(pack(parts), "0" * 64, layouts)) == {(1, unit)}


def test_a_header_of_word_applies_to_the_forms_of_its_section(layouts: Layouts) -> None:
    body = f"{set_form(FORM, refer('header1'))}{set_form(FORM)}<w:sectPr>{{}}</w:sectPr>"
    parts = {"header1": "单位：万元", "header2": "单位：元"}
    own = parse_word(layouts, body.format(refer("header2")), parts)
    assert (get_units(own), get_issues(own)) == ({(1, "万元"), (2, "元")}, [])
    # A section without a header has that of the section before it.
    assert get_units(parse_word(layouts, body.format(""), parts)) == {(1, "万元"), (2, "万元")}


EVEN = "<w:evenAndOddHeaders/>"


@pytest.mark.parametrize(
    ("pages", "switch", "settings", "unit", "issues"),
    [
        ("first", "<w:titlePg/>", "", "万元", []),
        ("first", "", "", None, []),  # not printed
        ("even", "", EVEN, None, ["money_unit_conflict"]),  # perhaps not printed: there may be one page only
        ("even", "", "", None, []),
        ("default", "", EVEN, "万元", []),
        ("default", "<w:titlePg/>", "", None, ["money_unit_conflict"]),
    ],
)
def test_a_header_of_word_is_read_only_if_the_first_page_has_it(
    layouts: Layouts, pages: str, switch: str, settings: str, unit: str | None, issues: list[str]
) -> None:
    body = f"{{}}<w:sectPr>{refer('header1', pages)}{switch}</w:sectPr>"
    parts = {"header1": "单位：万元"}
    parsed = parse_word(layouts, body.format(set_form(FORM)), parts, settings)
    assert (get_units(parsed), get_issues(parsed)) == ({(1, unit)}, issues)
    in_wan = Form(head={label.replace("（元）", "（万元）"): value for label, value in Form().head.items()})
    assert not get_issues(parse_word(layouts, body.format(set_form(in_wan)), parts, settings))


def test_a_unit_in_a_margin_that_differs_from_the_form_s_own_is_an_issue(layouts: Layouts) -> None:
    body = f"{{}}<w:sectPr>{refer('header1')}</w:sectPr>"
    parts = {"header1": "单位：万元"}
    assert "money_unit_conflict" in get_issues(parse_word(layouts, body.format(set_form(Form())), parts))
    other = body.format(p("单位：元") + set_form(FORM))
    assert "money_unit_conflict" in get_issues(parse_word(layouts, other, parts))
    both = refer("header1") + refer("footer2")
    body = f"{set_form(FORM)}<w:sectPr>{both}</w:sectPr>"
    assert "money_unit_conflict" in get_issues(parse_word(layouts, body, {**parts, "footer2": "单位：元"}))


def set_header(header: Any, text: str) -> None:
    header.right.text, header.right.font, header.right.size = text, "宋体,常规", 10


def write_xlsx(*headers: str) -> bytes:
    """Return a workbook with a form on each sheet, with these headers."""
    workbook = make_workbook(FORM.text() * len(headers))
    for sheet, header in zip(workbook.worksheets, headers, strict=True):
        set_header(sheet.oddHeader, header)
    return save_workbook(workbook)


def write_xls(*headers: str) -> bytes:
    """Return the same as xls."""
    workbook = xlwt.Workbook(encoding="utf-8")
    for number, header in enumerate(headers):
        sheet = workbook.add_sheet(f"表{number}")
        sheet._Worksheet__header_str = f'&C&P&R&"宋体,常规"&10{header}'  # header_str accepts no text in Python 3
        for row, line in enumerate(FORM.text().splitlines()):
            for column, text in enumerate(line.split("\t")):
                sheet.write(row, column, text)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("write", [write_xlsx, write_xls])
def test_a_unit_in_the_header_of_a_sheet_is_that_of_its_amounts(layouts: Layouts, write: Callable[..., bytes]) -> None:
    for text, unit in UNITS.items():
        parsed = parse_document(write(text, "第2页"), "0" * 64, layouts)
        assert (get_units(parsed), get_issues(parsed)) == ({(1, unit), (2, None)}, [])


@pytest.mark.parametrize(
    ("pages", "has_first_page", "unit", "issues"),
    [
        ("firstHeader", True, "万元", []),
        ("firstHeader", False, None, []),
        ("oddHeader", True, None, ["money_unit_conflict"]),
        ("oddFooter", False, "万元", []),
    ],
)
def test_a_header_of_a_sheet_is_read_only_if_the_first_page_has_it(
    layouts: Layouts, pages: str, has_first_page: bool, unit: str | None, issues: list[str]
) -> None:
    workbook = make_workbook(FORM.text())
    sheet = workbook.worksheets[0]
    sheet.HeaderFooter.differentFirst = has_first_page
    set_header(getattr(sheet, pages), "单位：万元")
    parsed = parse_document(save_workbook(workbook), "0" * 64, layouts)
    assert (get_units(parsed), get_issues(parsed)) == ({(1, unit)}, issues)


@pytest.mark.parametrize(("head", "foot"), [("单位：万元", ""), ("", "单位：万元")])
def test_a_unit_that_repeats_on_the_pages_of_a_pdf_is_that_of_its_amounts(
    layouts: Layouts, head: str, foot: str
) -> None:
    rows: list[Row] = [[*row] for row in FORM.rows]
    table: list[Row] = [[*FORM.header], *rows, [*(FORM.total or [])]]
    form: list[list[Block]] = [
        [FORM.title, [[f"{label}：", value] for label, value in FORM.head.items()]],
        [table],
    ]
    assert get_units(parse_document(print_forms(*form), "0" * 64, layouts)) == {(1, None)}
    assert get_units(parse_document(print_forms(*form, head=head, foot=foot), "0" * 64, layouts)) == {(1, "万元")}


def write_box(text: str, *, attributes: str = "") -> bytes:
    """Return a workbook with a form and a text box that starts in row 6."""
    workbook = make_workbook(FORM.text())
    workbook.worksheets[0].add_chart(BarChart(), "B6")
    parts = unpack(save_workbook(workbook))
    drawing = "xl/drawings/drawing1.xml"
    shape = (
        f'<sp><nvSpPr><cNvPr id="1" name="a"{attributes}/></nvSpPr><txBody><p><r><t>{text}</t></r></p></txBody></sp>'
    )
    parts[drawing] = re.sub(rb"<graphicFrame.*</graphicFrame>", shape.encode(), parts[drawing], flags=re.DOTALL)
    return pack(parts)


def test_a_text_box_of_a_sheet_is_reported_and_its_unit_is_that_of_the_amounts(layouts: Layouts) -> None:
    parsed = parse_document(write_box("单位：万元"), "0" * 64, layouts)
    assert get_units(parsed) == {(1, "万元")}
    (issue,) = parsed.reading_issues
    assert (issue.issue_code, issue.observed, issue.first_line) == ("hidden_content", "text_box: 单位：万元", 6)
    value = parse_document(write_box("120.00"), "0" * 64, layouts)
    assert [issue.observed for issue in value.reading_issues] == ["text_box: 120.00"]
    assert get_units(value) == {(1, None)}


def test_a_hidden_text_box_of_a_sheet_is_not_read(layouts: Layouts) -> None:
    parsed = parse_document(write_box("单位：万元", attributes=' hidden="1"'), "0" * 64, layouts)
    assert (get_units(parsed), parsed.reading_issues) == ({(1, None)}, [])
