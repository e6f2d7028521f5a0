"""The report in a real browser, opened from its folder as an officer does: it works, it is quiet, nothing leaves the machine."""

from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from orchestration.settings import PROJECT
from tests.broken_home import SCRIPT
from tests.conftest import query
from tests.orchestration.browsing import (
    click,
    find,
    links_of,
    needs_browser,
    press,
    resize,
    rows_of,
    search,
    tell_pages,
    visit,
)
from tests.orchestration.released_report import HAN, Report, read_data, sample_pages

pytestmark = [pytest.mark.slow, needs_browser]

AXE = PROJECT / ".clients" / "axe" / "node_modules" / "axe-core" / "axe.min.js"

_CONTRAST = """
const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
const luminance = ([red, green, blue]) => {
  const part = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
};
const behind = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = parse(getComputedStyle(at).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
const contrast = (one, other) => {
  const [light, dark] = [luminance(one), luminance(other)].sort((first, second) => second - first);
  return (light + 0.05) / (dark + 0.05);
};
"""
# Text whose contrast with what it stands on is less than AA asks for (4.5, large text 3).
_PALE_TEXT = (
    _CONTRAST
    + """
const pale = [];
for (const element of document.querySelectorAll("body *:not(svg *)")) {
  const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!says || !element.checkVisibility() || element.matches(":disabled, :disabled *")) continue;
  const style = getComputedStyle(element);
  const wanted = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
  if (contrast(parse(style.color), behind(element)) < wanted) pale.push(element.textContent.trim() + " " + style.color);
}
return pale;
"""
)
# Marks and texts of charts whose contrast with the page is less than 3 and 4.5.
_PALE_MARKS = (
    _CONTRAST
    + """
const ground = parse(getComputedStyle(document.body).backgroundColor);
const pale = [];
for (const mark of document.querySelectorAll("svg :is(text, .mark, .grade, .points, .tick, .mean)")) {
  const style = getComputedStyle(mark);
  const colour = parse(style.fill === "none" ? style.stroke : style.fill);
  const alpha = style.fill === "none" ? parseFloat(style.strokeOpacity) : 1;
  const seen = colour.slice(0, 3).map((part, place) => part * alpha + ground[place] * (1 - alpha));
  if (contrast(seen, ground) < (mark.tagName === "text" ? 4.5 : 3)) pale.push(mark.outerHTML.slice(0, 80) + style.fill);
}
return pale;
"""
)


def test_every_kind_of_page_is_quiet_and_runs_no_text(browser: Chrome, report: Report) -> None:
    for page in sample_pages(report):
        visit(browser, report, page)
        WebDriverWait(browser, 20).until(lambda _: browser.find_elements(By.TAG_NAME, "h1"))
    visit(browser, report, state="year=2019")
    search(browser, "script>alert")
    assert [row[0].splitlines()[0] for row in rows_of(browser)] == [SCRIPT]
    click(browser, find(browser, "#evaluations-table tbody a"))
    assert find(browser, "h1").text == SCRIPT


def test_the_models_are_explained_offline(browser: Chrome, report: Report) -> None:
    visit(browser, report)
    click(browser, browser.find_elements(By.CSS_SELECTOR, "footer a")[-1])
    WebDriverWait(browser, 20).until(lambda _: find(browser, "h1").text == "绩效 Jixiao")
    click(browser, browser.find_elements(By.LINK_TEXT, "fct_evaluations")[0])
    WebDriverWait(browser, 20).until(lambda _: "fct_evaluations" in find(browser, "h1").text)
    assert "每份审核通过的评价一行" in find(browser, "body").text


def test_the_language_switches_and_is_remembered(browser: Chrome, report: Report) -> None:
    visit(browser, report)
    assert find(browser, "h1").text == "项目绩效自评报告"
    assert browser.title == "项目绩效自评报告"
    find(browser, ".language").click()
    assert find(browser, "h1").text == "Project performance self-evaluations"
    assert browser.title == "Project performance self-evaluations"
    assert find(browser, "html").get_attribute("lang") == "en"
    assert [option.text for option in Select(find(browser, "#state")).options][:2] == ["All states", "Admitted"]
    visit(browser, report, f"evaluations/{report.key_of(SCRIPT)}.html")
    assert find(browser, "#compared").text == "Stated and computed"
    find(browser, ".language").click()
    visit(browser, report)
    assert find(browser, "h1").text == "项目绩效自评报告"


def test_no_chinese_of_ours_is_left_in_english(browser: Chrome, report: Report) -> None:
    for page in sample_pages(report):
        visit(browser, report, page)
        if find(browser, "html").get_attribute("lang") != "en":
            find(browser, ".language").click()
        left = browser.execute_script(
            "const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); const found = [];"
            "while (walker.nextNode()) { const parent = walker.currentNode.parentElement;"
            "if (parent.checkVisibility() && !parent.closest('[lang^=zh], .said, .en, script, style')) "
            "found.push(walker.currentNode.textContent); } return found"
        )
        assert left
        assert [text for text in left if HAN.search(text)] == []


