"""Old and national file types in the warehouse: admitted with the facts of their text, or rejected with the true reason."""

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.conftest import build_marts, query
from tests.containers.draw_pdf import print_pages
from tests.containers.write_docx import write_docx
from tests.containers.write_ofd import write_ofd
from tests.containers.write_pdf import write_pdf
from tests.containers.write_xls import write_xls
from tests.ingestion.archives_made import make_7z, make_rar
from tests.ingestion.test_unruled_tables import draw_form
from tests.national_form import NationalForm

pytestmark = pytest.mark.slow

NAMES = {
    "sheet.et": "资料整编项目", "old.doc": "设备检定项目", "fixed.ofd": "水质监测项目",
    "packed.rar/甲.txt": "堤防养护项目", "packed.7z/乙.txt": "图书采购项目",
}  # fmt: skip
PROGRAMS = {"old.doc": "soffice", "packed.rar/甲.txt": "bsdtar", "packed.7z/乙.txt": "bsdtar"}


def print_form(path: str) -> str:
    """Return the text of the form of a path."""
    return NationalForm().with_head(项目名称=NAMES[path]).text()


def convert_to_doc(docx: bytes, folder: Path) -> bytes:
    """Return a Word document in the format of Word 97."""
    (folder / "old.docx").write_bytes(docx)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(folder), "old.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return (folder / "old.doc").read_bytes()


def draw_unruled(canvas: Canvas) -> None:
    """Draw a form whose table has no ruled lines."""
    draw_form(canvas, Random(1), 1360.0)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marts of a document of each type for which the programs are installed."""
    folder = tmp_path_factory.mktemp("national")
    inbox = folder / "inbox"
    inbox.mkdir()
    (inbox / "sheet.et").write_bytes(write_xls(print_form("sheet.et")))
    (inbox / "fixed.ofd").write_bytes(write_ofd(write_pdf(print_form("fixed.ofd"))))
    (inbox / "unruled.pdf").write_bytes(print_pages(draw_unruled, height=1400.0))
    rar = make_rar({"甲.txt": print_form("packed.rar/甲.txt").encode()})
    (inbox / "packed.rar").write_bytes(rar)
    (inbox / "volume.rar").write_bytes(make_rar({"丙.txt": b"x" * 900}, is_volume=True)[:500])
    if shutil.which("bsdtar"):
        entries = {"乙.txt": print_form("packed.7z/乙.txt").encode()}
        (inbox / "packed.7z").write_bytes(make_7z(folder / "packed", entries))
    if shutil.which("soffice"):
        (inbox / "old.doc").write_bytes(convert_to_doc(write_docx(print_form("old.doc")), folder))
    return build_marts(folder / "home", inbox)


@pytest.mark.parametrize("path", NAMES)
def test_a_form_is_admitted_with_the_facts_of_its_text(build: Path, path: str) -> None:
    if shutil.which(PROGRAMS.get(path, "sh")) is None:
        pytest.skip(f"{PROGRAMS[path]} is not installed")
    sql = f"""
        select relative_path, evaluation_state, b.budget_yuan, b.executed_yuan, b.execution_rate_stated,
            e.total_score_stated_points, e.line_count
        from marts.evaluation_lifecycle
        join marts.fct_evaluations e using (evaluation_key)
        join marts.fct_budget_execution b using (evaluation_key)
        where project_name = '{NAMES[path]}'"""
    facts = query(build, sql.replace("select relative_path", "select marts.evaluation_lifecycle.relative_path"))
    assert facts == [(path, "admitted", 1_200_000, 1_034_400, Decimal("0.862"), Decimal("98.62"), 8)]


@pytest.mark.parametrize(
    ("path", "reason"), [("unruled.pdf", "table_without_lines"), ("volume.rar", "archive_in_volumes")]
)
def test_what_cannot_be_read_is_rejected_with_the_true_reason(build: Path, path: str, reason: str) -> None:
    sql = f"select reason_code, message_zh <> '', message_en <> '' from marts.rejections where relative_path = '{path}'"
    assert query(build, sql) == [(reason, True, True)]
