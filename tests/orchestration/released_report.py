"""The report of a release, read as HTML: its numbers are the marts', its texts stand in both languages, nothing leads away."""

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import lxml.html
import pytest

from orchestration.publication.report import write_report
from tests.broken_home import SCRIPT
from tests.conftest import build_once, query

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


@pytest.fixture(scope="session")
def report(broken_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of a release with forms of every kind; some projects have to file. Tests only read it."""
    folder = build_once(tmp_path_factory, "report", lambda folder: build_report(folder, broken_home))
    return Report(folder / "report", folder / "warehouse.duckdb")


def build_report(folder: Path, home: Path) -> None:
    """Change the released file of a home, and write the report of that."""
    database = copy_release(home, folder)
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "insert into marts.filing_coverage by name "
            "select * from (values ('X1', '未报的<b>项目', 2019, 1234567.89, 'missing', null, null), "
            "('X1', '甲', 2019, 100, 'filed', 12, true), ('X2', '乙', 2019, 50, 'quarantined', 0, false)) as rows "
            "(budget_unit_code, project_name, fiscal_year, expected_budget_yuan, filing_status, late_day_count, is_late)"
        )
        connection.execute(
            "update marts.indicator_status set release_status = 'withheld', cause = 'ind_x: <b>' "
            "where indicator_model_code = 'unspent_funds'"
        )
    for part in ("docs", "open_data"):
        shutil.copytree(home / "current" / part, folder / part)
    shutil.copytree(home / "documents", folder / "documents")
    write_report(database, folder / "report", has_docs=True, documents=folder / "documents")


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
    """A shown number, without the count of unknown amounts below it; a percentage as it reads."""
    text = re.sub("另有 [0-9,]+ 份金额不明$", "", text)
    return None if text == "—" else Decimal(re.sub("[,%]", "", text))


def near(shown: str, value: object, factor: str = "1") -> bool:
    """Whether a shown number is a value, rounded to the hundredth that is shown."""
    read_number = number(shown)
    if value is None or value != value or read_number is None:  # 0 / 0 is no number
        return (value is None or value != value) and read_number is None
    return abs(read_number - Decimal(str(value)) * Decimal(factor)) <= Decimal("0.0051")


def sample_pages(report: Report) -> list[str]:
    """The front page, the page of all years and a page of an evaluation in each state and scheme."""
    keys = query(
        report.database,
        "select min(evaluation_key) from marts.evaluation_lifecycle group by evaluation_state, scheme_key",
    )
    return [
        "index.html",
        "all_years.html",
        f"evaluations/{report.key_of(SCRIPT)}.html",
        *(f"evaluations/{key}.html" for (key,) in keys),
    ]


def read_data(report: Report) -> Any:
    """The data that the front page filters and sums."""
    text = (report.folder / "report_data.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.REPORT_DATA=").rstrip().removesuffix(";"))
