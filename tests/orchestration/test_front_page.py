"""The front page in a browser: its numbers are the marts' at every filter, it answers a director in two clicks."""

import base64
import csv
import io
import json
import shutil
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from orchestration.publication.report.report_data import write_data
from tests.conftest import query
from tests.orchestration.browsing import click, find, needs_browser, resize, rows_of, tell_pages, visit
from tests.orchestration.released_report import Report, near, read_data

pytestmark = [pytest.mark.slow, needs_browser]

_FACTS = """
    from marts.fct_evaluations
    inner join marts.fct_budget_execution using (evaluation_key)
    inner join marts.dim_department as departments
        on fct_evaluations.department_key = departments.department_key
    inner join marts.dim_scheme as schemes on fct_evaluations.scheme_key = schemes.scheme_key
    inner join marts.dim_grade as grades on fct_evaluations.grade_key = grades.grade_key
    where fct_evaluations.fiscal_year =
"""
FILTERS = [
    ("year=2019", "2019"),
    ("year=2022", "2022"),
    ("year=2019&scheme=shanghai_2019", "2019 and scheme_code = 'shanghai_2019'"),
    ("year=2019&grade=优秀", "2019 and grades.grade_name_zh = '优秀'"),
    ("year=2019&rate_from=95&rate_to=99.5", "2019 and budget_yuan <> 0 and executed_yuan * 100 between budget_yuan * 95 and budget_yuan * 99.5"),
    ("year=2019&score_from=90&score_to=95.5", "2019 and total_score_computed_points between 90 and 95.5"),
    ("year=2022&score_to=80&rate_from=50", "2022 and total_score_computed_points <= 80 and executed_yuan * 2 >= budget_yuan"),
]  # fmt: skip


def shown_amount(browser: Chrome, identity: str) -> Decimal | None:
    """The exact amount of a headline figure."""
    value = find(browser, f"#{identity} data").get_attribute("value")
    return Decimal(value) if value else None


@pytest.mark.parametrize(("state", "condition"), FILTERS, ids=[state for state, _ in FILTERS])
def test_the_numbers_are_the_marts_at_every_filter(browser: Chrome, report: Report, state: str, condition: str) -> None:
    visit(browser, report, state=state)
    ((count, budget, executed, rate),) = query(
        report.database,
        "select count(*), sum(budget_yuan), sum(executed_yuan), sum(executed_yuan) filter (where budget_yuan is not null) "
        f"/ nullif(sum(budget_yuan) filter (where executed_yuan is not null), 0) {_FACTS} {condition}",
    )
    assert count, "a filter that nothing passes shows little"
    assert find(browser, "#admitted").text == f"{count} 份"
    assert (shown_amount(browser, "budget"), shown_amount(browser, "executed")) == (budget, executed)
    assert near(find(browser, "#execution-rate").text, rate, "100")
    means = query(
        report.database,
        f"select sum(total_score_computed_points), count(total_score_computed_points) {_FACTS} {condition} group by schemes.scheme_key",
    )
    expected = {
        (Decimal(str(points)) / Decimal(str(known))).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for points, known in means
        if known
    }
    assert {
        Decimal(one.text) for one in browser.find_elements(By.CSS_SELECTOR, "#average-score b") if one.text != "—"
    } == expected
    ((lost,),) = query(
        report.database,
        "select coalesce(sum(lost_points), 0) from marts.fct_indicator_scores where is_in_total and lost_points <> 0 "
        f"and evaluation_key in (select fct_evaluations.evaluation_key {_FACTS} {condition})",
    )
    assert browser.execute_script(  # all pages of the two tables: points of losing lines and of those that never lose
        "const { rows, select, readState } = Jixiao; let sum = 0;"
        "for (const row of select(readState())) if (rows.state[row] === 'admitted' && rows.year[row] === Number(readState().year))"
        "  for (let at = 3; at < rows.lines[row].length; at += 4) sum += rows.lines[row][at]; return sum"
    ) == int(Decimal(str(lost)) * 10_000)


