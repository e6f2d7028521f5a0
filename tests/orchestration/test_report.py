"""The report of a release, read as HTML: its numbers are the marts', its texts stand in both languages, nothing leads away."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import duckdb
import lxml.html
import pytest

from orchestration.publication.report import write_report
from orchestration.publication.report.charts import Bar, draw_bars
from orchestration.publication.report.formats import divide, gap, in_unit, money, points, rate, wan, yuan
from tests.broken_forms import CASES, REJECTED
from tests.conftest import query, run_refresh
from tests.national_cases import NATIONAL_CASES
from tests.shanghai_form import Form

SCRIPT = "<script>alert(1)</script>"
HOSTILE = (
    Form()
    .with_head(
        项目名称=SCRIPT,
        预算单位="某局</script><img src=x onerror=alert(2)>",
        主要绩效="<p onclick=alert(3)>完成<b>任务</b></p>{{ 7 * 7 }}",
        主要问题="</p></main></body>&lt;script&gt;alert(4)&lt;/script&gt;",
    )
    .with_cell(1, 5, '=HYPERLINK("http://example.com","x")')
)
VERSIONED = Form().with_head(项目名称="两版项目")
HAN = re.compile(r"[\u3400-\u9fff]")


class Report(NamedTuple):
    """A report on disk, and the release that it was written from."""

    folder: Path
    database: Path

    def open(self, page: str = "index.html") -> Any:
        """A page of it as a tree."""
        return lxml.html.parse(str(self.folder / page), lxml.html.HTMLParser(encoding="utf-8")).getroot()

    def pages(self) -> list[str]:
        """Every page, by its path."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*.html"))

    def key_of(self, project: str, state: str = "admitted") -> int:
        """The evaluation of a project in a state."""
        found = query(
            self.database,
            "select evaluation_key from marts.evaluation_lifecycle "
            f"where project_name = '{project}' and evaluation_state = '{state}'",
        )
        return int(str(found[0][0]))


