"""The report in a real browser, opened from its folder as an officer does: it works, it is quiet, nothing leaves the machine."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from tests.conftest import query
from tests.orchestration.released_report import HAN, SCRIPT, Report, near, read_list, sample_pages

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM or not DRIVER,
        reason="chromium and chromedriver are not installed (Debian: chromium, chromium-driver)",
    ),
]

# Text whose contrast with what it stands on is less than AA asks for (4.5, large text 3).
_PALE_TEXT = """
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
const pale = [];
for (const element of document.querySelectorAll("body *:not(svg *)")) {
  const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!says || !element.checkVisibility() || element.matches(":disabled, :disabled *")) continue;
  const style = getComputedStyle(element);
  const [light, dark] = [luminance(parse(style.color)), luminance(behind(element))].sort((one, other) => other - one);
  const wanted = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
  if ((light + 0.05) / (dark + 0.05) < wanted) pale.push(element.textContent.trim() + " " + style.color);
}
return pale;
"""


def start_browser(profile: Path) -> Chrome:
    """Chromium without a window, that keeps a log of its console and of its requests."""
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
        "disable-component-update", "disable-sync", f"user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return Chrome(options, Service(str(DRIVER)))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Start one browser for all tests."""
    driver = start_browser(tmp_path_factory.mktemp("profile"))
    driver.set_window_size(1280, 1000)
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium: Chrome) -> Iterator[Chrome]:
    """Open a new tab without anything remembered; afterwards its console must be silent and its requests files."""
    former = chromium.current_window_handle
    chromium.switch_to.new_window("tab")
    tab = chromium.current_window_handle
    chromium.switch_to.window(former)
    chromium.close()
    chromium.switch_to.window(tab)
    for name in ("browser", "performance"):
        chromium.get_log(name)
    yield chromium
    logged, entries = chromium.get_log("browser"), chromium.get_log("performance")
    chromium.execute_script("localStorage.clear()")
    assert logged == []
    requested = [
        message["params"]["request"]["url"]
        for entry in entries
        for message in [json.loads(entry["message"])["message"]]
        if message["method"] == "Network.requestWillBeSent"
        and message["params"]["documentURL"].startswith("file://")  # not of the browser's own first tab
    ]
    assert requested
    assert [url for url in requested if not url.startswith(("file://", "data:"))] == []


def resize(browser: Chrome, width: int) -> None:
    """A screen of a width, narrower than a window can be."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600},
    )


def visit(browser: Chrome, report: Report, page: str = "index.html") -> None:
    browser.get((report.folder / page).as_uri())


def find(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def rows_of(browser: Chrome, table: str = "evaluations-table") -> list[list[str]]:
    """Cells of a table's visible rows."""
    rows: list[list[str]] = browser.execute_script(
        "return [...document.querySelectorAll(`#${arguments[0]} tbody tr`)].filter((row) => row.checkVisibility())"
        ".map((row) => [...row.cells].map((cell) => cell.innerText.trim()))",
        table,
    )
    return rows


def links_of(browser: Chrome) -> list[str]:
    """File names of the evaluations that the list shows."""
    links = browser.find_elements(By.CSS_SELECTOR, "#evaluations-table tbody a")
    return [str(link.get_attribute("href")).rsplit("/", 1)[1] for link in links]


def tell_pages(browser: Chrome, section: str = "evaluations") -> str:
    return find(browser, f"#{section} [role=status]").text


def search(browser: Chrome, words: str) -> None:
    """Type into the search box and wait for what it finds."""
    box = find(browser, "#search")
    box.clear()
    box.send_keys(words)
    WebDriverWait(browser, 5).until(
        lambda _: all(words.lower() in f"{row[0]} {row[1]}".lower() for row in rows_of(browser))
    )


def click(browser: Chrome, element: WebElement) -> None:
    """Click what may be far down the page."""
    browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    element.click()


def press(browser: Chrome, section: str, text: str) -> None:
    """Press a button of a section by what it says."""
    for button in browser.find_elements(By.CSS_SELECTOR, f"#{section} button"):
        if button.text.strip() == text:
            click(browser, button)
            return
    raise AssertionError(f"no button {text} in {section}")


def test_every_kind_of_page_is_quiet_and_runs_no_text(browser: Chrome, report: Report) -> None:
    for page in sample_pages(report):
        visit(browser, report, page)
        WebDriverWait(browser, 20).until(lambda _: browser.find_elements(By.TAG_NAME, "h1"))
    visit(browser, report)
    search(browser, "script>alert")
    assert [row[0] for row in rows_of(browser)] == [SCRIPT]
    click(browser, find(browser, "#evaluations-table tbody a"))
    assert find(browser, "h1").text == SCRIPT


