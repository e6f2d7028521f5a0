"""The page of a form: every printed cell under the labels of its scheme, findings at their cells, correction rows that work."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.publication.report import originals
from orchestration.publication.report.findings_in_place import place_findings
from orchestration.publication.report.originals import copy_originals, name_safely
from orchestration.publication.report.printed_form import Field, Labels, lay_out
from tests.broken_forms import CASES
from tests.conftest import query
from tests.national_cases import CLEAN as NATIONAL
from tests.orchestration.released_report import Report, read
from tests.orchestration.two_releases import FIRST, SECOND, Releases, open_corrected, read_row

ROWS_OF = "//section[@aria-labelledby='form']//table[@class='lines']"


def open_form(report: Report, file: str) -> Any:
    """Return the page of the only form of a file."""
    ((key,),) = query(
        report.database,
        f"select evaluation_key from marts.evaluation_lifecycle where relative_path like '%/{file}.txt'",
    )
    return report.open(f"evaluations/{key}.html")


def read_texts(page: Any) -> set[str]:
    """Return what the cells, labels and values of the form on a page show, without marks of findings."""
    (section,) = page.xpath("//section[@aria-labelledby='form']")
    for added in section.xpath(".//a[contains(@class, 'mark-of')] | .//span[@class='finding'] | .//small"):
        added.drop_tree() if added.tail else added.getparent().remove(added)
    return {read(element) for element in section.xpath(".//th | .//td | .//dt | .//dd | .//p")}


@pytest.mark.parametrize(
    "file", ["total_score_off", "weight_in_words", "amount_in_words", "cap", "category_unknown", "score_above_weight"]
)
def test_a_quarantined_form_is_shown_with_every_cell(report: Report, file: str) -> None:
    case = CASES[f"shanghai_2019__{file}"]
    page = open_form(report, f"shanghai_2019__{file}")
    assert page.xpath("//span[@class='tag quarantined']")
    cells = {cell.strip() for line in case.content.decode("utf-8").split("\n") for cell in line.split("\t")}
    cells -= {"", "备注"}  # the column is blank
    assert len(cells) > 50 and cells <= read_texts(page)


def test_a_national_form_is_shown_under_its_own_labels(report: Report) -> None:
    national = open_form(report, "mof_2020__amount_in_words")
    heads = [read(head) for head in national.xpath(f"{ROWS_OF}/thead//th")]
    assert {"分值", "得分", "年度指标值", "实际完成值"} <= set(heads)
    assert not {"权重", "自评分"} & set(heads)
    texts = read_texts(national)
    assert {"主管部门", "某省教育厅", "实施单位", "某省培训中心", "项目名称"} <= texts
    assert {cell for row in NATIONAL.rows for cell in row if cell} | {"约一百"} <= texts
    block = national.xpath("//table[contains(@class, 'block')]")[0]
    assert [read(head) for head in block.xpath("./thead//th")] == list(NATIONAL.money_columns)
    rows = [[read(cell) for cell in row.xpath("./th|./td")] for row in block.xpath("./tbody/tr[not(@class)]")]
    assert rows[0][0] == "年度资金总额" and rows[0][4] == "10" and rows[0][6] == "8.62"


def test_a_shanghai_form_is_shown_under_its_own_labels(report: Report) -> None:
    page = open_form(report, "shanghai_2019__total_score_off")
    heads = [read(head) for head in page.xpath(f"{ROWS_OF}/thead//th")]
    assert heads[:5] == ["一级指标", "指标名称", "指标解释", "权重", "自评分"]
    assert "分值" not in heads and "得分" not in heads


def test_a_finding_stands_at_its_cell(report: Report) -> None:
    page = open_form(report, "shanghai_2019__total_score_off")
    (cell,) = page.xpath("//td[@id='total-total_score']")
    assert "found" in cell.get("class") and cell.text.strip() == "95"
    (mark,) = cell.xpath("./a")
    (entry,) = page.xpath(f"//tr[@id='{mark.get('href')[1:]}']")
    assert "合计自评分 95，各行之和为 93" in read(entry) and "+2" in read(entry)
    assert entry.xpath(".//a/@href")[:2] == ["../rules.html#total_score_equals_sum", "#total-total_score"]
    beside = read(page.xpath(f"{ROWS_OF}/tfoot/tr[@class='findings']")[0])
    assert "强制性审核" in beside and "表上 95" in beside and "应为 93" in beside and "相差 +2" in beside
    assert not page.xpath(f"{ROWS_OF}/tbody//*[contains(@class, 'found')]"), "no other cell is marked"


def test_a_finding_of_a_field_stands_at_its_value(report: Report) -> None:
    page = open_form(report, "shanghai_2019__rate_off")
    (found,) = page.xpath("//dl[contains(@class, 'printed')]//dd[contains(@class, 'found')]")
    assert read(found.getprevious()).startswith("预算执行率") and "预算执行率与计算值不一致" in read(found)


def test_every_finding_leads_to_a_place_on_the_page(report: Report) -> None:
    """Whole forms apart, which a finding may be about."""
    entries, linked = 0, 0
    for path in report.pages():
        if path.startswith("evaluations/"):
            rows = report.open(path).xpath("//section[@aria-labelledby='findings']//tbody/tr")
            entries += len(rows)
            linked += sum(bool(row.xpath(".//a[starts-with(@href, '#')]")) for row in rows)
    assert entries > 100 and linked > 0.9 * entries


@pytest.mark.parametrize(
    ("identity", "reason"), [("recomputed", "只对审核通过的自评复算"), ("rank", "只对审核通过的自评排名")]
)
def test_what_is_unknown_has_a_reason(report: Report, identity: str, reason: str) -> None:
    page = open_form(report, "shanghai_2019__total_score_off")
    assert read(page.get_element_by_id(identity).xpath("./dd")[0]) == f"— {reason}"


def test_an_admitted_form_has_its_completion_and_rank(report: Report) -> None:
    ((key, completion, gap),) = query(
        report.database,
        "select evaluation_key, deviation_rate + 1, recomputed_gap_points from marts.fct_recomputed_scores "
        "where recomputed_gap_points is not null and deviation_rate is not null order by all limit 1",
    )
    ((rank, peers),) = query(
        report.database,
        f"select peer_rank, peer_count from reporting.report_evaluations where evaluation_key = {key}",
    )
    page = report.open(f"evaluations/{key}.html")
    assert f"{float(str(completion)) * 100:,.2f}%" in read(page.xpath(ROWS_OF)[0])
    assert f"{float(str(gap)):,.2f}" in read(page.xpath(ROWS_OF)[0])
    assert read(page.get_element_by_id("rank").xpath("./dd")[0]) == f"{rank:,} / {peers:,}"


def test_a_row_copied_from_the_page_changes_the_fact(releases: Releases) -> None:
    """The second release was built with the row that the first one's page shows, and a correct value."""
    assert read_row(open_corrected(releases, FIRST)).endswith(",六,,,,"), (
        "a row has the printed value and four blank columns"
    )
    database, form = releases.file(SECOND, "warehouse.duckdb"), "relative_path = '2018/表.txt'"
    assert query(database, f"select evaluation_state from marts.evaluation_lifecycle where {form}") == [("admitted",)]
    assert query(
        database,
        "select weight_points, is_corrected from marts.fct_indicator_scores "
        f"join marts.evaluation_lifecycle using (evaluation_key) where {form} and line_number = 1",
    ) == [(6, True)]
    (cell,) = open_corrected(releases, SECOND).xpath("//td[@id='line-1-weight']")
    assert (read(cell.xpath("./del")[0]), read(cell.xpath("./ins")[0])) == ("六", "6")