def test_the_list_is_paged_sorted_and_searched(browser: Chrome, report: Report) -> None:
    columns = read_data(report)["columns"]
    everything = [key for key, year in zip(columns["key"], columns["year"], strict=True) if year == 2019]
    visit(browser, report, state="year=2019")
    first = links_of(browser)
    assert first == [f"{key}.html" for key in everything[:25]]
    pages = -(-len(everything) // 25)
    assert tell_pages(browser) == f"共 {len(everything)} 条，第 1 / {pages} 页"
    press(browser, "evaluations", "下一页")
    assert tell_pages(browser).endswith(f"第 2 / {pages} 页")
    assert links_of(browser) == [f"{key}.html" for key in everything[25:50]]
    press(browser, "evaluations", "自评分")
    scores = [float(row[6]) for row in rows_of(browser)]
    assert scores == sorted(scores, reverse=True) != sorted(scores)
    press(browser, "evaluations", "自评分")
    scores = [float(row[6]) for row in rows_of(browser)]
    assert scores == sorted(scores)
    search(browser, "两版")
    assert {(row[0], row[8]) for row in rows_of(browser)} == {
        ("两版项目", "审核通过"), ("两版项目", "已被新版取代"), ("两版项目", "重复报送"),
    }  # fmt: skip
    Select(find(browser, "#state")).select_by_visible_text("审核通过")
    assert tell_pages(browser) == "共 1 条"
    click(browser, find(browser, "#evaluations-table tbody a"))
    browser.back()
    WebDriverWait(browser, 5).until(lambda _: tell_pages(browser) == "共 1 条")
    assert find(browser, "#search").get_attribute("value") == "两版"
    search(browser, "")
    find(browser, "#search").send_keys("没有这样的项目")
    WebDriverWait(browser, 5).until(lambda _: tell_pages(browser) == "共 0 条")


def test_without_scripts_the_tables_of_all_years_are_at_hand(browser: Chrome, report: Report) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get((report.folder / "index.html").as_uri())
    find(browser, "noscript a").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, "#scorecard-table tbody tr")) == len(
        query(report.database, "select * from marts.quality_scorecard")
    )


def test_a_long_table_is_paged_and_sorted_in_place(browser: Chrome, report: Report) -> None:
    visit(browser, report, "all_years.html")
    total = len(query(report.database, "select distinct rule_code, severity from marts.fct_rule_results "
                                       "join marts.evaluation_lifecycle using (evaluation_key) where outcome = 'fail' "
                                       "and evaluation_state in ('admitted', 'quarantined')"))  # fmt: skip
    seen = [row[0] + row[1] for row in rows_of(browser, "rules-table")]
    assert len(seen) == 12 < total
    while True:
        buttons = find(browser, "#quality .pager").find_elements(By.TAG_NAME, "button")
        if not buttons[1].is_enabled():
            break
        browser.execute_script("arguments[0].click()", buttons[1])
        seen += [row[0] + row[1] for row in rows_of(browser, "rules-table")]
    assert len(seen) == len(set(seen)) == total


def test_a_unit_leads_to_its_forms(browser: Chrome, report: Report) -> None:
    visit(browser, report, "all_years.html")
    unit = find(browser, "#units-table tbody a")
    name = unit.text
    click(browser, unit)
    assert {row[1] for row in rows_of(browser)} == {name}
    visit(browser, report, "all_years.html")
    click(browser, find(browser, "#quarantine a[href*=state]"))
    assert {row[8] for row in rows_of(browser)} == {"待核实"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_phone_shows_the_page_without_scrolling_sideways(browser: Chrome, report: Report, language: str) -> None:
    resize(browser, 360)
    for page in sample_pages(report):
        visit(browser, report, page)
        if language == "en" and find(browser, "html").get_attribute("lang") != "en":
            find(browser, ".language").click()
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360, page
        size = browser.execute_script(
            "const text = document.querySelector('svg text'); return text ? 14 * text.getScreenCTM().a : 14"
        )
        assert size > 10, "a chart's text is too small to read"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_marks_stand_out_from_their_ground(browser: Chrome, report: Report, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": features})
    for page in sample_pages(report):
        visit(browser, report, page, "year=2019" if page == "index.html" else "")
        assert browser.execute_script(_PALE_TEXT) == [], page
        assert browser.execute_script(_PALE_MARKS) == [], page


@pytest.mark.skipif(not AXE.exists(), reason="run make clients first: axe-core is not installed (it needs npm)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation(browser: Chrome, report: Report, scheme: str, width: int) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": features})
    resize(browser, width)
    for page in [*sample_pages(report), "rules.html"]:
        visit(browser, report, page, "year=2019" if page == "index.html" else "")
        browser.execute_script(AXE.read_text("utf-8"))
        found = browser.execute_async_script(
            "const done = arguments[0]; axe.run({ resultTypes: ['violations'], preload: false }).then((result) => done(result.violations))"
        )
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], page


def test_the_keyboard_reaches_everything(browser: Chrome, report: Report) -> None:
    visit(browser, report, "all_years.html")
    find(browser, "body").send_keys(Keys.TAB)
    active: Any = browser.switch_to.active_element
    assert active.text == "跳到正文" and active.is_displayed()
    order = []
    for _ in range(40):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        focused = browser.switch_to.active_element
        order.append((focused.tag_name, focused.get_attribute("class"), focused.text))
    assert [tag for tag, _, _ in order[:2]] == ["a", "button"] and order[1][1] == "language"
    assert any(tag == "div" for tag, _, _ in order), "a table's box takes the focus, to be scrolled"
    assert any(text.startswith("单位") and tag == "button" for tag, _, text in order), "a column's head sorts"


def test_print_shows_every_row_of_the_tables(browser: Chrome, report: Report) -> None:
    visit(browser, report, "all_years.html")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert len(rows_of(browser, "units-table")) == len(
        query(report.database, "select * from marts.rpt_department_year")
    )
    assert not find(browser, ".language").is_displayed()
    assert not find(browser, "nav").is_displayed()
