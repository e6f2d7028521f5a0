"""The same forms in every container, and archives, sheets and look-alikes among them: one set of facts in the release."""

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from orchestration.demo.writers.archive import pack
from tests.conftest import SAMPLES, build_marts, query
from tests.containers.write_docx import write_docx
from tests.containers.write_html import write_html
from tests.containers.write_ofd import write_ofd
from tests.containers.write_pdf import write_pdf
from tests.containers.write_xls import write_xls
from tests.containers.write_xlsx import write_xlsx
from tests.ingestion.test_mht import write_mht
from tests.national_form import NationalForm
from tests.shanghai_form import Form

SAMPLE = (SAMPLES / "shanghai_big_data_centre_2019.txt").read_text("utf-8")
SETTINGS = {
    "2019/sample.docx": write_docx(SAMPLE, split_pages=True),
    "2019/sample.html": write_html(SAMPLE),
    "2019/sample.mht": write_mht(write_html(SAMPLE)),
    "2019/sample.ofd": write_ofd(write_pdf(SAMPLE)),
    "2019/sample.pdf": write_pdf(SAMPLE),
    "2019/sample.txt": SAMPLE.encode("gb18030"),
    "2019/sample.et": write_xls(SAMPLE),  # WPS writes the format of xls
    "2019/sample.xlsx": write_xlsx(SAMPLE),
}


def _workbook() -> bytes:
    """A sheet of instructions, a form that breaks a rule, and a sheet with a form of another kind."""
    workbook = openpyxl.load_workbook(
        io.BytesIO(write_xlsx(Form().with_cell(1, 4, "9").with_head(项目名称="超分项目").text()))
    )
    notes = workbook.create_sheet("填表说明", 0)
    notes.append(["请按要求填写"])
    other = workbook.create_sheet("目标")
    for row in (["项目支出绩效目标申报表"], ["项目名称", "某项目"]):
        other.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("containers")
    inbox = folder / "inbox"
    for year in ("2019", "2022"):
        (inbox / year).mkdir(parents=True)
    for path, content in SETTINGS.items():
        (inbox / path).write_bytes(content)
    national = NationalForm().with_head(项目名称="压缩包内项目").text()
    (inbox / "2022" / "国家.zip").write_bytes(
        pack({"单位/自评.docx": write_docx(national), "__MACOSX/._自评.docx": b"x", "扫描.pdf": b"%PDF-1.4\n"})
    )
    (inbox / "2019" / "workbook.xlsx").write_bytes(_workbook())
    (inbox / "2019" / "scan.gif").write_bytes(b"GIF89a scan")
    return build_marts(folder / "home", inbox)


@pytest.mark.parametrize("path", SETTINGS)
def test_every_container_gives_the_same_evaluations(release: Path, path: str) -> None:
    rows = query(
        release,
        f"""
        select form_ordinal, project_name, budget_yuan, executed_yuan, total_score_computed_points, fiscal_year
        from marts.evaluation_lifecycle where relative_path = '{path}' order by 1
        """,
    )
    assert rows == [
        (1, "上海市数据共享交换平台", Decimal("30750000.00"), Decimal("30243000.00"), 91, 2019),
        (2, "政务外网通信服务费(运维)", Decimal("42281202.00"), Decimal("42163110.00"), 95, 2019),
        (3, "数据运营服务", Decimal("15000000.00"), Decimal("14996000.00"), 91, 2019),
        (4, "需求侧用户服务项目", Decimal("29138800.00"), Decimal("29135800.00"), 99, 2019),
    ]


def test_each_evaluation_says_how_it_was_read(release: Path) -> None:
    rows = query(
        release,
        """
        select distinct regexp_extract(relative_path, '[^.]*$'), container, converter, reading_basis
        from marts.evaluation_lifecycle where relative_path like '2019/sample.%' order by 1
        """,
    )
    names = sorted(path.rpartition(".")[2] for path in SETTINGS)
    assert rows == [(name, {"txt": "text", "et": "xls"}.get(name, name), None, "text") for name in names]


def test_a_form_sent_in_several_containers_counts_once(release: Path) -> None:
    rows = query(
        release,
        """
        select project_name, count(*), count(*) filter (where evaluation_state = 'admitted'),
            count(*) filter (where evaluation_state = 'duplicate')
        from marts.evaluation_lifecycle where relative_path like '2019/sample.%' group by 1 order by 1
        """,
    )
    assert [row[1:] for row in rows] == [(len(SETTINGS), 1, len(SETTINGS) - 1)] * 4
    assert query(
        release,
        "select sum(budget_yuan) from marts.fct_budget_execution join marts.dim_department using (department_key) where budget_unit_code = 'SHBDC'",
    ) == [(Decimal("117170002.00"),)]


def test_an_entry_of_an_archive_is_a_separate_document(release: Path) -> None:
    assert query(
        release,
        "select relative_path, evaluation_state, total_score_computed_points from marts.evaluation_lifecycle where project_name = '压缩包内项目'",
    ) == [("2022/国家.zip/单位/自评.docx", "admitted", Decimal("98.62"))]
    assert query(
        release,
        "select relative_path, reason_code from marts.rejections where relative_path like '%.zip/%'",
    ) == [("2022/国家.zip/扫描.pdf", "damaged_document")]


def test_a_workbook_has_a_form_and_other_sheets(release: Path) -> None:
    (row,) = query(
        release,
        "select evaluation_key, reason_codes, first_source_page, first_source_row, reasons_zh, first_source_line from marts.quarantined_evaluations",
    )
    assert "score_within_weight" in str(row[1])
    assert row[2] == 2
    assert "第 2 页第 " in str(row[4])
    assert int(str(row[3])) < int(str(row[5]))
    assert query(release, "select relative_path, kind_code, first_page from marts.set_aside_forms") == [
        ("2019/workbook.xlsx", "target_declaration", 3)
    ]
    assert query(
        release,
        "select reason_code, page, excerpt from marts.rejections where relative_path = '2019/workbook.xlsx'",
    ) == [("sheet_without_form", 1, "请按要求填写")]


def test_rejections_say_what_to_do(release: Path) -> None:
    (row,) = query(
        release,
        "select reason_code, message_zh, message_en, action_zh, action_en from marts.rejections where relative_path = '2019/scan.gif'",
    )
    assert row[0] == "container_not_supported"
    assert "GIF" in str(row[2])
    assert all(row)


def test_every_file_is_accounted_for(release: Path) -> None:
    (row,) = query(
        release,
        """
        select files_seen_count, files_read_count, files_archive_count, files_rejected_count, files_duplicate_count, set_aside_form_count
        from marts.load_reconciliation where load_id = 'all'
        """,
    )
    assert row == (len(SETTINGS) + 5, len(SETTINGS) + 2, 1, 2, 0, 1)