def write_forms(inbox: Path) -> None:
    """Forms of every kind and state: hostile, two of one project, twice the same, broken, national, of other kinds."""
    folder = inbox / "2019"
    folder.mkdir(parents=True)
    for name, case in CASES.items():
        (folder / f"{name}.txt").write_bytes(case.content)
    for name, (content, _) in REJECTED.items():
        (folder / f"{name}.txt").write_bytes(content)
    for name, national in NATIONAL_CASES.items():
        (folder / f"{name}.txt").write_text(national.text, encoding="utf-8")
    (folder / "a&b<i>.txt").write_text(HOSTILE.text(), encoding="utf-8")
    (folder / "版本一.txt").write_text(VERSIONED.text(), encoding="utf-8")
    later = VERSIONED.with_head(自评时间="2020-06-01", 绩效等级="优秀").with_cell(8, 4, "7")
    later = later.changed(total=["合计", "", "", "100", "94", ""])
    (folder / "版本二.txt").write_text(later.text(), encoding="utf-8")
    (folder / "又一份.txt").write_text(later.text() + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of a release with forms of every kind; some projects have to file. Tests only read it."""
    folder = tmp_path_factory.mktemp("report")
    write_forms(folder / "inbox")
    done = run_refresh(folder / "home", folder / "inbox")
    assert done.returncode == 0, done.stdout + done.stderr
    database = copy_release(folder / "home", folder)
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "insert into marts.filing_coverage values ('X1', '未报的<b>项目', 2019, 1234567.89, 'missing'), "
            "('X1', '甲', 2019, 100, 'filed'), ('X2', '乙', 2019, 50, 'quarantined')"
        )
        connection.execute(
            "update marts.indicator_status set release_status = 'withheld', cause = 'ind_x: <b>' "
            "where indicator_model_code = 'unspent_funds'"
        )
    write_report(database, folder / "report")
    return Report(folder / "report", database)


def copy_release(home: Path, folder: Path) -> Path:
    """The released file of a home, to be changed."""
    target = folder / "warehouse.duckdb"
    shutil.copyfile(home / "current" / "warehouse.duckdb", target)
    return target


def read(element: Any, language: str = "zh") -> str:
    """What an element shows in a language."""
    other = "en" if language == "zh" else "zh"
    return "".join(
        text for text in element.xpath(f".//text()[not(ancestor::*[contains(concat(' ', @class, ' '), ' {other} ')])]")
    ).strip()


def read_rows(page: Any, table: str) -> list[list[str]]:
    """Cells of a table's rows, in Chinese."""
    return [[read(cell) for cell in row.xpath("./th|./td")] for row in page.xpath(f"//table[@id='{table}']/tbody/tr")]


def number(text: str) -> Decimal | None:
    """A shown number; a percentage as it reads."""
    return None if text == "—" else Decimal(re.sub("[,%]", "", text))


def near(shown: str, value: object, factor: str = "1") -> bool:
    """Whether a shown number is a value, rounded to the hundredth that is shown."""
    read_number = number(shown)
    if value is None or read_number is None:
        return value is None and read_number is None
    return abs(read_number - Decimal(str(value)) * Decimal(factor)) <= Decimal("0.0051")


def test_headline_figures_are_the_marts(report: Report) -> None:
    page = report.open()
    ((executed, budget, rated_executed, rated_budget, scored, weighed),) = query(
        report.database,
        "select sum(executed_yuan), sum(budget_yuan), sum(executed_yuan) filter (where budget_yuan is not null), "
        "sum(budget_yuan) filter (where executed_yuan is not null), sum(total_score_computed_points), "
        "sum(total_weight_points) from marts.fct_budget_execution join marts.fct_evaluations using (evaluation_key)",
    )
    ((admitted, quarantined, waiting, rejected),) = query(
        report.database,
        "select admitted_evaluation_count, quarantined_evaluation_count, quarantined_budget_yuan, rejection_count "
        "from marts.release_info",
    )

    def shown(identity: str) -> str:
        return read(page.get_element_by_id(identity))

    def amount(identity: str) -> Decimal:
        return Decimal(page.xpath(f"//*[@id='{identity}']//data/@value")[0])

    assert (amount("budget"), amount("executed")) == (budget, executed)
    assert amount("quarantined-budget") == waiting
    assert near(shown("execution-rate"), Decimal(str(rated_executed)) / Decimal(str(rated_budget)), "100")
    assert near(shown("score-rate"), Decimal(str(scored)) / Decimal(str(weighed)), "100")
    assert near(shown("coverage"), Decimal(str(budget)) / (Decimal(str(budget)) + Decimal(str(waiting))), "100")
    assert shown("admitted") == f"{admitted} 份"
    assert shown("quarantined-count") == str(quarantined)
    assert shown("rejection-count") == str(rejected)


def test_tables_are_the_marts(report: Report) -> None:
    page = report.open()
    cases: list[tuple[str, list[int], list[str], str]] = [
        (
            "years-table",
            [1, 2, 3, 4, 5, 6, 7],
            ["1", "0.0001", "0.0001", "100", "100", "1", "0.0001"],
            "select sum(evaluation_count), sum(budget_yuan), sum(executed_yuan), "
            "sum(rated_executed_yuan) / sum(rated_budget_yuan), sum(total_score_points) / sum(total_weight_points), "
            "sum(quarantined_evaluation_count), sum(quarantined_budget_yuan) "
            "from marts.rpt_department_year group by fiscal_year order by fiscal_year desc",
        ),
        (
            "units-table",
            [2, 3, 4, 5, 6, 7, 8],
            ["1", "0.0001", "0.0001", "100", "100", "1", "0.0001"],
            "select evaluation_count, budget_yuan, executed_yuan, execution_rate, score_rate, "
            "quarantined_evaluation_count, quarantined_budget_yuan "
            "from marts.rpt_department_year order by fiscal_year desc, budget_yuan desc, budget_unit_code",
        ),
        (
            "lost-table",
            [1, 2, 3, 4, 5],
            ["1", "1", "1", "1", "100"],
            "select sum(line_count), sum(weight_points), sum(self_score_points), sum(lost_points) as lost, "
            "sum(self_score_points) / sum(weight_points) from marts.rpt_indicator_concept_year "
            "group by indicator_key, indicator_name having sum(lost_points) > 0 order by lost desc, indicator_name limit 15",
        ),
        (
            "rules-table",
            [2, 3, 4],
            ["1", "1", "100"],
            "select count(*) filter (where outcome = 'fail') as failed, count(*) filter (where outcome <> 'not_applicable') as applied, "
            "failed / applied from marts.fct_rule_results join marts.evaluation_lifecycle using (evaluation_key) "
            "where evaluation_state in ('admitted', 'quarantined') group by rule_code, severity having failed > 0 "
            "order by failed desc, rule_code, severity",
        ),
        (
            "scorecard-table",
            [2, 3, 4, 5, 6, 7, 8],
            ["1", "1", "0.0001", "1", "1", "1", "100"],
            "select admitted_evaluation_count, quarantined_evaluation_count, quarantined_budget_yuan, blocking_finding_count, "
            "warning_finding_count, info_finding_count, completeness_rate from marts.quality_scorecard "
            "order by quarantined_evaluation_count desc, quarantined_budget_yuan desc, fiscal_year desc, budget_unit_code",
        ),
        (
            "filing-table",
            [1, 2],
            ["1", "0.0001"],
            "select count(*), sum(expected_budget_yuan) from marts.filing_coverage group by filing_status order by filing_status",
        ),
    ]  # fmt: skip
    for table, columns, factors, sql in cases:
        rows, expected = read_rows(page, table), query(report.database, sql)
        assert len(rows) == len(expected) > 0, table
        for row, values in zip(rows, expected, strict=True):
            for column, value, factor in zip(columns, values, factors, strict=True):
                assert near(row[column], value, factor), (table, row, values)


def test_grades_categories_and_indicators_are_the_marts(report: Report) -> None:
    page = report.open()
    for scheme, years in (("shanghai_2019", 1), ("mof_2020", 1)):
        spread = query(
            report.database,
            "select fiscal_year, grade_ordinal, evaluation_count, evaluation_share, scheme_evaluation_count "
            "from marts.rpt_grade_distribution join marts.dim_scheme using (scheme_key) "
            f"where scheme_code = '{scheme}' order by fiscal_year desc, grade_ordinal",
        )
        rows = read_rows(page, f"grades-{scheme}-table")
        cells = [cell.split() for row in rows for cell in row[1:-1]]
        assert len(rows) >= years
        assert [int(count) for count, _ in cells] == [row[2] for row in spread]
        assert all(near(share, row[3], "100") for (_, share), row in zip(cells, spread, strict=True))
        profile = query(
            report.database,
            "select score_rate from marts.rpt_category_year join marts.dim_scheme using (scheme_key) "
            f"where scheme_code = '{scheme}' order by category_ordinal nulls last, fiscal_year desc",
        )
        rates = [cell for row in read_rows(page, f"categories-{scheme}-table") for cell in row[2:] if cell != "—"]
        assert all(near(shown, value, "100") for shown, (value,) in zip(rates, profile, strict=True))
    values = query(
        report.database,
        "select sums.value * if(sums.unit = 'yuan', 0.0001, if(sums.unit in ('rate', 'share'), 100, 1)) "
        "from marts.rpt_indicator_by_year as sums join marts.dim_indicator_model using (indicator_model_key) "
        "order by indicator_model_ordinal, fiscal_year desc",
    )
    shown_values = [cell for row in read_rows(page, "indicators-table") for cell in row[1:]]
    assert [near(shown, value) for shown, (value,) in zip(shown_values, values, strict=True)] == [True] * len(values)
    assert "未执行资金" in read(page.get_element_by_id("indicators").xpath(".//p[contains(@class, 'warn')]")[0])


def test_what_waits_or_was_not_read_is_named_with_what_to_do(report: Report) -> None:
    page = report.open()
    reasons = query(
        report.database,
        "select rule_name_zh, count(*) as forms from (select unnest(string_split(reason_codes, ', ')) as rule_code "
        "from marts.quarantined_evaluations) join marts.dim_quality_rule using (rule_code) "
        "group by rule_code, rule_name_zh order by forms desc, rule_code",
    )
    assert [(row[0], int(row[1])) for row in read_rows(page, "reasons-table")] == reasons
    assert len(read_rows(page, "quarantined-table")) == 10
    (places, actions) = zip(*[(row[0], row[3]) for row in read_rows(page, "rejections-table")], strict=True)
    assert any(place.startswith("2019/photo.txt") for place in places)
    assert all(actions)
    kinds = {row[1] for row in read_rows(page, "set-aside-table")}
    assert {"绩效目标申报表", "部门整体支出绩效自评表"} <= kinds
    assert [row[0] for row in read_rows(page, "missing-table")] == ["未报的<b>项目"]


def test_charts_show_what_their_tables_show(report: Report) -> None:
    page = report.open()
    drawings = page.xpath("//svg")
    assert len(drawings) >= 9
    for drawing in drawings:
        caption = page.get_element_by_id(drawing.get("aria-labelledby"))
        assert drawing.get("role") == "img"
        assert read(caption, "zh")
        assert read(caption, "en")
        table = page.get_element_by_id(drawing.get("aria-details"))
        cells = {read(cell) for cell in table.xpath(".//tbody//*[self::th or self::td]")}
        texts = {read(text) for text in drawing.xpath(".//text")}
        assert texts
        assert {text for text in texts if not text.endswith("…")} <= cells, drawing.get("aria-labelledby")


def test_every_text_stands_in_both_languages(report: Report) -> None:
    for path in sample_pages(report):
        page = report.open(path)
        for element in page.xpath("//*[contains(concat(' ', @class, ' '), ' zh ')]"):
            other = element.getnext()
            assert other is not None and "en" in other.get("class"), lxml.html.tostring(element, encoding="unicode")
            assert element.text_content().strip()
            assert other.text_content().strip(), element.text_content()
            # English may quote what a form prints; it is not Chinese with a word of English.
            quotes = element.xpath("ancestor::*[contains(@class, 'said')]") or other.get("lang") == "zh-CN"
            english = other.text_content()
            assert quotes or len(HAN.findall(english)) <= len(re.findall("[A-Za-z]", english)), english
        unmarked = page.xpath(
            "//body//text()[not(ancestor::*[starts-with(@lang, 'zh')]) and not(ancestor::script) "
            "and not(ancestor::*[@class='en'])]"
        )
        assert not [text for text in unmarked if HAN.search(text)]


def test_every_link_leads_somewhere_and_nothing_leads_away(report: Report) -> None:
    identities = {
        path: {element.get("id") for element in report.open(path).xpath("//*[@id]")} for path in report.pages()
    }
    for path in report.pages():
        page = report.open(path)
        for reference in page.xpath("//@href | //@src"):
            parts = urlsplit(reference)
            if reference == "data:,":
                continue
            assert not parts.scheme and not parts.netloc, reference
            target = (report.folder / path).parent / unquote(parts.path) if parts.path else report.folder / path
            assert target.is_file(), (path, reference)
            if parts.fragment:
                assert parts.fragment in identities[str(target.resolve().relative_to(report.folder.resolve()))]
    style = (report.folder / "report.css").read_text(encoding="utf-8")
    assert "url(" not in style and "@import" not in style


def test_every_evaluation_has_its_page_and_its_row(report: Report) -> None:
    keys = {str(key) for (key,) in query(report.database, "select evaluation_key from marts.evaluation_lifecycle")}
    assert {path.stem for path in (report.folder / "evaluations").iterdir()} == keys
    data = read_list(report)
    assert {row[0] for row in data["rows"]} == keys
    assert {row[9] for row in data["rows"]} == {"admitted", "quarantined", "superseded", "duplicate"}
    amounts = dict(
        query(report.database, "select cast(evaluation_key as varchar), budget_yuan from marts.evaluation_lifecycle")
    )
    assert all(near(row[4], amounts[row[0]], "0.0001") for row in data["rows"])
    first = [cell.get("href") for cell in report.open().xpath("//table[@id='evaluations-table']/tbody//a")]
    assert first == [f"evaluations/{row[0]}.html" for row in data["rows"][:25]]


def read_list(report: Report) -> Any:
    """The data script of the list of evaluations."""
    text = (report.folder / "evaluations.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.EVALUATIONS=").rstrip().removesuffix(";"))