def test_units_and_quarantine_are_the_marts(browser: Chrome, report: Report) -> None:
    for unit, year, count, budget, held, held_budget, held_unknown in query(
        report.database,
        "select budget_unit_code, fiscal_year, evaluation_count, budget_yuan, quarantined_evaluation_count, "
        "quarantined_budget_yuan, quarantined_budget_unknown_count from marts.rpt_department_year "
        "where budget_unit_code <> '-1' and fiscal_year > 0 order by evaluation_count desc limit 4",
    ):
        visit(browser, report, state=f"year={year}&unit=u:{unit}")
        assert find(browser, "#admitted").text == f"{count} 份"
        assert shown_amount(browser, "budget") == budget
        assert find(browser, "#quarantined-count").text == f"{held} 份"
        assert shown_amount(browser, "quarantined-budget") == held_budget
        unknown = browser.find_elements(By.ID, "quarantined-unknown")
        assert [one.text for one in unknown] == ([f"另有 {held_unknown} 份金额不明"] if held_unknown else [])


def test_a_link_reproduces_the_view(browser: Chrome, report: Report) -> None:
    visit(browser, report, state="year=2019")
    Select(find(browser, "#grade")).select_by_value("优秀")
    find(browser, "#score_from").send_keys("92")
    WebDriverWait(browser, 5).until(lambda _: "score_from=92" in browser.current_url)
    address, before = browser.current_url, rows_of(browser)
    told = tell_pages(browser)
    assert before
    browser.get("about:blank")
    browser.get(address)
    assert rows_of(browser) == before
    assert find(browser, "#score_from").get_attribute("value") == "92"
    browser.execute_script("document.querySelector('nav a[href=\"#quarantine\"]').click()")
    assert browser.current_url == address
    click(browser, find(browser, "#reset"))
    WebDriverWait(browser, 5).until(lambda _: tell_pages(browser) != told)
    browser.back()
    WebDriverWait(browser, 5).until(lambda _: rows_of(browser) == before)


def take(browser: Chrome, table: str, kind: int) -> tuple[str, bytes]:
    """Name and bytes of what a table's button saves."""
    name, content = browser.execute_async_script(
        "const [table, kind, done] = arguments; Jixiao.save = async (blob, name) => {"
        "  const bytes = new Uint8Array(await blob.arrayBuffer()); done([name, btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(''))]); };"
        "document.querySelectorAll(`#${table}-place .take`)[kind].click()",
        table,
        kind,
    )
    return name, base64.b64decode(content)


def test_tables_are_taken_along_as_shown(browser: Chrome, report: Report) -> None:
    visit(browser, report, state="year=2019&score_from=90")
    name, content = take(browser, "evaluations-table", 0)
    assert name.startswith("evaluations-table") and name.endswith(".csv") and content.startswith(b"\xef\xbb\xbf")
    heads, *lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    expected = query(
        report.database,
        "select project_name, budget_yuan / 10000, total_score_computed_points from marts.evaluation_lifecycle "
        "where fiscal_year = 2019 and total_score_computed_points >= 90",
    )
    assert heads[:4] == ["项目", "单位", "年度", "预算（万元）"]
    assert sorted((line[0], Decimal(line[6])) for line in lines) == sorted((str(row[0]), row[2]) for row in expected)
    assert sum(Decimal(line[3] or 0) for line in lines) == sum(Decimal(str(row[1] or 0)) for row in expected)
    name, content = take(browser, "evaluations-table", 1)
    assert name.endswith(".xlsx")
    sheet: Any = openpyxl.load_workbook(io.BytesIO(content)).active
    values = list(sheet.iter_rows(values_only=True))
    assert [str(value) for value in values[0]] == heads
    assert [(row[0], row[6]) for row in values[1:]] == [(line[0], float(line[6])) for line in lines]


