"""The report's pages of evaluations: the form, what is stated beside what is computed, texts of filers as text."""

import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import lxml.html
import pytest

from orchestration.publication.formats import FIELDS, divide, gap, in_unit, money, points, rate, wan, yuan
from orchestration.publication.report import write_report
from orchestration.publication.report.charts import Bar, draw_bars
from orchestration.publication.report.templating import SCRIPTS
from orchestration.settings import Seeds
from tests.broken_home import SCRIPT
from tests.conftest import query
from tests.orchestration.released_report import (
    HAN,
    Report,
    near,
    number,
    read,
    read_data,
    sample_pages,
)

pytestmark = pytest.mark.slow


def test_every_evaluation_has_its_page_and_its_row(report: Report) -> None:
    keys = {str(key) for (key,) in query(report.database, "select evaluation_key from marts.evaluation_lifecycle")}
    assert {path.stem for path in (report.folder / "evaluations").iterdir()} == keys
    columns = read_data(report)["columns"]
    assert set(columns["key"]) == keys and len(columns["key"]) == len(keys)
    assert set(columns["state"]) == {"admitted", "quarantined", "superseded", "duplicate"}
    printed = query(
        report.database,
        "select cast(evaluation_key as varchar), cast(budget_yuan * 100 as bigint) from marts.evaluation_lifecycle",
    )
    assert set(printed) == set(zip(columns["key"], columns["budget"], strict=True))


def test_texts_of_filers_are_text(report: Report) -> None:
    key = report.key_of(SCRIPT)
    for path in ("index.html", f"evaluations/{key}.html"):
        page = report.open(path)
        assert [element.get("src") for element in page.xpath("//script")] in (
            [None, "report.js", "report_data.js", *SCRIPTS], [None, "../report.js"],
        )  # fmt: skip
        assert not page.xpath("//img | //iframe | //b/b | //@onclick | //@onerror")
    page = report.open(f"evaluations/{key}.html")
    assert read(page.xpath("//h1")[0]) == SCRIPT
    assert "某局</script>" in read(page.xpath("//p[@class='facts']")[0])
    words = read(page.xpath("//section[@aria-labelledby='form']")[0])
    assert "{{ 7 * 7 }}" in words and "onclick" not in words
    assert '=HYPERLINK("http://example.com","x")' in read(page.xpath("//table[@class='lines']")[0])
    data = (report.folder / "report_data.js").read_text(encoding="utf-8")
    assert SCRIPT.replace("<", "\\u003c") in data and "<" not in data
    names = [path.rsplit("/")[-1] for path in page.xpath("//dd[@class='path']/text()")]
    assert names == ["a&b<i>.txt"]


def test_whatever_stands_in_the_marts_is_text(report: Report, tmp_path: Path) -> None:
    """Every text of every table hostile, codes apart: no element and no attribute comes of it."""
    hostile = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>'
    database = tmp_path / "warehouse.duckdb"
    shutil.copyfile(report.database, database)
    with duckdb.connect(str(database)) as connection:
        texts = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and data_type = 'VARCHAR' "
            "and regexp_matches(column_name, '_(name|text|path|zh|en|cause|reason)$|^(reasons?|message|action)_|title|excerpt|observed|cause')"
        ).fetchall()
        for table, column in texts:
            connection.execute(f"update marts.{table} set {column} = ?", [hostile])
    write_report(database, tmp_path / "report")
    hostile_report = Report(tmp_path / "report", database)
    for path in hostile_report.pages():
        page = hostile_report.open(path)
        assert len(page.xpath("//script")) == (3 + len(SCRIPTS) if path == "index.html" else 2), path
        assert not page.xpath("//img | //@onerror"), path
        assert hostile in page.text_content() or path == "index.html"
    data = (hostile_report.folder / "report_data.js").read_text(encoding="utf-8")
    assert "<" not in data and "u003cscript>alert(2)" in data