def test_texts_of_filers_are_text(report: Report) -> None:
    key = report.key_of(SCRIPT)
    for path in ("index.html", f"evaluations/{key}.html"):
        page = report.open(path)
        assert [element.get("src") for element in page.xpath("//script")] in (
            [None, None, "evaluations.js"], [None, "../report.js"],
        )  # fmt: skip
        assert not page.xpath("//img | //iframe | //b/b | //@onclick | //@onerror")
    page = report.open(f"evaluations/{key}.html")
    assert read(page.xpath("//h1")[0]) == SCRIPT
    assert "某局</script>" in read(page.xpath("//p[@class='facts']")[0])
    words = read(page.xpath("//div[@class='words']")[0])
    assert "{{ 7 * 7 }}" in words and "onclick" not in words
    assert '=HYPERLINK("http://example.com","x")' in read(page.xpath("//table[@class='lines']")[0])
    assert "<script" not in (report.folder / "evaluations.js").read_text(encoding="utf-8")
    assert ["a&b<i>.txt"] == [path.rsplit("/")[-1] for path in page.xpath("//dd[@class='path']/text()")]


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
        assert len(page.xpath("//script")) == (3 if path == "index.html" else 2), path
        assert not page.xpath("//img | //@onerror"), path
        assert hostile in page.text_content()
    assert "<script" not in (hostile_report.folder / "evaluations.js").read_text(encoding="utf-8")


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
        for row in page.xpath("//section[@aria-labelledby='compared']//tbody/tr")
    ]
    assert near(rate_stated, stated, "100") and near(rate_computed, computed, "100")
    assert (difference, verdict) == ("-1.00 个百分点", "一致")
    assert number(shown_score) == score and shown_grade == grade
    printed = page.xpath("//table[@class='lines']/tbody/tr[not(@class='group')]")
    assert len(printed) == lines
    weights = [number(read(row.xpath("./td")[-2])) for row in printed]
    assert sum(weight for weight in weights if weight is not None) == 100
    assert "预算执行率与计算值一致" in read(page.xpath("//section[@aria-labelledby='findings']")[0])
    origin = read(page.xpath("//section[@aria-labelledby='origin']")[0])
    assert "2019/shanghai_2019__rate_off.txt" in origin and "第 1 张表" in origin


