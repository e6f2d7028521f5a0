"""Time of a release and its report, and of loading the first page in a browser. Printed, never asserted."""

from pathlib import Path

import pytest
from selenium.webdriver.support.wait import WebDriverWait

from orchestration.dbt.manifest import prepare_manifest
from orchestration.publication.report import write_report
from orchestration.release.publish import publish
from orchestration.settings import read_settings
from tests.benchmarks.test_speed import measure, show
from tests.conftest import SAMPLES, run_refresh, spawn
from tests.national_form import NationalForm
from tests.orchestration.browsing import CHROMIUM, DRIVER, start_browser
from tests.shanghai_form import Form, clean_rows

pytestmark = pytest.mark.benchmark

UNITS = [
    f"某市{name}局" for name in ["财政", "教育", "民政", "水务", "交通", "文化", "卫生", "统计", "审计", "体育"]
] + [f"某市第{number}事务中心" for number in range(1, 31)]
YEARS = range(2017, 2023)
_BANDS = ((90, "优秀"), (75, "良好"), (60, "合格"), (0, "不合格"))


def _write_shanghai(number: int, unit: str, year: int) -> Form:
    """Return a form whose amounts depend on its number; some break a rule."""
    budget = 200_000 + number * 7919 % 40_000_000
    executed = budget * (70 + number % 31) // 100
    rows = clean_rows()
    for place, row in enumerate(rows):
        lost = (
            (number // 5 + place * 3) % 9 if place in (3, 6, 7, 8, 9) and number // 7 % 3 else number // 11 % 4 == place
        )
        row[4] = str(max(int(row[4]) - lost, 0))
    score = sum(int(row[4]) for row in rows)
    form = Form(rows=rows, total=["合计", "", "", "100", str(score), ""]).with_head(
        **{
            "项目名称": f"{unit[2:]}第{number}号项目",
            "预算单位": unit,
            "具体实施处（科室）": ("综合处", "业务处", "")[number % 3],
            "当年预算数（元）": f"{budget:,}.00",
            "预算执行数（元）": f"{executed:,}.00",
            "预算执行率（%）": f"{70 + number % 31}.00%",
            "自评时间": f"{year + 1}-05-{number % 28 + 1:02}",
            "绩效等级": next(grade for bound, grade in _BANDS if score >= bound),
            "主要绩效": "<p>完成年度任务，<b>群众满意</b>。</p>" * (1 + number % 4),
        }
    )
    broken = {
        7: form.changed(total=["合计", "", "", "100", str(score + 2), ""]),
        19: form.with_cell(2, 3, "八"),
        31: form.with_cell(8, 3, "8").with_cell(10, 3, "7"),
        43: form.with_head(绩效等级="优"),
        55: form.changed(total=None),
    }
    return broken.get(number % 61, form)


def _write_national(number: int, unit: str, year: int) -> NationalForm:
    head = {"项目名称": f"{unit[2:]}第{number}号项目", "主管部门": unit, "实施单位": unit}
    return NationalForm(year=f"（{year}年度）", head=head, foot=(f"填表日期：{year + 1}年3月1日",))


def write_inbox(inbox: Path, count: int) -> None:
    """Write a number of forms of forty units and six years: two schemes, some broken, some filed twice."""
    for number in range(count):
        unit, year = UNITS[number * 7 % len(UNITS)], YEARS[number % len(YEARS)]
        folder = inbox / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        is_national = year >= 2020 and number % 4 == 1
        form = _write_national(number, unit, year) if is_national else _write_shanghai(number, unit, year)
        (folder / f"{number}.txt").write_text(form.text(), encoding="utf-8")


def show_first_page(page: Path, profile: Path) -> tuple[float, float]:
    """Return the seconds until a browser paints a page, and until its list of evaluations is loaded; best of three."""
    browser = start_browser(profile)
    try:
        seen = []
        for _ in range(3):
            browser.get(page.as_uri())
            times = WebDriverWait(browser, 30).until(
                lambda driver: driver.execute_script(
                    "const [first] = performance.getEntriesByName('first-contentful-paint');"
                    "const [load] = performance.getEntriesByType('navigation');"
                    "return first ? [first.startTime / 1000, load.domContentLoadedEventEnd / 1000] : null"
                )
            )
            seen.append(times)
    finally:
        browser.quit()
    paint, ready = min(seen)
    return paint, ready


@pytest.mark.parametrize("count", [4, 2_000, 10_000])
def test_report(tmp_path: Path, count: int) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    if count == 4:
        inbox = SAMPLES
    else:
        write_inbox(inbox, count)
    assert run_refresh(home, inbox, run=spawn).returncode == 0
    settings, report = read_settings({"JIXIAO_HOME": str(home)}), tmp_path / "report"
    manifest = prepare_manifest(settings)
    release = measure(lambda: publish(settings, manifest), 1)
    seconds = measure(lambda: write_report(home / "current" / "warehouse.duckdb", report), 1)
    size = sum(path.stat().st_size for path in report.rglob("*") if path.is_file())
    cells = [f"{count:,}", f"{release:.2f}", f"{seconds:.2f}", f"{count / seconds:,.0f}", f"{size / 1e6:.1f}"]
    if CHROMIUM and DRIVER:
        paint, ready = show_first_page(report / "index.html", tmp_path / "profile")
        cells += [f"{paint:.2f}", f"{ready:.2f}"]
    else:
        cells += ["no browser", ""]
    show(
        "Release",
        ["evaluations", "release s", "of it report s", "evaluations/s", "MB", "first paint s", "list at hand s"],
        [cells],
    )
