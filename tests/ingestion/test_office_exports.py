"""Forms exported by an office suite, if one is installed, have the facts of the original text."""

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl.worksheet.properties import PageSetupProperties

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.normalise import fold_number
from ingestion.records import ParsedDocument
from tests.conftest import SAMPLES
from tests.containers.write_docx import write_docx
from tests.containers.write_xlsx import make_workbook, save_workbook
from tests.ingestion.test_documents import count_roles
from tests.national_form import NationalForm

OFFICE = shutil.which("soffice")
TEXTS = {
    "shanghai": (SAMPLES / "shanghai_big_data_centre_2019.txt").read_text("utf-8"),
    "national": NationalForm().text(),
}
# The sources of each format, by suffix: one call converts all of them, and takes seconds whatever their number.
EXPORTS = {
    "pdf": ["docx", "xlsx"],
    "html": ["docx", "xlsx"],
    "docx:MS Word 2007 XML": ["docx"],
    "xls:MS Excel 97": ["xlsx"],
    "doc:MS Word 97": ["docx"],
    "odt": ["docx"],
    "ods": ["xlsx"],
}

pytestmark = [pytest.mark.slow, pytest.mark.skipif(OFFICE is None, reason="soffice is not installed")]


def write_workbook(text: str) -> bytes:
    """Return a workbook of forms, as wide as a page, with rows high enough for their text."""
    workbook = make_workbook(text)
    for sheet in workbook.worksheets:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.page_setup.paperSize = 1, 0, 9
        assert sheet.oddFooter is not None
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
        for column in "ABCDEFGHIJ":
            sheet.column_dimensions[column].width = 22
        for number, row in enumerate(sheet.iter_rows(), start=1):
            longest = max(len(str(cell.value or "")) for cell in row)
            sheet.row_dimensions[number].height = min(400, 32 + 16 * (longest // 8))
    return save_workbook(workbook)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a folder of files for each format, such as `pdf/docx-national.pdf`."""
    folder = tmp_path_factory.mktemp("office")
    for name, text in TEXTS.items():
        (folder / f"docx-{name}.docx").write_bytes(write_docx(text))
        (folder / f"xlsx-{name}.xlsx").write_bytes(write_workbook(text))
    for target, suffixes in EXPORTS.items():
        subprocess.run(
            [
                OFFICE or "", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
                "--convert-to", target, "--outdir", folder / target.partition(":")[0],
                *[path for suffix in suffixes for path in folder.glob(f"*.{suffix}")],
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder


def parse(content: bytes, layouts: Layouts) -> ParsedDocument:
    """Parse a document."""
    return parse_document(content, "0" * 64, layouts)


def list_said(parsed: ParsedDocument) -> list[tuple[object, ...]]:
    """Return the content of the forms without notes: figures by their value, paragraphs by their words."""
    said: list[tuple[object, ...]] = [(form.form_ordinal, form.scheme_code) for form in parsed.evaluations]
    for field in parsed.form_fields:
        if field.part != "note":
            value = fold_number(field.value_normalised).replace(" ", "")
            said.append((field.form_ordinal, field.field_code, field.funding_source_code, field.label_unit, value))
    for line in parsed.indicator_lines:
        said.append(
            (
                line.form_ordinal, line.category_code, line.subcategory_normalised,
                line.indicator_name_normalised.replace(" ", ""), fold_number(line.weight_normalised),
                fold_number(line.self_score_normalised), line.is_placeholder,
            )
        )  # fmt: skip
    return said


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    ("source", "target"),
    [(source, target.partition(":")[0]) for target, sources in EXPORTS.items() for source in sources],
)
def test_exports_of_an_office_suite_have_the_same_content(
    exports: Path, layouts: Layouts, name: str, source: str, target: str
) -> None:
    parsed = parse((exports / target / f"{source}-{name}.{target}").read_bytes(), layouts)
    assert list_said(parsed) == list_said(parse(TEXTS[name].encode(), layouts))
    assert parsed.document.line_count == count_roles(parsed.document)