def test_the_models_are_explained_offline(browser: Chrome, report: Report) -> None:
    visit(browser, report)
    click(browser, find(browser, "footer a"))
    WebDriverWait(browser, 20).until(lambda _: find(browser, "h1").text == "绩效 Jixiao")
    click(browser, browser.find_elements(By.LINK_TEXT, "fct_evaluations")[0])
    WebDriverWait(browser, 20).until(lambda _: "fct_evaluations" in find(browser, "h1").text)
    assert "每份采纳的评价一行" in find(browser, "body").text


def test_the_numbers_seen_are_the_marts(browser: Chrome, report: Report) -> None:
    visit(browser, report)
    ((rate, admitted),) = query(
        report.database,
        "select sum(executed_yuan) filter (where budget_yuan is not null) / sum(budget_yuan) filter (where executed_yuan is not null), "
        "count(*) from marts.fct_budget_execution",
    )
    assert near(find(browser, "#execution-rate").text, rate, "100")
    assert find(browser, "#admitted").text == f"{admitted} 份"


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
    everything = read_list(report)["rows"]
    visit(browser, report)
    first = links_of(browser)
    assert first == [f"{row[0]}.html" for row in everything[:25]]
    pages = -(-len(everything) // 25)
    assert tell_pages(browser) == f"共 {len(everything)} 条，第 1 / {pages} 页"
    press(browser, "evaluations", "下一页")
    assert tell_pages(browser).endswith(f"第 2 / {pages} 页")
    assert links_of(browser) == [f"{row[0]}.html" for row in everything[25:50]]
    press(browser, "evaluations", "自评分")
    scores = [float(row[6]) for row in rows_of(browser)]
    assert scores == sorted(scores, reverse=True) != sorted(scores)
    press(browser, "evaluations", "自评分")
    scores = [float(row[6]) for row in rows_of(browser)]
    assert scores == sorted(scores)
    search(browser, "两版")
    assert {(row[0], row[8]) for row in rows_of(browser)} == {
        ("两版项目", "已采纳"), ("两版项目", "已被新版取代"), ("两版项目", "重复报送"),
    }  # fmt: skip
    Select(find(browser, "#state")).select_by_visible_text("已采纳")
    assert tell_pages(browser) == "共 1 条"
    click(browser, find(browser, "#evaluations-table tbody a"))
    browser.back()
    WebDriverWait(browser, 5).until(lambda _: tell_pages(browser) == "共 1 条")
    assert find(browser, "#search").get_attribute("value") == "两版"
    search(browser, "")
    find(browser, "#search").send_keys("没有这样的项目")
    WebDriverWait(browser, 5).until(lambda _: tell_pages(browser) == "共 0 条")


def test_the_list_reads_the_same_with_and_without_its_script(browser: Chrome, report: Report) -> None:
    visit(browser, report)
    drawn = rows_of(browser)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    visit(browser, report)
    plain = [
        [cell.text for cell in row.find_elements(By.CSS_SELECTOR, "th, td")]
        for row in browser.find_elements(By.CSS_SELECTOR, "#evaluations-table tbody tr")
    ]
    assert plain == drawn
    assert len(browser.find_elements(By.CSS_SELECTOR, "#scorecard-table tbody tr")) == len(
        query(report.database, "select * from marts.quality_scorecard")
    )


def test_a_long_table_is_paged_and_sorted_in_place(browser: Chrome, report: Report) -> None:
    visit(browser, report)
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
    visit(browser, report)
    unit = find(browser, "#units-table tbody a")
    name = unit.text
    click(browser, unit)
    assert {row[1] for row in rows_of(browser)} == {name}
    link = find(browser, "#quarantine a[data-state]")
    click(browser, link)
    assert {row[8] for row in rows_of(browser)} == {"隔离"}


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


def test_text_stands_out_from_its_ground(browser: Chrome, report: Report) -> None:
    for page in sample_pages(report):
        visit(browser, report, page)
        assert browser.execute_script(_PALE_TEXT) == [], page


def test_the_keyboard_reaches_everything(browser: Chrome, report: Report) -> None:
    visit(browser, report)
    find(browser, "body").send_keys(Keys.TAB)
    active: Any = browser.switch_to.active_element
    assert active.text == "跳到正文" and active.is_displayed()
    order = []
    for _ in range(40):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        focused = browser.switch_to.active_element
        order.append((focused.tag_name, focused.get_attribute("class"), focused.text))
    assert order[0][:2] == ("button", "language")
    assert any(tag == "div" for tag, _, _ in order), "a table's box takes the focus, to be scrolled"
    assert any(text.startswith("单位") and tag == "button" for tag, _, text in order), "a column's head sorts"


def test_print_shows_every_row_of_the_tables(browser: Chrome, report: Report) -> None:
    visit(browser, report)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert len(rows_of(browser, "units-table")) == len(
        query(report.database, "select * from marts.rpt_department_year")
    )
    assert not find(browser, ".language").is_displayed()
    assert not find(browser, "nav").is_displayed()
