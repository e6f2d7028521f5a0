"""Scans in the warehouse: a form that its own sums prove is admitted with a flag, one with an altered figure is not."""

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from reportlab.lib.pagesizes import A4

from orchestration.demo.writers.pdf import write_pdf as write_sheets
from tests.conftest import build_release, query
from tests.containers.scan import Fault, degrade, needs_recognition, render, save
from tests.containers.write_pdf import write_pdf
from tests.corpus.hubei import draw_hubei
from tests.corpus.lay_out import lay_out
from tests.corpus.odd_values import set_rows
from tests.corpus.sichuan import draw_sichuan
from tests.national_form import NationalForm
from tests.shanghai_form import Form

pytestmark = [pytest.mark.slow, needs_recognition]

FAULT = Fault(tilt=1.2, blur=0.4, noise=4, quality=80)
DRAFTS = {"hubei": draw_hubei(Random(3), "己项目"), "sichuan": draw_sichuan(Random(5), "戊项目")}
HUBEI, SICHUAN = DRAFTS["hubei"].truth, DRAFTS["sichuan"].truth
FORMS = {
    "shanghai.jpg": ("JPEG", write_pdf(Form().text())),
    "national.pdf": ("PDF", write_pdf(NationalForm().text())),
    "hubei.pdf": ("PDF", write_sheets([set_rows(lay_out(DRAFTS["hubei"]))], A4)),
    "sichuan.tif": ("TIFF", write_sheets([set_rows(lay_out(DRAFTS["sichuan"]))], A4)),
    "executed.png": (
        "PNG",
        write_pdf(Form().with_head(项目名称="丁项目", **{"预算执行数（元）": "981,000.00"}).text()),
    ),
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of scans."""
    folder = tmp_path_factory.mktemp("scans")
    inbox = folder / "inbox"
    inbox.mkdir()
    for name, (form, pdf) in FORMS.items():
        (inbox / name).write_bytes(save([degrade(page, FAULT, Random(name)) for page in render(pdf)], form))
    return build_release(folder / "home", inbox)


def test_a_scan_of_each_scheme_is_admitted_with_its_figures(release: Path) -> None:
    sql = """
        select e.relative_path, b.budget_yuan, b.executed_yuan, e.total_score_stated_points, e.line_count
        from marts.fct_evaluations e
        join marts.fct_budget_execution b using (evaluation_key)
        order by 1"""
    assert query(release, sql) == [
        ("hubei.pdf", HUBEI.budget, HUBEI.executed, HUBEI.total, 1 + len(HUBEI.lines)),
        ("national.pdf", 1_200_000, 1_034_400, Decimal("98.62"), 8),
        ("shanghai.jpg", 1_000_000, 980_000, 93, 12),
        ("sichuan.tif", SICHUAN.budget, SICHUAN.executed, SICHUAN.total, 1 + len(SICHUAN.lines)),
    ]


def test_signs_that_fill_a_cell_of_a_scan_are_those_of_its_original(release: Path) -> None:
    sql = """
        select target_operator from marts.fct_indicator_scores
        join marts.fct_evaluations using (evaluation_key) where relative_path = 'sichuan.tif' order by line_number"""
    written = {"≥": ">=", "≤": "<=", "＝": "="}
    assert query(release, sql) == [(None,), *((written[line.operator],) for line in SICHUAN.lines)]


def test_each_recognised_cell_of_a_form_has_a_state(release: Path) -> None:
    build = release.parent.parent / "build" / "warehouse.duckdb"
    sql = """
        select relative_path, count(*) > 60, string_agg(distinct state_code, ' '), min(confidence) > 0.4
        from intermediate.int_recognised_cells
        join marts.evaluation_lifecycle using (evaluation_key)
        where evaluation_state = 'admitted' group by 1 order by 1"""
    admitted = ["hubei.pdf", "national.pdf", "shanghai.jpg", "sichuan.tif"]
    assert query(build, sql) == [(path, True, "accepted", True) for path in admitted]


def test_what_was_read_from_a_picture_is_flagged(release: Path) -> None:
    sql = """
        select relative_path, string_agg(distinct rule_code, ' ' order by rule_code)
        from marts.rule_findings join marts.evaluation_lifecycle using (evaluation_key)
        where severity = 'blocking' or rule_code like 'ocr%'
        group by 1 order by 1"""
    assert query(release, sql) == [
        ("executed.png", "ocr_read ocr_unproven"),
        ("hubei.pdf", "ocr_read"),
        ("national.pdf", "ocr_read"),
        ("shanghai.jpg", "ocr_read"),
        ("sichuan.tif", "ocr_read"),
    ]


def test_the_message_says_what_is_not_proven(release: Path) -> None:
    sql = """
        select observed, message_zh, message_en from marts.rule_findings join marts.evaluation_lifecycle using (evaluation_key)
        where rule_code = 'ocr_unproven' and field_code = 'executed' and relative_path = 'executed.png'"""
    assert query(release, sql) == [
        (
            "981,000.00",
            "识别的金额 981,000.00 未能由执行率证实",
            "the recognised amount 981,000.00 is not confirmed by the execution rate",
        )
    ]
