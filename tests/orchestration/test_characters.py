"""Invisible characters and characters that XML forbids stop no release, make no second project and are in no page."""

import csv
import io
import json
import re
import zipfile
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from openpyxl import load_workbook

from ingestion.normalise import strip_invisible
from orchestration.publication.postgres import mirror_release
from orchestration.publication.superset.bundle import make_bundle
from tests.conftest import build_release, query
from tests.containers.write_xlsx import write_xlsx
from tests.orchestration.postgres_server import run_postgres
from tests.shanghai_form import Form

PORT = 54341
SIGNS = {
    "control": "\x01\x02\x1b",
    "delete": "\x7f\x80\x9f",
    "bidi": "\u202a\u202d\u2066\u2067\u2069\u200f\u061c",
    "override": "\u202e",
    "zero_width": "\u200b\u200d\u2060\ufeff\u00ad\u034f",
    "filler": "\u115f\u3164\uffa0\u2800",
    "variation": "\ufe00\ufe0f\U000e0100",
    "tags": "\U000e0001\U000e0041\U000e007f",
    "no_character": "\ufffe\uffff\ufdd0\U0001fffe",
    "private": "\ue000\uf0fe\U000f0000",
    "annotation": "\ufff9\ufffa\ufffb",
}
FORM = Form()
# Characters that look like those of the form: radicals of PDF fonts, Greek and Cyrillic letters.
LOOKALIKES = str.maketrans("长门页见西民青金目力ATO", "⻓⻔⻚⻅⻄⺠⻘⾦⽬⼒АΤО")


def mark(text: str, sign: str) -> str:
    """Return a text with the characters inserted after its first character, and before and after the text."""
    return f"{sign}{text[0]}{sign}{text[1:]}{sign}" if text else text


def write_form(year: int, sign: str) -> str:
    """Return a form with the characters in every value of its header and every text of its table."""
    head = {label: mark(value, sign) for label, value in FORM.head.items()}
    rows = [[mark(cell, sign) for cell in row] for row in FORM.rows]
    dated = head | {"自评时间": mark(f"{year + 1}-05-14", sign)}
    return FORM.changed(head=dated, rows=rows).text()


def split(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.split("\n")]


def write_page(rows: list[list[str]]) -> str:
    """A page with a table, a reference for each character outside printable ASCII."""

    def refer(text: str) -> str:
        # References to 0x80-0x9f are read as those of Windows' code page: &#128; is €.
        plain = ((sign.isprintable() and sign.isascii()) or "\x80" <= sign <= "\x9f" for sign in text)
        return "".join(
            escape(sign) if is_plain else f"&#{ord(sign)};" for sign, is_plain in zip(text, plain, strict=True)
        )

    lines = "".join(f"<tr>{''.join(f'<td>{refer(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><body><table>{lines}</table></body></html>"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with one form for each year and kind of character, in several containers."""
    folder = tmp_path_factory.mktemp("characters")
    inbox = folder / "inbox"
    inbox.mkdir()
    for year, (name, sign) in enumerate(SIGNS.items(), start=2001):
        (inbox / f"{mark(name, chr(0x202E))}.txt").write_text(write_form(year, sign), encoding="utf-8")
        stream = io.StringIO()
        csv.writer(stream).writerows(split(write_form(year + 20, sign)))
        (inbox / f"{name}.csv").write_text(stream.getvalue(), encoding="utf-8-sig")
        (inbox / f"{name}.html").write_text(write_page(split(write_form(year + 40, sign))), encoding="utf-8")
    (inbox / "escaped.xlsx").write_bytes(write_xlsx(_escape(write_form(2070, "\x00\x01\ufffe"))))
    alike = write_form(2071, "").translate(LOOKALIKES)
    assert sum(sign in alike for sign in map(chr, LOOKALIKES.values())) >= 3
    (inbox / "lookalikes.txt").write_text(alike, encoding="utf-8")
    build_release(folder / "home", inbox)
    return folder / "home"


def _escape(text: str) -> str:
    """Return a text as a workbook stores it: characters that XML forbids are escaped."""
    return re.sub("[\x00-\x08\ufffe]", lambda sign: f"_x{ord(sign[0]):04X}_", text)


def test_every_form_is_read_and_all_are_of_one_project(home: Path) -> None:
    database = home / "current" / "warehouse.duckdb"
    states = query(database, "select evaluation_state, count(*) from marts.evaluation_lifecycle group by all")
    assert states == [("admitted", 3 * len(SIGNS) + 2)]
    assert query(database, "select message_en from marts.rejections") == []
    for table, names in {
        "dim_project": "project_name, budget_unit_name",
        "dim_department": "budget_unit_name, office_name",
        "dim_indicator": "indicator_name",
    }.items():
        key = f"{table.removeprefix('dim_')}_key"
        rows = query(database, f"select {names} from marts.{table} where {key} > 0")
        assert len(rows) == (12 if table == "dim_indicator" else 1), table
        assert all(name == strip_invisible(str(name)) for row in rows for name in row)
    amounts = "select distinct budget_yuan, executed_yuan from marts.fct_budget_execution"
    assert query(database, amounts) == [(1_000_000, 980_000)]


def test_every_file_of_the_release_can_be_opened(home: Path) -> None:
    release = home / "current"
    folders = ("open_data", "outgoing", "report")
    for path in [*(path for name in folders for path in (release / name).rglob("*")), release / "release.json"]:
        match path.suffix:
            case ".html":
                assert not re.search("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]", path.read_text("utf-8")), path
            case ".json":
                json.loads(path.read_text("utf-8"))
            case ".csv":
                with path.open(encoding="utf-8-sig", newline="") as file:
                    assert len({len(row) for row in csv.reader(file)}) == 1, path
            case ".xlsx" | ".docx":
                assert path.suffix == ".docx" or load_workbook(path).sheetnames
                with zipfile.ZipFile(path) as parts:
                    for part in parts.namelist():
                        ElementTree.fromstring(parts.read(part))
    assert len(list(release.glob("report/**/*.html"))) > len(SIGNS)


def test_the_dashboards_can_be_read(home: Path) -> None:
    for path, text in make_bundle(home / "current" / "warehouse.duckdb").items():
        assert yaml.safe_load(text), path


def test_the_mirror_takes_the_release(home: Path) -> None:
    (manifest,) = (home / "build").glob("manifest-*.json")
    with run_postgres(PORT) as server:
        counts = mirror_release(
            server.url, home / "current" / "warehouse.duckdb", json.loads(manifest.read_text("utf-8")), "00000001"
        )
    assert counts["marts.dim_project"] == 3