def test_the_document_can_be_downloaded_as_it_was_received(report: Report) -> None:
    page = open_form(report, "shanghai_2019__total_score_off")
    (link,) = page.xpath("//a[@download]/@href")
    with zipfile.ZipFile(report.folder / "evaluations" / link) as archive:
        (name,) = archive.namelist()
        assert name == "shanghai_2019__total_score_off.txt"
        assert archive.read(name) == CASES["shanghai_2019__total_score_off"].content


def test_no_document_is_copied_beyond_the_limit(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = report.database.parent / "documents"
    monkeypatch.setattr(originals, "LIMIT", 5000)
    with duckdb.connect(str(report.database), read_only=True) as connection:
        copied = copy_originals(connection, documents, tmp_path)
    assert 0 < sum((documents / document).stat().st_size for document in copied) <= 5000
    states = query(
        report.database,
        "select distinct evaluation_state from marts.evaluation_lifecycle "
        f"where document_hash in ({', '.join(repr(one) for one in copied)})",
    )
    assert ("quarantined",) in states, "quarantined forms come first"


def test_a_damaged_document_is_not_copied(report: Report, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    shutil.copytree(report.database.parent / "documents", documents)
    damaged = min(path for path in documents.iterdir() if path.is_file())
    damaged.chmod(0o644)
    damaged.write_bytes(b"other")
    with duckdb.connect(str(report.database), read_only=True) as connection:
        copied = copy_originals(connection, documents, tmp_path)
    assert copied and damaged.name not in copied


@pytest.mark.parametrize(
    ("path", "content", "name"),
    [
        ("2019/自评表.html", b"<script>alert(1)</script>", "自评表.txt"),
        ("2019/a.docx", b"<html>", "a.txt"),
        ("2019/a.exe", b"MZ\x90", "a.txt"),
        ("2019/a.docm", b"PK\x03\x04word/document.xml", "a.docx"),
        ("2019/a", b"%PDF-1.4", "a.pdf"),
        ("2019/..\\a\u202e<b>.csv", b"x,y", "_a_b_.csv"),
        ("扫描件", b"II*\0\x08\0\0\0", "扫描件.tif"),
        ("扫描件.tiff", b"MM\0*\0\0\0\x08", "扫描件.tif"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "a.png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "a.jpg"),
        ("a.ofd", b"PK\x03\x04OFD.xml", "a.ofd"),
        ("a.odt", b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", "a.odt"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "a.doc"),
        ("a.html", b"{\\rtf1", "a.rtf"),
    ],
)
def test_a_document_has_a_safe_name(path: str, content: bytes, name: str) -> None:
    assert name_safely(path, content) == name


def make_field(ordinal: int, part: str, **changes: Any) -> Field:
    return Field(f"field-{ordinal}", part, None, None, None, None, None, "x", None, 1, 1)._replace(**changes)


def test_an_amount_that_a_block_prints_twice_is_shown_twice() -> None:
    twice = [
        make_field(number, "head", code="budget", source="other", label="其他资金 全年预算数", text=str(number))
        for number in (1, 2)
    ]
    form = lay_out("mof_2020", twice, [], Labels({}, {}, {}))
    assert form.money is not None
    assert [[cell.text for cell in cells if cell] for _, cells in form.money.rows] == [["1"], ["2"]]


def test_a_finding_without_its_cell_leads_nowhere() -> None:
    finding = ("warning", "rule", "规则", "rule", "x", "x", None, "total_score", "1", "2", "2", None, 9, 1, 9)
    (placed,) = place_findings([finding], [], [make_field(1, "head")], [], set())
    assert placed.anchor == "" and placed.correction_rows == []