def test_a_quarantined_form_says_why_and_that_its_lines_are_elsewhere(report: Report) -> None:
    page = report.open(f"evaluations/{report.key_of('total_score_off', 'quarantined')}.html")
    assert page.xpath("//span[@class='tag quarantined']")
    findings = read(page.xpath("//section[@aria-labelledby='findings']")[0])
    assert "阻断" in findings and "第 1 页第" in findings
    assert not page.xpath("//table[@class='lines']")
    assert "原文件" in read(page.xpath("//section[@aria-labelledby='form']")[0])


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
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
        for table in page.xpath("//table"):
            assert table.xpath("./caption"), path
            assert not table.xpath(".//th[not(@scope)]"), path
            assert table.getparent().get("tabindex") == "0"
        identities = page.xpath("//@id")
        assert len(identities) == len(set(identities))
        for named in page.xpath("//@aria-labelledby"):
            assert named in identities
        assert page.xpath("//a[@class='skip']/@href") == ["#main"]


def sample_pages(report: Report) -> list[str]:
    """The front page and a page of an evaluation in each state and scheme."""
    keys = query(
        report.database,
        "select min(evaluation_key) from marts.evaluation_lifecycle group by evaluation_state, scheme_key",
    )
    return ["index.html", f"evaluations/{report.key_of(SCRIPT)}.html", *(f"evaluations/{key}.html" for (key,) in keys)]


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
    page = Report(tmp_path / "report", poor_release).open()
    assert read(page.get_element_by_id("execution-rate")) == "—"
    assert not page.xpath("//svg[@aria-labelledby='years-money']")


def test_the_same_release_gives_the_same_report(report: Report, tmp_path: Path) -> None:
    write_report(report.database, tmp_path / "again")
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
        (lambda value: in_unit(value, "share"), "0.5", "50.00%"),
        (lambda value: in_unit(value, "yuan"), "5000", "0.50"),
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