def test_a_page_states_and_computes(report: Report) -> None:
    ((key, stated, computed, score, grade, lines),) = query(
        report.database,
        "select evaluation_key, execution_rate_stated, execution_rate_computed, total_score_computed_points, grade_name_zh, line_count "
        "from marts.fct_evaluations join marts.fct_budget_execution using (evaluation_key) "
        "join marts.dim_grade using (grade_key) where relative_path like '%shanghai_2019__rate_off.txt'",
    )
    page = report.open(f"evaluations/{key}.html")
    ((_, rate_stated, rate_computed, difference), (_, _, shown_score, _), (_, _, shown_grade, verdict)) = [
        [read(cell) for cell in row.xpath("./th|./td")]
        for row in page.xpath("//div[@aria-labelledby='compared']//tbody/tr")
    ]
    assert near(rate_stated, stated, "100") and near(rate_computed, computed, "100")
    assert (difference, verdict) == ("-1.00 个百分点", "一致")
    assert number(shown_score) == score and shown_grade == grade
    printed = page.xpath("//table[@class='lines']/tbody/tr[starts-with(@id, 'line-')]")
    assert len(printed) == lines
    weights = [number(read(row.xpath("./td[contains(@id, '-weight')]")[0])) for row in printed]
    assert sum(weight for weight in weights if weight is not None) == 100
    assert "预算执行率与计算值不一致" in read(page.xpath("//section[@aria-labelledby='findings']")[0])
    origin = read(page.xpath("//section[@aria-labelledby='origin']")[0])
    assert "2019/shanghai_2019__rate_off.txt" in origin and "第 1 张表" in origin


def test_a_quarantined_form_says_why(report: Report) -> None:
    page = report.open(f"evaluations/{report.key_of('total_score_off', 'quarantined')}.html")
    assert page.xpath("//span[@class='tag quarantined']")
    findings = read(page.xpath("//section[@aria-labelledby='findings']")[0])
    assert "强制性审核" in findings and "第 26 行" in findings
    assert "暂不计入汇总" in read(page.xpath("//p[@class='notice warn']")[0])


def test_versions_lead_to_each_other_and_tell_the_difference(report: Report) -> None:
    older, newer = report.key_of("两版项目", "superseded"), report.key_of("两版项目")
    assert f"{older}.html" in report.open(f"evaluations/{newer}.html").xpath("//ul[@class='versions']//a/@href")
    assert f"{newer}.html" in report.open(f"evaluations/{older}.html").xpath("//ul[@class='versions']//a/@href")
    changes = [
        [read(cell) for cell in row.xpath("./th|./td")]
        for row in report.open(f"evaluations/{newer}.html").xpath("//section[@aria-labelledby='revisions']//tbody/tr")
    ]
    assert ["自评总分", "93", "94"] in changes
    repeated = report.key_of("两版项目", "duplicate")
    assert f"{newer}.html" in report.open(f"evaluations/{repeated}.html").xpath("//ul[@class='versions']//a/@href")


def test_what_only_some_forms_print_has_its_columns(report: Report) -> None:
    page = report.open(f"evaluations/{report.key_of('assessors')}.html")
    heads = [read(head) for head in page.xpath("//table[@class='lines']/thead//th")]
    assert {"年度指标值", "实际完成值"} <= set(heads)
    assert len(heads) >= 6
    for row in page.xpath("//table[@class='lines']//tr"):
        assert sum(int(cell.get("colspan", 1)) for cell in row.xpath("./th|./td")) == len(heads)
    money_rows = read_rows_of(page.xpath("//table[caption[@id='money-name']]")[0])
    assert money_rows[0][0] == "年度资金总额" and any("120.00 万元" in cell for cell in money_rows[0])


def read_rows_of(table: Any) -> list[list[str]]:
    """Cells of a table's rows."""
    return [[read(cell) for cell in row.xpath("./th|./td")] for row in table.xpath("./tbody/tr")]


def test_pages_are_built_for_those_who_listen_and_tab(report: Report) -> None:
    for path in sample_pages(report):
        page = report.open(path)
        levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
        assert levels.count(1) == 1 and levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for table in page.xpath("//table"):
            assert table.xpath("./caption"), path
            assert not table.xpath(".//th[not(@scope)]"), path
            assert table.getparent().get("tabindex") == "0"
        identities = page.xpath("//@id")
        assert len(identities) == len(set(identities))
        for named in page.xpath("//@aria-labelledby"):
            assert named in identities
        assert page.xpath("//a[@class='skip']/@href") == ["#main"]


