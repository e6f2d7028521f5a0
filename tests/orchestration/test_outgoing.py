"""The outgoing documents: their numbers are the marts', their texts are the forms', and the same data give the same bytes."""

import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import docx
import duckdb
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table
from openpyxl import load_workbook

from orchestration.publication.open_data import write_open_data
from orchestration.publication.outgoing import notices, summaries, write_outgoing
from orchestration.publication.outgoing.notices import STEWARDS_TITLE
from orchestration.publication.outgoing.texts import make_file_name, say_amount, show_amount, show_points, show_rate
from orchestration.publication.publication_metadata import PublicationMetadata
from orchestration.settings import Publication
from tests.broken_forms import REJECTED
from tests.conftest import build_once, build_release, query
from tests.national_form import NationalForm
from tests.shanghai_form import Form

METADATA = PublicationMetadata("00000007", "2026-03-31T17:00:00+00:00", Publication("示例市财政局", contact="甲 & 乙"))
HOSTILE = '=cmd|"/c calc"!A1 & <b>\u202e项目\u202c\u200b'
LONG = "很长的项目名称" * 40
BUDGET, EXECUTED = "当年预算数（元）", "预算执行数（元）"


class Outgoing(NamedTuple):
    """The outgoing documents of a release, and its file."""

    folder: Path
    database: Path

    def open(self, name: str) -> Any:
        """A Word document by the beginning of its name."""
        (path,) = self.folder.rglob(f"{name}*.docx")
        return docx.Document(str(path))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the release."""
        return query(self.database, sql)


def write_forms(inbox: Path) -> None:
    """Forms of two schemes and years: admitted, with unknown amounts, quarantined for several reasons; files that are none."""
    broken = {
        "合计": Form().changed(total=["合计", "", "", "100", "95", ""]),
        "等级": Form().with_head(绩效等级="良好"),
    }
    forms: dict[str, Form | NationalForm] = {
        "好": Form().with_head(项目名称="好项目", 自评时间="2023-03-01"),
        "金额不明": Form().with_head(**{"项目名称": "无金额", BUDGET: "无", EXECUTED: "无", "预算执行率（%）": ""}),
        "执行不明": Form().with_head(**{"项目名称": "无执行", EXECUTED: "无", "预算执行率（%）": ""}),
        "长": broken["合计"].with_head(项目名称=LONG),
        "斜": broken["合计"].with_head(项目名称=HOSTILE, 预算单位="甲/乙:局"),
        "全国": NationalForm(),
        "两处": broken["等级"].with_head(
            **{"项目名称": "两处错", EXECUTED: "1,200,000.00", "预算执行率（%）": "97.00%"}
        ),
        "不明单位": broken["合计"].with_head(预算单位="", 项目名称="无单位"),
    }
    inbox.mkdir()
    for name, form in forms.items():
        year = "2022" if name in ("好", "全国") else "2019"
        (inbox / year).mkdir(exist_ok=True)
        (inbox / year / f"{name}.txt").write_text(form.text(), encoding="utf-8")
    for name, (content, _) in REJECTED.items():
        (inbox / f"{name}.txt").write_bytes(content)


def build(folder: Path) -> None:
    """Release the forms, and write the documents of a copy in which one unit files late and a name is a formula."""
    write_forms(folder / "inbox")
    build_release(folder / "home", folder / "inbox")
    shutil.copyfile(folder / "home" / "current" / "warehouse.duckdb", folder / "warehouse.duckdb")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("update marts.rpt_projects set project_name = ? where project_name = '无执行'", [HOSTILE])
        connection.execute(
            "insert into marts.rpt_filing by name select 'X1' as budget_unit_code, 2019 as fiscal_year, "
            "5 as expected_count, 3 as filed_count, 1 as quarantined_count, 1 as missing_count, 3 as dated_count, "
            "2 as late_count, 0 as expected_budget_unknown_count"
        )
    write_outgoing(folder / "warehouse.duckdb", folder / "outgoing", METADATA)


@pytest.fixture(scope="module")
def outgoing(tmp_path_factory: pytest.TempPathFactory) -> Outgoing:
    folder = build_once(tmp_path_factory, "outgoing", build)
    return Outgoing(folder / "outgoing", folder / "warehouse.duckdb")


def read_list(document: Any) -> list[list[str]]:
    """The rows of a notice's table, without its header."""
    return read_table(document.tables[0])[1:]