def test_a_formula_stays_a_text(browser: Chrome, report: Report) -> None:
    visit(browser, report)
    text = browser.execute_async_script(
        "const done = arguments[0]; Jixiao.writeCsv([{text: 'a'}, {text: 'b', number: true}], [['=1+1', '-5']]).text().then(done)"
    )
    assert text.endswith("'=1+1,-5\r\n")


# Each question but that for a project's peers, which the test below asks, with the clicks that lead to its answer, at most two, and where the answer stands.
QUESTIONS = {
    "this year against last": ([], "#change-table tbody tr"),
    "who inflates": (["#measure-inflation"], "#units-charts figure"),
    "who underspends with full marks": (["nav a[href='#against']"], "#scatter svg .corner"),
    "ranking of units": (["nav a[href='#units']"], "#units-charts svg circle"),
    "who has not filed or is late": (["nav a[href='#filing']"], "#filing-table tbody tr"),
    "what changed": (["nav a[href='#changes']"], "#changes-table tbody tr"),
    "where texts repeat": (["nav a[href='#texts']"], "#texts-chart svg"),
    "gap to the reviewer": (["nav a[href='#reviews']"], "#reviewers-chart svg circle, #reviewers-summary"),
    "which indicators never lose a point": (["nav a[href='#lost']"], "#never-table tbody tr"),
    "money unknown": (["nav a[href='#quarantine']"], "#quarantine-summary"),
    "which forms to re-check": (["nav a[href='#worklist']"], "#worklist-table tbody tr"),
    "what score caps would do": (["nav a[href='#caps']"], "#caps-chart svg rect"),
}


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_a_question_is_answered_in_two_clicks(browser: Chrome, report: Report, question: str) -> None:
    clicks, answer = QUESTIONS[question]
    visit(browser, report, state="year=2022" if question == "who inflates" else "year=2019")
    assert len(clicks) <= 2
    for selector in clicks:
        click(browser, find(browser, selector))
    found = browser.find_elements(By.CSS_SELECTOR, answer)
    assert found and found[0].is_displayed(), question


def test_what_the_answers_say(browser: Chrome, report: Report) -> None:
    visit(browser, report, state="year=2019")
    filed = {(row[0], row[2], row[3]) for row in rows_of(browser, "filing-table")}
    assert ("未报的<b>项目", "未报", "—") in filed and ("甲", "已报", "12") in filed
    worklist = query(
        report.database,
        "select signal_points from marts.rpt_review_worklist where fiscal_year = 2019 and signal_points > 0 order by year_rank",
    )
    assert [int(row[2]) for row in rows_of(browser, "worklist-table")] == [row[0] for row in worklist][:10]
    repeated = query(
        report.database,
        "select count(distinct (evaluation_key, source_evaluation_key)) from marts.fct_text_reuse where fiscal_year = 2019",
    )
    assert find(browser, "#texts [role=status]").text.startswith(f"共 {repeated[0][0]} 条")
    (held,) = query(
        report.database,
        "select count(*), count(*) - count(budget_yuan) from marts.quarantined_evaluations where fiscal_year = 2019",
    )
    assert (
        find(browser, "#quarantine-summary").text.startswith(f"{held[0]} 份")
        and f"另有 {held[1]} 份金额不明" in find(browser, "#quarantine-summary").text
    )


