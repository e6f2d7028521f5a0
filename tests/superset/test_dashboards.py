"""The dashboards in a stock Superset, in a browser: every chart is drawn, and the numbers are the marts'.

Run with `make superset-check`: on a release in DuckDB, then on its mirror in PostgreSQL, each in a new Superset.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from orchestration.publication.postgres import mirror_release
from orchestration.publication.superset.dashboards import DASHBOARDS, OVERVIEW, QUALITY, REVIEW
from orchestration.publication.superset.parts import Dashboard
from orchestration.settings import PROJECT
from tests.conftest import query
from tests.orchestration.browsing import CHROMIUM, DRIVER, start_browser
from tests.orchestration.postgres_server import run_postgres
from tests.superset.server import ENVIRONMENT, PASSWORD, USER, Superset, run_superset

PORT = 54341
HOLDER = ".dashboard-component-chart-holder"
pytestmark = pytest.mark.superset


@dataclass
class City:
    """A home with two editions of an invented city; in the second every budget is a yuan more."""

    home: Path
    manifest: dict[str, Any]

    @property
    def release(self) -> Path:
        """The file that readers open."""
        return self.home / "current" / "warehouse.duckdb"

    def show(self, edition: str) -> None:
        """Flip `current` to an edition."""
        link = self.home / "next"
        link.symlink_to(Path("releases") / edition)
        link.rename(self.home / "current")

    def ask(self, sql: str) -> Any:
        """The one value of a query on the edition shown."""
        ((value,),) = query(self.release, sql)
        return value


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Made from a demo city that the environment keeps; it has a list of who has to file."""
    demo = ENVIRONMENT / "demo"
    run_command("demo", JIXIAO_DEMO_HOME=str(demo))
    (path,) = (demo / "build").glob("manifest-*.json")
    made = City(tmp_path_factory.mktemp("city"), json.loads(path.read_text("utf-8")))
    for edition in ("1", "2"):
        target = made.home / "releases" / edition / "warehouse.duckdb"
        target.parent.mkdir(parents=True)
        shutil.copyfile(demo / "current" / "warehouse.duckdb", target)
        with duckdb.connect(str(target)) as connection:
            connection.execute(f"update marts.release_info set release_id = 'edition {edition}'")
            if edition == "2":
                connection.execute("update marts.evaluation_lifecycle set budget_yuan = budget_yuan + 100000")
    made.show("1")
    return made


@pytest.fixture(scope="module", params=["duckdb", "postgresql"])
def mirror(request: pytest.FixtureRequest, city: City) -> Iterator[str | None]:
    """Address of the mirror that the dashboards read; None where they read the release itself."""
    city.show("1")
    if request.param == "duckdb":
        yield None
    else:
        with run_postgres(PORT) as server:
            mirror_release(server.url, city.release, city.manifest, "1")
            yield server.url


@pytest.fixture(scope="module")
def superset(mirror: str | None, city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    """With the bundle, imported as `make superset` says; a mirror's password is no part of it."""
    with run_superset(tmp_path_factory.mktemp("superset"), {"PGPASSWORD": "secret"}) as running:
        import_bundle(city, running, mirror)
        yield running


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, superset: Superset) -> Iterator[Chrome]:
    """A browser that is logged in."""
    assert CHROMIUM and DRIVER, "chromium and chromedriver are not installed (Debian: chromium, chromium-driver)"
    driver = start_browser(tmp_path_factory.mktemp("profile"))
    try:
        driver.get(f"{superset.url}/login/")
        wait_for(driver, "input[type=password]")
        driver.find_element(By.CSS_SELECTOR, "input#username, input[name=username]").send_keys(USER)
        password = driver.find_element(By.CSS_SELECTOR, "input[type=password]")
        password.send_keys(PASSWORD)
        password.submit()
        WebDriverWait(driver, 60).until(lambda found: "/login" not in found.current_url)
        yield driver
    finally:
        driver.quit()


