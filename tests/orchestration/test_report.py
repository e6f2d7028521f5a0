"""The report's page of all years: its numbers are the marts', its charts their tables; all pages in both languages."""

import re
from decimal import Decimal
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

from tests.conftest import query
from tests.orchestration.released_report import (
    HAN,
    Report,
    near,
    read,
    read_rows,
    sample_pages,
)

pytestmark = pytest.mark.slow


def test_headline_figures_are_the_marts(report: Report) -> None:
    page = report.open("all_years.html")
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
    ((unknown,),) = query(report.database, "select quarantined_budget_unknown_count from marts.release_info")
    assert shown("quarantined-unknown") == f"另有 {unknown} 份金额不明"
    assert read(page.get_element_by_id("quarantined-unknown"), "en") == f"{unknown} more with unknown amount"
    assert near(shown("execution-rate"), Decimal(str(rated_executed)) / Decimal(str(rated_budget)), "100")
    assert near(shown("score-rate"), Decimal(str(scored)) / Decimal(str(weighed)), "100")
    assert near(shown("coverage"), Decimal(str(budget)) / (Decimal(str(budget)) + Decimal(str(waiting))), "100")
    assert shown("admitted") == f"{admitted} 份"
    assert shown("quarantined-count") == str(quarantined)
    assert shown("rejection-count") == str(rejected)


def test_tables_are_the_marts(report: Report) -> None:
    page = report.open("all_years.html")
    cases: list[tuple[str, list[int], list[str], str]] = [
        (
            "years-table",
            [1, 2, 3, 4, 5, 6, 7],
            ["1", "0.0001", "0.0001", "100", "100", "1", "0.0001"],
            "select sum(evaluation_count), sum(budget_yuan), sum(executed_yuan), "
            "sum(rated_executed_yuan) / sum(rated_budget_yuan), sum(total_score_points) / sum(total_weight_points), "
            "sum(quarantined_evaluation_count), sum(quarantined_budget_yuan) "
            "from marts.rpt_department_year group by fiscal_year order by fiscal_year",
        ),
        (
            "units-table",
            [2, 3, 4, 5, 6, 7, 8],
            ["1", "0.0001", "0.0001", "100", "100", "1", "0.0001"],
            "select evaluation_count, budget_yuan, executed_yuan, execution_rate, score_rate, "
            "quarantined_evaluation_count, quarantined_budget_yuan "
            "from marts.rpt_department_year order by fiscal_year desc, budget_yuan desc nulls last, budget_unit_code",
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
            "order by quarantined_evaluation_count desc, quarantined_budget_yuan desc nulls last, fiscal_year desc, budget_unit_code",
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
    page = report.open("all_years.html")
    for scheme, years in (("shanghai_2019", 1), ("mof_2020", 1)):
        spread = query(
            report.database,
            "select fiscal_year, grade_ordinal, evaluation_count, evaluation_share, scheme_evaluation_count "
            "from marts.rpt_grade_distribution join marts.dim_scheme using (scheme_key) "
            f"where scheme_code = '{scheme}' order by fiscal_year, grade_ordinal",
        )
        rows = read_rows(page, f"grades-{scheme}-table")
        cells = [cell.split() for row in rows for cell in row[1:-1]]
        assert len(rows) >= years
        assert [int(count) for count, _ in cells] == [row[2] for row in spread]
        assert all(near(share, row[3], "100") for (_, share), row in zip(cells, spread, strict=True))
        profile = query(
            report.database,
            "select score_rate from marts.rpt_category_year join marts.dim_scheme using (scheme_key) "
            f"where scheme_code = '{scheme}' order by category_ordinal nulls last, fiscal_year",
        )
        rates = [cell for row in read_rows(page, f"categories-{scheme}-table") for cell in row[2:] if cell != "—"]
        assert all(near(shown, value, "100") for shown, (value,) in zip(rates, profile, strict=True))
    values = query(
        report.database,
        "select sums.value * if(sums.unit = 'yuan', 0.0001, if(sums.unit in ('rate', 'share'), 100, 1)) "
        "from marts.rpt_indicator_by_year as sums join marts.dim_indicator_model as models using (indicator_model_key) "
        "where models.rollup <> 'none' order by indicator_model_ordinal, fiscal_year",
    )
    rows = read_rows(page, "indicators-table")
    shown_values = [cell for row in rows for cell in row[1:] if "不汇总" not in cell]
    assert [near(shown, value) for shown, (value,) in zip(shown_values, values, strict=True)] == [True] * len(values)
    ((apart, reading, caution),) = query(
        report.database,
        "select (select count(distinct indicator_model_key) from marts.rpt_indicator_by_year where rollup = 'none'), reading_zh, "
        "caution_en from catalog.indicators where indicator_model_code = 'execution_disconnect'",
    )
    assert len([row for row in rows if row[1:] == ["不汇总，只在单份自评中看"]]) == apart != 0
    (told,) = [
        row.xpath("./th")[0]
        for row in page.xpath("//table[@id='indicators-table']/tbody/tr")
        if "执行率自评偏差" in read(row)
    ]
    assert f"解读：{reading}" in read(told) and f"Caution: {caution}" in read(told, "en")
    assert "未执行数" in read(page.get_element_by_id("indicators").xpath(".//p[contains(@class, 'warn')]")[0])


def test_what_waits_or_was_not_read_is_named_with_what_to_do(report: Report) -> None:
    page = report.open("all_years.html")
    reasons = query(
        report.database,
        "select finding_name_zh, count(*) as forms from (select unnest(string_split(reason_codes, ', ')) as rule_code "
        "from marts.quarantined_evaluations) join marts.dim_quality_rule using (rule_code) "
        "group by rule_code, finding_name_zh order by forms desc, rule_code",
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
    page = report.open("all_years.html")
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
            "//body//text()[not(ancestor::*[starts-with(@lang, 'zh')][not(self::html)]) and not(ancestor::script) "
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
            if parts.fragment and "=" not in parts.fragment:  # the state of the front page
                assert parts.fragment in identities[str(target.resolve().relative_to(report.folder.resolve()))]
    style = (report.folder / "report.css").read_text(encoding="utf-8")
    assert "url(" not in style and "@import" not in style
