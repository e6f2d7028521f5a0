"""Speed of each container: documents a second on one and two processes, compared with the library. Printed only."""

import csv
import io
import logging
from collections.abc import Callable
from pathlib import Path

import docx
import lxml.html
import openpyxl
import pdfplumber
import pytest
import xlrd

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.home import Home
from ingestion.ingest import ingest
from ingestion.limits import Limits
from orchestration.settings import PROJECT
from tests.benchmarks.test_speed import measure, show
from tests.containers.write_docx import write_docx
from tests.containers.write_html import write_html
from tests.containers.write_pdf import write_pdf
from tests.containers.write_xls import write_xls
from tests.containers.write_xlsx import write_xlsx
from tests.shanghai_form import Form

pytestmark = pytest.mark.benchmark


def open_docx(content: bytes) -> None:
    for table in docx.Document(io.BytesIO(content)).tables:
        [[cell.text for cell in row.cells] for row in table.rows]


def open_xlsx(content: bytes) -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(content), read_only=True):
        [[cell.value for cell in row] for row in sheet]


def open_xls(content: bytes) -> None:
    for sheet in xlrd.open_workbook(file_contents=content, formatting_info=True).sheets():
        [sheet.row_values(row) for row in range(sheet.nrows)]


def open_html(content: bytes) -> None:
    for row in lxml.html.fromstring(content.decode()).iter("tr"):
        [cell.text_content() for cell in row]


def open_pdf(content: bytes) -> None:
    with pdfplumber.open(io.BytesIO(content)) as document:
        [page.extract_tables() for page in document.pages]


def write_csv(text: str) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(line.split("\t") for line in text.split("\n"))
    return buffer.getvalue().encode()


CONTAINERS: dict[str, tuple[int, Callable[[str], bytes], Callable[[bytes], object]]] = {
    "txt": (1000, str.encode, lambda content: [line.split("\t") for line in content.decode().split("\n")]),
    "csv": (1000, write_csv, lambda content: list(csv.reader(io.StringIO(content.decode())))),
    "html": (200, write_html, open_html),
    "xlsx": (200, write_xlsx, open_xlsx),
    "xls": (200, write_xls, open_xls),
    "docx": (200, write_docx, open_docx),
    "pdf": (40, write_pdf, open_pdf),
}


def test_containers(tmp_path: Path, layouts: Layouts) -> None:
    logging.getLogger("jixiao").setLevel(logging.ERROR)
    rows = []
    for suffix, (count, write, open_bare) in CONTAINERS.items():
        inbox = tmp_path / suffix
        inbox.mkdir()
        contents = [write(Form().with_head(项目名称=f"项目{number}").text()) for number in range(count)]
        for number, content in enumerate(contents):
            (inbox / f"{number}.{suffix}").write_bytes(content)
        bare = measure(lambda: [open_bare(content) for content in contents], 1)  # noqa: B023
        parse = measure(lambda: [parse_document(content, "0" * 64, layouts) for content in contents], 1)  # noqa: B023
        wall = {}
        for workers in (1, 2):
            folder = tmp_path / f"{suffix}-{workers}"
            home = Home(folder / "documents", folder / "landing", PROJECT / "seeds" / "reference" / "form_labels.csv")
            wall[workers] = measure(lambda: ingest(inbox, home, Limits(), workers), 1)  # noqa: B023
        rows.append(
            [
                suffix,
                str(count),
                f"{1000 * bare / count:.1f}",
                f"{1000 * parse / count:.1f}",
                f"{parse / bare:.1f}",
                f"{count / wall[1]:,.0f}",
                f"{count / wall[2]:,.0f}",
                f"{wall[1] / wall[2]:.2f}",
            ]
        )
    headings = [
        "container", "documents", "bare library ms", "parse ms", "ratio", "ingest/s, 1 worker", "ingest/s, 2 workers", "gain",
    ]  # fmt: skip
    show(
        "Containers, one form a document; ingest includes start of the workers, hashing, keeping, Parquet",
        headings,
        rows,
    )
