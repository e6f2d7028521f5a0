"""Pictures of pages on evaluation pages: each finding of a PDF or a scan is lit where it is printed."""

import io
import shutil
from pathlib import Path
from typing import Any

import lxml.html
import pdfplumber
import pytest
from PIL import Image
from selenium.webdriver import Chrome

from ingestion.shared_files import FormerFiles
from orchestration.publication.report import page_pictures, write_report
from orchestration.settings import PROJECT
from tests.conftest import query
from tests.containers.scan import needs_recognition
from tests.orchestration.browsing import find, needs_browser, resize, visit
from tests.orchestration.released_report import HAN, Report, read
from tests.orchestration.two_releases import FIRST, SECOND, Releases

pytestmark = pytest.mark.slow

AXE = PROJECT / ".clients" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
_CODE, _LINE = "total_score_equals_sum", "category_weights_equal_cap"


@pytest.fixture(scope="module")
def home(releases: Releases) -> Path:
    return releases.home


@pytest.fixture(scope="module")
def report(releases: Releases) -> Report:
    return releases.report(SECOND)


def find_page(report: Report, file: str) -> str:
    ((key,),) = query(
        report.database, f"select evaluation_key from marts.evaluation_lifecycle where relative_path = '{file}'"
    )
    return f"evaluations/{key}.html"


def find_number(page: Any, rule: str) -> str:
    """Return the number of the only finding of a rule."""
    (row,) = page.xpath(f"//section[@aria-labelledby='findings']//tbody/tr[th/a[contains(@href, '#{rule}')]]")
    return str(row.get("id").removeprefix("finding-"))


def find_spot(page: Any, number: str) -> Any:
    """Return the frame of a finding on a picture."""
    return page.get_element_by_id(f"place-{number}").getparent()


def read_sides(spot: Any) -> list[float]:
    """Return left, top, right and bottom of a frame in parts of the page."""
    style = dict(part.split(":") for part in spot.get("style").split(";"))
    left, top, width, height = (float(style[side].rstrip("%")) / 100 for side in ("left", "top", "width", "height"))
    return [left, top, left + width, top + height]