def read_texts(document: Any) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def read_table(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def read_sheet(path: Path) -> Any:
    return load_workbook(path).active


def test_every_recipient_has_a_notice_with_its_problems(outgoing: Outgoing) -> None:
    recipients = outgoing.ask(
        "select recipient_code, coalesce(recipient_name, '-1') from reporting.outgoing_recipients"
    )
    names = {
        str(code): STEWARDS_TITLE if code == "-1" else f"退回修改通知单-{make_file_name(name)}"
        for code, name in recipients
    }
    assert {path.stem for path in (outgoing.folder / "notices").iterdir()} == set(names.values())
    assert "退回修改通知单-甲／乙：局" in names.values()
    for code, name in names.items():
        rows = read_list(outgoing.open(name))
        found = outgoing.ask(
            "select place_zh, observed, expected_zh, finding_name_zh from reporting.outgoing_problems "
            f"where recipient_code = '{code}' order by problem_ordinal"
        )
        assert [row[0] for row in rows] == [str(number + 1) for number in range(len(found))]
        for row, (place, observed, expected, finding) in zip(rows, found, strict=True):
            assert row[2] == (place or "整份文件")
            assert observed is None or observed[:10].split("\n")[0] in row[3]
            assert row[4] == (expected or "—")
            assert row[5].startswith(f"{finding}：")
            assert row[7] == ""


def test_a_notice_lists_what_the_marts_know(outgoing: Outgoing) -> None:
    blocking = outgoing.ask(
        "select count(*) from marts.rule_findings where severity in ('blocking', 'warning') "
        "and evaluation_key in (select evaluation_key from marts.quarantined_evaluations)"
    )
    rejected = outgoing.ask("select count(*) from marts.rejections")
    listed = outgoing.ask("select problem_kind, count(*) from reporting.outgoing_problems group by all order by all")
    assert listed == [("finding", *blocking[0]), ("rejection", *rejected[0])]
    assert outgoing.ask("select sum(form_count) from reporting.outgoing_recipients") == outgoing.ask(
        "select count(*) from marts.quarantined_evaluations"
    )
    document = outgoing.open("退回修改通知单-某市数据局")
    text = read_texts(document)
    assert "某市数据局：" in text and "示例市财政局" in text and "甲 & 乙" in text and "2026年4月1日" in text
    assert "2 份项目绩效自评表未通过审核（待核实，暂不计入汇总），涉及预算 200.00 万元" in text
    severities = {row[6].split("：")[0] for row in read_list(document)}
    assert severities == {"强制性审核", "核实性审核"}
    assert len(read_list(document)[0]) == 8
    (landscape,) = [section for section in document.sections if section.page_width > section.page_height]
    assert landscape.page_height is not None and round(landscape.page_height.mm) == 210


def test_what_has_no_known_unit_goes_to_the_stewards(outgoing: Outgoing) -> None:
    document = outgoing.open(STEWARDS_TITLE)
    files = [row[1] for row in read_list(document)]
    assert {f"{name}.txt" for name in REJECTED} < set(files)
    assert any("无单位（2019年度）" in name for name in files)
    assert "数据管理员：" in read_texts(document)


def test_texts_are_shown_as_they_are(outgoing: Outgoing) -> None:
    rows = read_list(outgoing.open("退回修改通知单-甲／乙"))
    assert '=cmd|"/c calc"!A1 & 目项（2019年度）' in rows[0][1]
    assert rows[0][3] == '=cmd|"/c calc"!A1 & <b>目项'
    long = read_list(outgoing.open("退回修改通知单-某市数据局"))
    assert any(row[1].startswith(LONG[:280]) for row in long)
    sheet = read_sheet(outgoing.folder / "项目绩效自评汇总表-2019年度.xlsx")
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=cmd")]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def list_footnotes(document: Any) -> dict[str, str]:
    """The text of each footnote, by its number."""
    (part,) = [part for part in document.part.package.iter_parts() if str(part.partname) == "/word/footnotes.xml"]
    root = parse_xml(part.blob)
    return {
        note.get(qn("w:id")): "".join(text.text for text in note.iter(qn("w:t"))).strip()
        for note in root.iter(qn("w:footnote"))
        if note.get(qn("w:type")) is None
    }


def show(name: str, value: Any) -> str:
    """How a value of a query is shown in the analysis report."""
    if name.endswith("_yuan"):
        return show_amount(value)
    if name.endswith(("_rate", "_share")):
        return show_rate(value)
    if name == "total_points":
        return f"{value.normalize():f}"
    return show_points(value) if name.endswith("_points") else f"{value:,}" if isinstance(value, int) else str(value)


@pytest.mark.parametrize("year", [2019, 2022])
def test_each_number_of_the_analysis_is_that_of_its_query(outgoing: Outgoing, year: int) -> None:
    document = outgoing.open(f"项目绩效自评情况分析报告-{year}年度")
    notes = list_footnotes(document)
    used = []
    blocks = list(document.iter_inner_content())
    for place, block in enumerate(blocks):
        marks = [] if isinstance(block, Table) else list(block._p.iter(qn("w:footnoteReference")))
        for mark in marks:
            sql = notes[mark.get(qn("w:id"))]
            used.append(sql)
            with duckdb.connect(str(outgoing.database), read_only=True) as connection:
                result = connection.execute(sql)
                names = [column[0] for column in result.description]
                rows = result.fetchall()
            shown = [[show(name, value) for name, value in zip(names, row, strict=True)] for row in rows]
            if block.style.name == "Caption":
                assert [[cell.text for cell in row.cells] for row in blocks[place + 1].rows][1:] == shown
            elif "scheme_name_zh" in names and "total_points" in names:
                (row,) = [row for row in shown if row[0] == blocks[place - 1].text]
                assert [text for text in row[1:] if text not in block.text] == []
            elif not re.match("[0-9]．", block.text):
                hidden = ("None", "0", "0.00")  # no list of expected evaluations; nothing unknown; nothing quarantined
                assert [text for row in shown for text in row if text not in block.text and text not in hidden] == []
    assert sorted(used) == sorted(notes.values()) and len(used) > 8


def test_the_analysis_has_the_usual_parts_and_says_what_is_unknown(outgoing: Outgoing) -> None:
    document = outgoing.open("项目绩效自评情况分析报告-2019年度")
    heads = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert heads == [
        "一、基本情况",
        "二、预算执行情况",
        "三、自评得分与等级情况",
        "四、填报质量情况",
        "五、存在问题",
        "六、有关建议",
    ]
    text = read_texts(document)
    assert "（草稿）" in text and "草稿" in document.sections[0].header.paragraphs[0].text
    assert "另有 1 份金额不明" in text and "全年执行数合计 金额不明" in text
    assert "应报 5 份，已报并通过审核 3 份，已报待核实 1 份，未报 1 份" in text
    assert "应报清单未列本年度项目" in read_texts(outgoing.open("项目绩效自评情况分析报告-2022年度"))


def test_schemes_are_never_pooled(outgoing: Outgoing) -> None:
    document = outgoing.open("项目绩效自评情况分析报告-2022年度")
    schemes = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 2"]
    assert schemes == ["上海市项目绩效自评（2019年度）", "全国项目支出绩效自评（2020年起）"]
    assert read_texts(document).count("平均自评得分") == 2
    sheet = read_sheet(outgoing.folder / "项目绩效自评汇总表-2022年度.xlsx")
    totals = [row for row in sheet.iter_rows(values_only=True) if row[1] in ("小计", "合计")]
    assert [row[1] for row in totals] == ["小计", "小计", "合计"]
    assert all(value is None for row in totals for value in row[8:])


@pytest.mark.parametrize("year", [2019, 2022])
def test_the_summary_sums_what_is_known_and_is_made_for_paper(outgoing: Outgoing, year: int) -> None:
    sheet = read_sheet(outgoing.folder / f"项目绩效自评汇总表-{year}年度.xlsx")
    (expected,) = outgoing.ask(
        "select count(*), sum(budget_yuan), sum(executed_yuan), count(*) - count(budget_yuan), count(*) - count(executed_yuan) "
        f"from marts.rpt_projects where fiscal_year = {year}"
    )
    rows = list(sheet.iter_rows(values_only=True))
    (total,) = [row for row in rows if row[1] == "合计"]
    assert (total[3], total[5], total[6]) == (f"{expected[0]} 份", *expected[1:3])
    assert len([row for row in rows if isinstance(row[0], int)]) == expected[0]
    notes = " ".join(str(row[0]) for row in rows if str(row[0]).startswith("注"))
    for count, what in zip(expected[3:], ("全年预算数", "全年执行数"), strict=True):
        assert (f"另有 {count} 份{what}不明" in notes) == (count > 0)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert (sheet.print_title_rows, sheet.freeze_panes, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
        "$1:$3",
        "A4",
        True,
    )
    assert (sheet["F4"].number_format, sheet["H4"].number_format) == ("#,##0.00", "0.00%")


def test_a_summary_with_too_many_projects_has_the_totals_only(
    outgoing: Outgoing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((count,),) = outgoing.ask("select count(*) from marts.rpt_projects where fiscal_year = 2019")
    monkeypatch.setattr(summaries, "MOST_ROWS", int(count) - 1)
    write_outgoing(outgoing.database, tmp_path / "outgoing", METADATA)
    name = "项目绩效自评汇总表-2019年度.xlsx"
    rows = list(read_sheet(tmp_path / "outgoing" / name).iter_rows(values_only=True))
    whole = list(read_sheet(outgoing.folder / name).iter_rows(values_only=True))
    assert [row for row in rows if isinstance(row[0], int)] == []
    assert [row for row in rows if row[1] == "合计"] == [row for row in whole if row[1] == "合计"]
    assert any(f"本年度共 {count} 份" in str(row[0]) and "rpt_projects.csv" in str(row[0]) for row in rows)


def test_the_same_data_give_the_same_bytes(outgoing: Outgoing, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_outgoing(outgoing.database, tmp_path / name, METADATA)
        write_open_data(outgoing.database, tmp_path / f"open-{name}", [], METADATA)
    first = {path.relative_to(tmp_path / "a"): path.read_bytes() for path in (tmp_path / "a").rglob("*.*")}
    assert first == {path.relative_to(tmp_path / "b"): path.read_bytes() for path in (tmp_path / "b").rglob("*.*")}
    assert len(first) > 6
    assert (tmp_path / "open-a" / "jixiao.xlsx").read_bytes() == (tmp_path / "open-b" / "jixiao.xlsx").read_bytes()


def test_without_problems_there_are_no_notices(outgoing: Outgoing, tmp_path: Path) -> None:
    shutil.copyfile(outgoing.database, tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        for table in ("rejections", "quarantined_evaluations"):
            connection.execute(f"delete from marts.{table}")
    write_outgoing(tmp_path / "warehouse.duckdb", tmp_path / "outgoing", METADATA)
    assert not (tmp_path / "outgoing" / "notices").exists()
    assert len(list((tmp_path / "outgoing").iterdir())) == 4


def test_notices_and_their_lists_are_bounded(
    outgoing: Outgoing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(notices, "MOST_RECIPIENTS", 2)
    monkeypatch.setattr(notices, "MOST_PROBLEMS", 1)
    write_outgoing(outgoing.database, tmp_path / "outgoing", METADATA)
    assert len(list((tmp_path / "outgoing" / "notices").iterdir())) == 2
    assert "1 notices of return are not written" in caplog.text
    bounded = Outgoing(tmp_path / "outgoing", outgoing.database).open("退回修改通知单-某市数据局")
    assert len(read_list(bounded)) == 1 and re.search("另有 [0-9]+ 处问题未列出", read_texts(bounded))


def test_names_of_files_suit_every_file_system() -> None:
    assert make_file_name(' 甲/乙\\丙:"丁"\n戊\u202e. ') == "甲／乙＼丙：＂丁＂ 戊"
    assert len(make_file_name("长" * 300).encode()) < 200
    assert (say_amount(None), say_amount(Decimal("15000"), 2)) == ("金额不明", "1.50 万元（另有 2 份金额不明）")


def test_an_office_suite_opens_every_document(outgoing: Outgoing, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice (soffice) is not on the PATH")
    files = [str(path) for path in outgoing.folder.rglob("*.*")]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    made = {path.stem for path in tmp_path.glob("*.pdf") if path.stat().st_size > 2_000}
    assert made == {Path(name).stem for name in files}