def run_command(name: str, **settings: str) -> str:
    """A command of Jixiao with these settings and no other; what it says."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JIXIAO_")} | settings
    command = [sys.executable, "-m", "orchestration.cli", name]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def import_bundle(city: City, superset: Superset, mirror: str | None) -> None:
    """Make the bundle, and do what the command says."""
    mirrored = {"JIXIAO_POSTGRES_URL": mirror} if mirror else {}
    said = run_command("superset", JIXIAO_HOME=str(city.home), **mirrored)
    command = said.splitlines()[-1].split()
    assert command[0] == "superset"
    superset.run(*command[1:])


def wait_for(browser: Chrome, selector: str) -> None:
    WebDriverWait(browser, 90).until(lambda found: found.find_elements(By.CSS_SELECTOR, selector))


def visit(browser: Chrome, superset: Superset, board: Dashboard, year: str = "") -> dict[str, str]:
    """Open a dashboard on a desktop, and wait until it is drawn; what each chart shows, by its title."""
    chosen = f"(filters:!((col:fiscal_year,op:IN,val:!('{year}'))))"
    name = f"NATIVE_FILTER-{board.name}-fiscal_year"
    filters = f"(extraFormData:{chosen},filterState:(value:!('{year}')),id:{name},ownState:())"
    resize(browser, 900)
    browser.get("about:blank")
    browser.get(
        f"{superset.url}/superset/dashboard/jixiao-{board.name}/"
        + (f"?native_filters=({name}:{filters})" if year else "")
    )
    wait_for(browser, HOLDER)
    resize(browser, 4000)  # charts out of sight are not drawn
    WebDriverWait(browser, 120).until(lambda found: all(is_drawn(text) for text in read_charts(found).values()))
    WebDriverWait(browser, 120, 1).until_not(lambda found: found.find_elements(By.CSS_SELECTOR, f"{HOLDER} .loading"))
    bottom = browser.execute_script(
        f"return Math.max(...[...document.querySelectorAll('{HOLDER}')].map((one) => one.getBoundingClientRect().bottom))"
    )
    resize(browser, int(bottom) + 24)
    return read_charts(browser)


def resize(browser: Chrome, height: int) -> None:
    size = {"width": 1440, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def read_charts(browser: Chrome) -> dict[str, str]:
    """Text of each chart below its title; a drawing is the word `drawing`."""
    shown: dict[str, str] = browser.execute_script(
        f"""
        return Object.fromEntries([...document.querySelectorAll('{HOLDER}')].map((holder) => {{
          const title = holder.querySelector('.header-title');
          const drawn = holder.querySelector('canvas') ? ['drawing'] : [];
          const lines = holder.innerText.split('\\n').map((line) => line.trim());
          return [title ? title.innerText.trim() : 'text', [...lines.slice(title ? 1 : 0), ...drawn].join('\\n')];
        }}))
        """
    )
    return shown


def is_drawn(text: str) -> bool:
    return bool(text.strip()) and "Loading" not in text


def shown_wan(value: Any) -> str:
    return f"{float(value) / 10000:,.0f}"


@pytest.mark.parametrize("board", DASHBOARDS, ids=lambda board: board.name)
def test_every_chart_is_drawn(browser: Chrome, superset: Superset, mirror: str | None, board: Dashboard) -> None:
    shown = visit(browser, superset, board)
    pictures = ENVIRONMENT / "screenshots"
    pictures.mkdir(exist_ok=True)
    time.sleep(3)  # charts grow into their places
    assert browser.save_screenshot(str(pictures / f"{'postgresql' if mirror else 'duckdb'}-{board.name}.png"))
    assert set(shown) == {"text", *(chart.title for chart in board.charts)}
    failed = {
        title: text for title, text in shown.items() if "rror" in text or "No results" in text or not is_drawn(text)
    }
    assert failed == {}


def test_totals_are_the_marts(browser: Chrome, superset: Superset, city: City) -> None:
    shown = visit(browser, superset, OVERVIEW)
    first = {title.split()[0]: text.split("\n")[0] for title, text in shown.items()}
    of_year = "select {} from marts.rpt_execution_year"
    assert first["评价"] == f"{city.ask(of_year.format('sum(evaluation_count)')):,}"
    assert first["预算"] == shown_wan(city.ask(of_year.format("sum(budget_yuan)")))
    rate = city.ask(of_year.format("sum(rated_executed_yuan) / sum(rated_budget_yuan)"))
    assert first["执行率"] == f"{rate:.1%}"
    score = city.ask("select sum(total_score_points) / sum(total_weight_points) from marts.rpt_department_year")
    assert first["得分率"] == f"{score:.1%}"
    assert first["待核实"] == str(city.ask("select quarantined_evaluation_count from marts.release_info"))
    assert first["其预算"] == shown_wan(city.ask("select quarantined_budget_yuan from marts.release_info"))
    assert "edition 1" in shown["数据版本 Release"]


def test_a_cell_is_the_marts(browser: Chrome, superset: Superset, city: City) -> None:
    shown = visit(browser, superset, OVERVIEW)
    indicators = query(
        city.release,
        "select indicator_model_name_zh, value from marts.rpt_indicator_by_year "
        "where rollup = 'ratio_of_sums' and unit in ('rate', 'share') and fiscal_year = 2021",
    )
    assert indicators
    lines = shown["分析指标 Indicators by year"].split("\n")
    for name, value in indicators:
        (line,) = [line for line in lines if str(name) in line.split("\t")]
        assert f"{value:.1%}" in line.split("\t")
    unit, rate = query(
        city.release,
        "select budget_unit_name, execution_rate from marts.rpt_department_year where fiscal_year = 2021 limit 1",
    )[0]
    assert (
        f"{rate:.1%}" in shown["执行率：单位与年度 Execution rate by unit and year"].split(str(unit))[1].split("\n")[0]
    )


def test_reviews_are_the_marts(browser: Chrome, superset: Superset, city: City) -> None:
    shown = visit(browser, superset, REVIEW, "2021")
    first = {title: text.split("\n") for title, text in shown.items()}
    signals = city.ask("select count(*) from marts.rpt_review_worklist where signal_points > 0 and fiscal_year = 2021")
    assert f"{signals:,}" in first["触发信号 Signals"]
    gap = city.ask(
        "select 100 * sum(recomputed_gap_points) / sum(recomputed_weight_points) from marts.rpt_recomputed_scores "
        "where recomputed_gap_points is not null and fiscal_year = 2021"
    )
    assert f"{gap:,.2f}" in first["高于复算 Inflation"]
    leniency = city.ask(
        "select 100 * sum(self_score_points - assessor_score_points) / sum(weight_points) from marts.rpt_reviewer_gap "
        "where fiscal_year = 2021"
    )
    assert f"{leniency:,.2f}" in first["高于复核 Leniency"]


def test_a_year_is_chosen(browser: Chrome, superset: Superset, city: City) -> None:
    shown = visit(browser, superset, QUALITY, "2020")
    found = city.ask("select sum(quarantined_evaluation_count) from marts.rpt_execution_year where fiscal_year = 2020")
    assert shown["待核实 Excluded"].startswith(f"1\n{found}\n")  # one filter applies


def test_the_next_edition_is_seen_without_a_restart(
    browser: Chrome, superset: Superset, mirror: str | None, city: City
) -> None:
    city.show("2")
    if mirror:
        mirror_release(mirror, city.release, city.manifest, "2")
    shown = visit(browser, superset, OVERVIEW)
    assert "edition 2" in shown["数据版本 Release"]
    budget = city.ask("select sum(budget_yuan) from marts.evaluation_lifecycle where evaluation_state = 'admitted'")
    assert shown["预算 Budget"].split("\n")[0] == shown_wan(budget)


def test_an_import_takes_the_place_of_the_former(
    browser: Chrome, superset: Superset, mirror: str | None, city: City
) -> None:
    former = visit(browser, superset, QUALITY)
    import_bundle(city, superset, mirror)
    superset.run("import-dashboards", "--path", str(city.home / "superset.zip"), "--username", USER)
    assert visit(browser, superset, QUALITY) == former