@pytest.mark.parametrize(
    ("state", "condition"),
    [
        ("year=2019", "fiscal_year = 2019"),
        ("year=2022", "fiscal_year = 2022"),
        ("year=2019&rate_to=79.9", "fiscal_year = 2019 and executed_yuan * 1000 <= budget_yuan * 799 and budget_yuan <> 0"),
    ],
)  # fmt: skip
def test_score_caps_are_simulated_as_the_marts_do(browser: Chrome, report: Report, state: str, condition: str) -> None:
    effects = query(
        report.database,
        "select project_name, score_before_points, score_after_points, rules_lost_points, cap_lost_points, "
        "grade_before_name_zh, grade_after_name_zh, applied_rules_zh, unapplied_rules_zh "
        "from marts.rpt_score_cap_effect inner join marts.fct_budget_execution using (evaluation_key) "
        f"where rpt_score_cap_effect.{condition}",
    )
    visit(browser, report, state=state)
    hit = [row for row in effects if row[3] is not None and Decimal(str(row[3])) > 0]
    regraded = [row for row in hit if row[5] != row[6]]
    told = find(browser, "#caps-summary").text
    assert (
        "示例（非官方规定）" in told and f"{len(effects)} 份中 {len(hit)} 份会扣分，{len(regraded)} 份等级会变" in told
    )
    lost = sum((Decimal(str(row[4])) for row in hit), Decimal(0))
    assert f"合计扣 {lost.normalize():f} 分（封顶）" in told
    open_forms = sum(row[8] is not None for row in effects)
    assert (f"{open_forms} 份有规则因数值不明未测算" in told) == (open_forms > 0)
    shown = rows_of(browser, "caps-table")
    assert len(shown) == min(10, len(hit))
    assert find(browser, "#caps [id=caps-table-place] [role=status]").text.startswith(f"共 {len(hit)} 条")
    found = {(row[3], row[4], row[5], row[7]) for row in shown}
    points = [[f"{Decimal(str(value)).normalize():f}" for value in row[1:4]] for row in hit]
    assert found <= {(before, after, lost, row[7]) for (before, after, lost), row in zip(points, hit, strict=True)}
    assert not find(browser, "#caps-sets").is_displayed(), "there is one set of rules"