@pytest.fixture(params=["nothing", "only_quarantined"])
def poor_release(request: pytest.FixtureRequest, report: Report, tmp_path: Path) -> Iterator[Path]:
    """A release without any evaluation, and one in which none was admitted."""
    database = tmp_path / "warehouse.duckdb"
    shutil.copyfile(report.database, database)
    kept = {"release_info"}
    if request.param == "only_quarantined":
        kept |= {"quarantined_evaluations", "rule_findings", "rejections", "set_aside_forms"}
    with duckdb.connect(str(database)) as connection:
        for (table,) in connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ).fetchall():
            if table not in kept and not table.startswith("dim_"):
                connection.execute(f"delete from marts.{table}")
    yield database


def test_a_release_without_facts_has_its_report(poor_release: Path, tmp_path: Path) -> None:
    write_report(poor_release, tmp_path / "report")
    page = Report(tmp_path / "report", poor_release).open("all_years.html")
    assert read(page.get_element_by_id("execution-rate")) == "—"
    assert not page.xpath("//svg[@aria-labelledby='years-money']")


def test_the_same_release_gives_the_same_report(report: Report, tmp_path: Path) -> None:
    documents = report.database.parent / "documents"
    write_report(report.database, tmp_path / "again", has_docs=True, documents=documents)
    for path in sorted(path for path in report.folder.rglob("*") if path.is_file()):
        assert (tmp_path / "again" / path.relative_to(report.folder)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("shown", "value", "text"),
    [
        (rate, "0.985", "98.50%"),
        (rate, "0.99999", "99.99%"),  # never 100 % below it
        (rate, "1", "100.00%"),
        (rate, "1.2345", "123.45%"),
        (wan, "30750000", "3,075.00"),
        (wan, "-49.99", "0.00"),
        (yuan, "1234567.8", "1,234,567.80"),
        (points, "90.0000", "90"),
        (points, "1234.5000", "1,234.5"),
        (gap, "-0.0035", "-0.35 个百分点"),
        (gap, "0.000001", "0.00 个百分点"),
        (lambda value: in_unit(value, "share"), "0.5", "50.00%"),
        (lambda value: in_unit(value, "yuan"), "5000", "0.50"),
        (lambda value: in_unit(value, "points"), "-0.00429", "0.00"),
        (money, "117170002.00", "1.17 亿元"),
        (money, "99999999.99", "10,000.00 万元"),
        (money, "9999.5", "9,999.50 元"),
    ],
)
def test_numbers_read_as_people_write_them(shown: Callable[[Decimal | None], str], value: str, text: str) -> None:
    assert read(lxml.html.fromstring(f"<p>{shown(Decimal(value))}</p>")) == text
    assert shown(None) == "—"


def test_a_quotient_without_denominator_is_none() -> None:
    assert divide(Decimal(1), Decimal(0)) is None
    assert divide(None, Decimal(1)) is None
    assert divide(1, 4) == Decimal("0.25")


def test_names_in_a_chart_are_text_and_bars_keep_their_proportion() -> None:
    bars = [Bar("<b>甲", "A & B", Decimal(50), "50"), Bar("长" * 40, "长" * 40, Decimal(100), "§0§")]
    drawing = lxml.html.fromstring(draw_bars(bars, "caption", "table"))
    names = [text.text_content() for text in drawing.xpath(".//text")]
    assert "<b>甲A & B" in names and f"{'长' * 23}…" in names
    lengths = [float(path.split("h")[1].split("v")[0]) for path in drawing.xpath(".//path[@fill='#1f5a8c']/@d")]
    assert lengths[0] * 2 == pytest.approx(lengths[1])


def test_every_field_of_a_form_has_a_name() -> None:
    """A correction or a revision of any of them is shown by its name, not by its code."""
    fields = {row["field_code"] for row in Seeds().read("form_fields")}
    assert fields <= set(FIELDS)
    assert all(HAN.search(chinese) and not HAN.search(english) for chinese, english in FIELDS.values())
