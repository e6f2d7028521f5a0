"""A real browser for the tests of the report, opened from its folder as an officer does."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.common.exceptions import ElementClickInterceptedException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.orchestration.released_report import Report

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(
    not CHROMIUM or not DRIVER,
    reason="chromium and chromedriver are not installed (Debian: chromium, chromium-driver)",
)


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
    assert [url for url in requested if not url.startswith(("file://", "data:", "blob:"))] == []


def resize(browser: Chrome, width: int) -> None:
    """A screen of a width, narrower than a window can be."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600},
    )


def visit(browser: Chrome, report: Report, page: str = "index.html", state: str = "") -> None:
    """Open a page of a report; the front page in a state, `year=2019` for one."""
    browser.get("about:blank")  # a change of the state alone would not load the page
    browser.get((report.folder / page).as_uri() + (f"#{state}" if state else ""))
    if page == "index.html":
        WebDriverWait(browser, 20).until(lambda _: browser.find_elements(By.CSS_SELECTOR, "body.ready"))


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
    links = browser.find_elements(By.CSS_SELECTOR, "#evaluations-table tbody th a")
    return [str(link.get_attribute("href")).rsplit("/", 1)[1] for link in links]


def tell_pages(browser: Chrome, section: str = "evaluations") -> str:
    return find(browser, f"#{section} [role=status]").text


def search(browser: Chrome, words: str) -> None:
    """Type into the search box and wait for what it finds."""
    box = find(browser, "#search")
    box.clear()
    box.send_keys(words)
    WebDriverWait(browser, 5).until(
        lambda _: (
            all(words.lower() in f"{row[0]} {row[1]}".lower() for row in rows_of(browser))
            and browser.execute_script("return Jixiao.readState().search") == words
        )
    )


def click(browser: Chrome, element: WebElement) -> None:
    """Click what may be far down the page; again if the page still moves."""

    def try_to_click(_: Chrome) -> bool:
        browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        element.click()
        return True

    WebDriverWait(browser, 5, ignored_exceptions=[ElementClickInterceptedException]).until(try_to_click)


def press(browser: Chrome, section: str, text: str) -> None:
    """Press a button of a section by what it says."""
    for button in browser.find_elements(By.CSS_SELECTOR, f"#{section} button"):
        if button.text.strip() == text:
            click(browser, button)
            return
    raise AssertionError(f"no button {text} in {section}")