def test_a_set_of_score_rules_is_chosen(browser: Chrome, report: Report, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    shutil.copytree(report.folder, folder, ignore=shutil.ignore_patterns("evaluations", "originals"))
    data = read_data(report)
    data["cap_sets"].append({**data["cap_sets"][0], "code": "other", "name": ["另一套", "Another"], "forms": []})
    (folder / "report_data.js").write_text(
        f"window.REPORT_DATA={json.dumps(data)};\n".replace("<", "\\u003c"), encoding="utf-8"
    )
    visit(browser, Report(folder, report.database), state="year=2022")
    assert "示例" in find(browser, "#caps-summary").text
    click(browser, find(browser, "#caps-sets button:last-child"))
    WebDriverWait(browser, 5).until(lambda _: "没有适用的规则" in find(browser, "#caps-summary").text)
    assert "rules=other" in browser.current_url and not find(browser, "#caps-table").is_displayed()


def test_the_median_is_named_in_each_histogram(browser: Chrome, report: Report) -> None:
    visit(browser, report, state="year=2019")
    medians = query(
        report.database,
        "select round(100 * median(total_score_computed_points / total_weight_points), 2) from marts.fct_evaluations "
        "where fiscal_year = 2019 and total_weight_points <> 0 group by scheme_key",
    )
    labels = [one.text for one in browser.find_elements(By.CSS_SELECTOR, "#scores-charts svg .median")]
    assert sorted(labels) == sorted(f"中位数 {float(str(value)):.2f}%" for (value,) in medians)


def test_a_region_is_a_level_of_units(browser: Chrome, report: Report, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    shutil.copytree(report.folder, folder, ignore=shutil.ignore_patterns("evaluations", "originals"))
    database = tmp_path / "warehouse.duckdb"
    shutil.copyfile(report.database, database)
    ((count, unit),) = query(
        report.database,
        "select count(*), departments.budget_unit_code from marts.evaluation_lifecycle inner join marts.dim_department as "
        "departments using (department_key) where fiscal_year = 2019 and departments.budget_unit_code <> '-1' "
        "group by 2 order by 1 desc limit 1",
    )
    with duckdb.connect(str(database)) as connection:
        connection.execute("update marts.dim_department set region = '东区' where budget_unit_code = ?", [unit])
        write_data(connection, folder)
    visit(browser, Report(folder, database), state="year=2019")
    Select(find(browser, "#unit")).select_by_visible_text("东区")
    WebDriverWait(browser, 5).until(lambda _: tell_pages(browser).startswith(f"共 {count} 条"))
    assert find(browser, "#scope").text == "东区 · 2019年"


def test_a_project_has_its_years_and_peers(browser: Chrome, report: Report) -> None:
    """Two clicks from the front page: the form, and the link to its project."""
    visit(browser, report, state="year=2019&state=admitted")
    click(browser, find(browser, "#evaluations-table tbody a"))
    name = find(browser, "h1").text
    click(browser, find(browser, ".kind a[href*=project]"))
    assert find(browser, "#project-name").text == name
    assert rows_of(browser, "project-table")
    assert find(browser, "#project-trend svg").is_displayed() and not find(browser, "#year-view").is_displayed()
    for row in rows_of(browser, "peers-table"):
        assert "名称相同" in row[2] or "项指标相同" in row[2]
    click(browser, find(browser, "#back"))
    assert find(browser, "#figures").is_displayed()


def test_a_phone_keeps_what_matters(browser: Chrome, report: Report) -> None:
    resize(browser, 360)
    visit(browser, report, state="year=2019")
    heads = [
        head.text
        for head in browser.find_elements(By.CSS_SELECTOR, "#evaluations-table thead th")
        if head.is_displayed()
    ]
    assert heads == ["项目", "执行率", "自评分", "等级", "状态"]
    last = find(browser, "#evaluations-table thead th:last-child")
    assert last.rect["x"] + last.rect["width"] <= 360
    states = browser.find_elements(By.CSS_SELECTOR, "#evaluations-table .tag")
    assert {state.text for state in states} >= {"审核通过", "待核实"}
    assert all(state.rect["height"] < 24 for state in states), "a state's word is not broken"
    sideways = "return [...document.querySelectorAll('#year-view .box')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.getAttribute('aria-labelledby'))"
    assert browser.execute_script(sideways) == [], "no table hides a column"


def test_print_is_short(browser: Chrome, report: Report) -> None:
    visit(browser, report, state="year=2019")
    printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    assert 1 <= printed.count(b"/Type /Page\n") <= 12


def test_texts_of_the_data_stay_texts(report: Report, tmp_path: Path) -> None:
    """Ends of scripts, comments and marks that turn the direction of writing do no harm."""
    database = tmp_path / "warehouse.duckdb"
    shutil.copyfile(report.database, database)
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update marts.evaluation_lifecycle set project_name = ?", ["</script><!--\u2066\u200bx\u2028"]
        )
        write_data(connection, tmp_path)
    text = (tmp_path / "report_data.js").read_text("utf-8")
    assert not set(text) & set("<\u2066\u200b\u2028")
    assert set(read_data(Report(tmp_path, database))["columns"]["name"]) == {"</script><!--x\n"}


def test_ten_thousand_evaluations_are_filtered_at_once(browser: Chrome, report: Report, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    shutil.copytree(report.folder, folder, ignore=shutil.ignore_patterns("evaluations"))
    data = read_data(report)
    times = -(-10_000 // len(data["columns"]["key"]))
    data["columns"] = {name: column * times for name, column in data["columns"].items()}
    (folder / "report_data.js").write_text(
        f"window.REPORT_DATA={json.dumps(data)};\n".replace("<", "\\u003c"), encoding="utf-8"
    )
    visit(browser, Report(folder, report.database), state="year=2019")
    seconds = browser.execute_script(
        "const taken = []; for (const change of [{ grade: '优秀' }, { grade: '' }, { search: '项目' }, { search: '' }, { rate_to: '99' }, { rate_to: '', score_from: '90' }, { year: '2022', score_from: '' }, { measure: 'inflation' }]) {"
        "  history.replaceState(null, '', Jixiao.link(change)); const start = performance.now();"
        "  window.dispatchEvent(new HashChangeEvent('hashchange')); document.body.offsetHeight; taken.push((performance.now() - start) / 1000);"
        "} return taken"
    )
    assert max(seconds) < 1, seconds
