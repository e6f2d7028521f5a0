"""A home with two releases, for tests of what changes from one to the next and of what is shared by both."""

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from ingestion.recognition import find_version
from orchestration.release.publish import publish
from orchestration.settings import PROJECT, Settings, read_settings
from tests.conftest import build_once, build_release, query
from tests.containers.scan import Fault, degrade, find_font, render, save
from tests.containers.write_pdf import turn_pages, write_pdf
from tests.orchestration.released_report import Report
from tests.shanghai_form import Form

FIRST, SECOND = "00000001", "00000002"
# A form whose execution rate and total are wrong.
WRONG = Form().with_head(**{"预算执行率（%）": "90.00%"}).changed(total=["合计", "", "", "100", "95", ""])
# A weight in words, and a project that needs quotes in CSV.
CORRECTED = Form().with_head(项目名称="甲,“项目”").with_cell(1, 3, "六")


class Releases(NamedTuple):
    """A home with two releases, and the second release made in a home without the first."""

    home: Path
    again: Path

    def file(self, release: str, name: str) -> Path:
        return self.home / "releases" / release / name

    def report(self, release: str) -> Report:
        return Report(self.file(release, "report"), self.file(release, "warehouse.duckdb"))

    def page(self, release: str, project: str, state: str = "admitted") -> Path:
        """The page of the evaluation of a project in a state."""
        return self.file(release, f"report/evaluations/{self.report(release).key_of(project, state)}.html")


def write_form(inbox: Path, year: int, project: str, **head: str) -> None:
    (inbox / str(year)).mkdir(parents=True, exist_ok=True)
    form = Form().with_head(项目名称=project, **head)
    name = hashlib.sha256(form.text().encode()).hexdigest()[:8]
    (inbox / str(year) / f"{project}-{name}.txt").write_text(form.text(), encoding="utf-8")


def print_form(project: str, form: Form = WRONG) -> bytes:
    return write_pdf(form.with_head(项目名称=project).text())


def write_pages(inbox: Path) -> None:
    """Documents with pages, of which the report has pictures where something is found on them, and one without."""
    files = {
        "wrong.pdf": print_form("错表"),
        "turned.pdf": turn_pages(print_form("横表")),
        "pages.pdf": write_pdf(WRONG.with_head(项目名称="两页").with_cell(2, 3, "八").text(), rows_on_first_page=6),
        "clean.pdf": print_form("好表", Form()),
        "wrong.txt": WRONG.with_head(项目名称="文本").text().encode(),
    }
    if find_version() and find_font():
        fault = Fault(tilt=1.5, blur=0.4, noise=4, quality=80)
        pages = [degrade(page, fault, Random(5)) for page in render(print_form("扫描"))]
        files["scan.jpg"] = save(pages, "JPEG")
    for name, content in files.items():
        (inbox / name).write_bytes(content)


def open_corrected(releases: Releases, release: str) -> Any:
    """The page of CORRECTED."""
    sql = "select evaluation_key from marts.evaluation_lifecycle where relative_path = '2018/表.txt'"
    ((key,),) = query(releases.file(release, "warehouse.duckdb"), sql)
    return releases.report(release).open(f"evaluations/{key}.html")


def read_row(page: Any) -> str:
    """The row for the seed of corrections that a page shows at the weight of its first line."""
    (cell,) = page.xpath("//td[@id='line-1-weight']")
    number = cell.xpath("./a/@href")[0]
    (row,) = page.xpath(f"//tr[@id='{number[1:]}']//code/text()")
    return str(row)


def correct(releases: Releases, site: Path) -> None:
    """Copy the row from the page of CORRECTED into a seed of the site, and fill in its four blank columns."""
    fields = next(csv.reader(io.StringIO(read_row(open_corrected(releases, FIRST)))))[:-4]
    site.mkdir()
    shutil.copy(PROJECT / "seeds" / "reference" / "corrections.csv", site)
    with (site / "corrections.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow([*fields, "6", "the unit confirmed it", "Li", "2020-06-01"])


def publish_again(settings: Settings) -> Path:
    manifest: dict[str, Any] = json.loads((settings.dbt_target / "manifest.json").read_text())
    return publish(settings, manifest).folder


def build(folder: Path) -> None:
    """Release evaluations; then a new version of one of them, a peer of another one, and a correction of a third."""
    inbox, found = folder / "inbox", Releases(folder / "home", folder / "again" / "current")
    for year, project in ((2019, "不变"), (2020, "重报"), (2021, "同类")):
        write_form(inbox, year, project)
    (inbox / "2018").mkdir()
    (inbox / "2018" / "表.txt").write_text(CORRECTED.text(), encoding="utf-8")
    write_pages(inbox)
    build_release(found.home, inbox)
    write_form(inbox, 2020, "重报", 自评时间="2021-03-02")
    write_form(inbox, 2021, "新来", 预算单位="另一单位")
    correct(found, folder / "site")
    build_release(found.home, inbox, JIXIAO_SEEDS=str(folder / "site"))
    again = folder / "again"
    shutil.copytree(found.home, again, symlinks=True)
    shutil.rmtree(again / "releases")
    (again / "current").unlink()
    publish_again(read_settings({"JIXIAO_HOME": str(again)}))


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """A home with two releases; tests only read it."""
    folder = build_once(tmp_path_factory, "two_releases", build)
    return Releases(folder / "home", folder / "again" / "current")