def list_words(pdf: bytes, sides: list[float], number: int = 1) -> list[str]:
    """Return the words of a page whose middle is within a frame."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        page = document.pages[number - 1]
        return [
            word["text"]
            for word in page.extract_words()
            if sides[0] < (word["x0"] + word["x1"]) / 2 / page.width < sides[2]
            and sides[1] < (word["top"] + word["bottom"]) / 2 / page.height < sides[3]
        ]


@pytest.mark.parametrize(
    "file",
    ["wrong.pdf", "turned.pdf", pytest.param("scan.jpg", marks=needs_recognition)],
)
def test_a_finding_is_lit_where_its_number_is_printed(report: Report, home: Path, file: str) -> None:
    page = report.open(find_page(report, file))
    number = find_number(page, _CODE)
    spot = find_spot(page, number)
    printed = (home.parent / "inbox" / ("wrong.pdf" if file == "scan.jpg" else file)).read_bytes()
    assert list_words(printed, read_sides(spot)) == ["95"]
    assert list_words(printed, read_sides(find_spot(page, find_number(page, "execution_rate_matches")))) == ["90.00%"]
    assert "blocking" in spot.get("class") and "whole" not in spot.get("class")
    (picture,) = page.xpath("//figure[@class='page']//img")
    shown = Image.open((report.folder / "evaluations" / picture.get("src")).resolve())
    assert shown.size == (int(picture.get("width")), int(picture.get("height")))
    left, top, right, bottom = (round(side * size) for side, size in zip(read_sides(spot), shown.size * 2, strict=True))
    inside = shown.convert("L").crop((left + 4, top + 4, right - 4, bottom - 4))
    assert min(inside.tobytes()) < 110, "the number is drawn within the frame"
    beside = shown.convert("L").crop((right + 4, top + 4, right + 60, bottom - 4))
    assert min(beside.tobytes()) > 150, "the cell of the remark beside it is blank"


def test_a_finding_and_its_place_lead_to_each_other(report: Report) -> None:
    page = report.open(find_page(report, "wrong.pdf"))
    number = find_number(page, _CODE)
    (mark,) = find_spot(page, number).xpath("./a")
    assert mark.get("href") == f"#finding-{number}" and read(mark).endswith(number)
    row = page.get_element_by_id(f"finding-{number}")
    assert f"#place-{number}" in row.xpath(".//a/@href")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert [link for link in page.xpath("//a/@href") if link.startswith("#") and link[1:] not in ids] == []


def test_a_form_of_two_pages_has_two_pictures_and_a_line_where_no_value_is_meant(report: Report, home: Path) -> None:
    page = report.open(find_page(report, "pages.pdf"))
    figures = page.xpath("//figure[@class='page']")
    assert [read(figure.xpath("./figcaption")[0]).split("页")[0] for figure in figures] == ["第 1 ", "第 2 "]
    pdf = (home.parent / "inbox" / "pages.pdf").read_bytes()
    cell, line = find_spot(page, find_number(page, "unreadable_number")), find_spot(page, find_number(page, _LINE))
    assert list_words(pdf, read_sides(cell)) == ["八"] and "whole" not in cell.get("class")
    assert "资金使用的合规性" in list_words(pdf, read_sides(line)) and "whole" in line.get("class")
    total = find_spot(page, find_number(page, _CODE))
    assert total.getparent().getparent() == figures[1] and list_words(pdf, read_sides(total), 2) == ["95"]


def test_pages_without_findings_and_documents_without_pages_have_no_picture(report: Report) -> None:
    for file in ("clean.pdf", "wrong.txt"):
        page = report.open(find_page(report, file))
        assert not page.xpath("//img") and not page.xpath("//section[@aria-labelledby='pages']")
    used = {path.rsplit("/")[-1] for file in report.pages() for path in report.open(file).xpath("//img/@src")}
    assert used == {path.name for path in (report.folder / "pictures").iterdir()}


def test_every_text_is_in_both_languages(report: Report) -> None:
    (section,) = report.open(find_page(report, "pages.pdf")).xpath("//section[@aria-labelledby='pages']")
    chinese = [element for element in section.iter() if element.get("lang") != "en" and HAN.search(element.text or "")]
    assert len(chinese) >= 4
    for element in chinese:
        (english,) = element.getparent().xpath("./*[@class='en']")
        assert english.text and not HAN.search(english.text)
    for text in section.xpath(".//img/@alt"):
        assert HAN.search(text) and "Picture of page" in text


def test_an_unchanged_picture_is_one_file_of_both_releases(releases: Releases, report: Report) -> None:
    former = releases.report(FIRST)
    pictures = sorted((report.folder / "pictures").iterdir())
    assert len(pictures) >= 4
    for path in [*pictures, *(report.folder / find_page(report, file) for file in ("wrong.pdf", "pages.pdf"))]:
        assert path.samefile(former.folder / path.relative_to(report.folder))


def test_a_former_picture_that_is_damaged_is_drawn_again(home: Path, report: Report, tmp_path: Path) -> None:
    shutil.copytree(report.folder.parent, tmp_path / "former")
    former = FormerFiles(tmp_path / "former")
    page = find_page(report, "wrong.pdf")
    (source,) = report.open(page).xpath("//img/@src")
    picture = tmp_path / "former" / "report" / "evaluations" / source
    content = picture.resolve().read_bytes()
    picture.resolve().chmod(0o600)
    picture.resolve().write_bytes(content[:-8] + b"01234567")
    write_report(report.database, tmp_path / "report", documents=home / "documents", former=former.below("report"))
    assert (tmp_path / "report" / "evaluations" / source).resolve().read_bytes() == content


@pytest.mark.parametrize("case", ["damaged", "missing", "limit"])
def test_a_page_without_a_picture_says_so_and_the_report_is_whole(
    home: Path, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    name = find_page(report, "wrong.pdf")
    ((document,),) = query(
        report.database,
        "select document_hash from marts.evaluation_lifecycle where relative_path = 'wrong.pdf'",
    )
    documents = tmp_path / "documents"
    shutil.copytree(home / "documents", documents)
    kept = documents / str(document)
    kept.chmod(0o600)
    if case == "damaged":
        kept.write_bytes(kept.read_bytes()[:900])
    elif case == "missing":
        kept.unlink()
    else:
        monkeypatch.setattr(page_pictures, "LIMIT", 1000)
    write_report(report.database, tmp_path / "report", documents=documents)
    page = lxml.html.parse(str(tmp_path / "report" / name), lxml.html.HTMLParser(encoding="utf-8")).getroot()
    assert not page.xpath("//img") and not page.xpath("//a[starts-with(@href, '#place-')]")
    (notice,) = page.xpath("//section[@aria-labelledby='pages']/p[@class='notice']")
    assert "第 1 页：本版本没有该页图像。" in read(notice) and "no picture" in notice.text_content()
    assert page.xpath("//td[@id='total-total_score']")
    others = len(list((tmp_path / "report" / "pictures").iterdir()))
    assert others == (0 if case == "limit" else len(list((report.folder / "pictures").iterdir())) - 1)


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_picture_fits_the_screen_and_axe_finds_no_violation(
    browser: Chrome, report: Report, scheme: str, width: int
) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": features})
    resize(browser, width)
    page = find_page(report, "pages.pdf")
    number = find_number(report.open(page), _CODE)
    visit(browser, report, page, f"place-{number}")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    picture, spot = find(browser, ".sheet img"), find(browser, f".spot:has(#place-{number})")
    assert picture.rect["width"] <= width and picture.rect["height"] > 1.3 * picture.rect["width"]
    assert spot.value_of_css_property("outline-width") == "4px", "the place that a link leads to stands out"
    if AXE.exists():
        browser.execute_script(AXE.read_text("utf-8"))
        found = browser.execute_async_script(
            "const done = arguments[0]; axe.run({ resultTypes: ['violations'], preload: false }).then((result) => done(result.violations))"
        )
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@needs_browser
def test_a_mark_on_the_picture_leads_to_the_finding(browser: Chrome, report: Report) -> None:
    page = find_page(report, "wrong.pdf")
    number = find_number(report.open(page), _CODE)
    visit(browser, report, page)
    spot = find(browser, f".spot:has(#place-{number})")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", spot)
    spot.click()  # anywhere in the frame
    assert browser.execute_script("return location.hash") == f"#finding-{number}"
