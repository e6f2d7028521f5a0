"""Signs of symbol fonts are read as they are printed: ≥ in the font Symbol has the code of ³, ☑ in Wingdings that of þ."""

import io

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from ingestion.containers import read_container
from ingestion.limits import Limits
from tests.containers.docx_parts import make_docx, p, r
from tests.containers.write_xlsx import save_workbook
from tests.ingestion.test_wild_pdfs import write_page, write_stream

SIGNS = [
    ("Symbol", "³", "≥"),
    ("Symbol", "£", "≤"),
    ("Symbol", "´", "×"),
    ("Symbol", "±", "±"),
    ("Symbol", "5", "5"),
    ("Symbol", "m", "μ"),
    ("Wingdings", "þ", "☑"),
    ("Wingdings 2", "R", "☑"),
    ("Wingdings 2", "£", "☐"),
]


def read_text(content: bytes) -> str:
    """Return the text of the first cell."""
    return read_container(content, Limits()).rows.cells[0][0]


def name_font(font: str) -> str:
    return f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'


@pytest.mark.parametrize(("font", "code", "sign"), SIGNS)
def test_signs_of_word(font: str, code: str, sign: str) -> None:
    private = chr(0xF000 + ord(code))
    inserted = r(f'<w:sym w:font="{font}" w:char="{ord(private):04X}"/>')
    typed = [r(f"<w:t>{text}</w:t>", name_font(font)) for text in (code, private)]
    assert read_text(make_docx(p(inserted, *typed, "50人次"))) == f"{sign * 3}50人次"


def test_a_sign_of_an_unknown_font_of_signs_is_unreadable() -> None:
    inserted = r('<w:sym w:font="Marlett" w:char="F031"/>')
    assert read_text(make_docx(p(inserted, "20.00"))) == "\ufffd20.00"


@pytest.mark.parametrize(("font", "code", "sign"), SIGNS)
def test_signs_of_a_page(font: str, code: str, sign: str) -> None:
    page = f'<table><tr><td><span style="font-family:{font}">{code}</span>50人次</td></tr></table>'
    assert read_text(page.encode()) == f"{sign}50人次"


@pytest.mark.parametrize(("font", "code", "sign"), SIGNS)
def test_signs_of_workbooks(font: str, code: str, sign: str) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"] = CellRichText(TextBlock(InlineFont(rFont=font), code), TextBlock(InlineFont(rFont="宋体"), "50人次"))
    sheet["A2"].value, sheet["A2"].font = code, Font(name=font)
    cells = read_container(save_workbook(workbook), Limits()).rows.cells
    assert cells == [[f"{sign}50人次"], [sign]]


@pytest.mark.parametrize(("font", "code", "sign"), SIGNS)
def test_signs_of_old_workbooks(font: str, code: str, sign: str) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("表")
    symbols = xlwt.Font()
    symbols.name = font
    style = xlwt.XFStyle()
    style.font = symbols
    sheet.write_rich_text(0, 0, ((code, symbols), ("50人次", xlwt.Font())))
    sheet.write(1, 0, code, style)
    stream = io.BytesIO()
    workbook.save(stream)
    assert read_container(stream.getvalue(), Limits()).rows.cells == [[f"{sign}50人次"], [sign]]


def write_pdf(font: str, code: str) -> bytes:
    """Return a page with a character that the font maps to private use, as Word does, and the characters 丁丂七."""
    mapping = (
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        b"2 beginbfrange <01> <03> <4E01> <20> <FF> <F020> endbfrange endcmap"
    )
    described = (
        b"<</Type /Font /Subtype /TrueType /BaseFont /ABCDEF+%s /ToUnicode 6 0 R /FirstChar 0 /Widths [%s] /FontDescriptor "
        b"<</FontName /ABCDEF+%s /Flags 4 /FontBBox [0 0 1000 1000] /Ascent 800 /Descent -200>>>>"
    )
    name = font.encode()
    return write_page(
        b"BT /F 10 Tf 50 700 Td <%02X010203> Tj ET" % ord(code),
        described % (name, b"500 " * 256, name),
        write_stream(mapping),
    )


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("SymbolMT", "³", "≥"),
        ("Wingdings-Regular", "þ", "☑"),
        ("Wingdings2", "R", "☑"),
        ("SimSun", "1", "\ufffd"),  # perhaps a figure
    ],
)
def test_signs_of_a_pdf(font: str, code: str, sign: str) -> None:
    assert read_text(write_pdf(font, code)) == f"{sign}丁丂七"
