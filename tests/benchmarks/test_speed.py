"""Time of a refresh and of the parser, as ratios to their minimum in one run. Printed, never asserted."""

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from tests.conftest import SAMPLES, run_dbt, run_refresh, spawn
from tests.shanghai_form import Form

pytestmark = pytest.mark.benchmark

SAMPLE = SAMPLES / "shanghai_big_data_centre_2019.txt"


def measure(run: Callable[[], object], times: int = 5) -> float:
    """Return the median seconds of a function over several runs."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def show(title: str, headings: list[str], rows: list[list[str]]) -> None:
    table = Table(*headings, title=title)
    for row in rows:
        table.add_row(*row)
    Console(width=140).print(table)


def read_decode_split(paths: list[Path]) -> int:
    """The minimum: read, decode and split a document into lines and cells."""
    return sum(len([line.split("\t") for line in path.read_bytes().decode().split("\n")]) for path in paths)


def test_parser_against_its_floor(tmp_path: Path, layouts: Layouts) -> None:
    rows = []
    for name, text in (("sample document, 4 forms", SAMPLE.read_text("utf-8")), ("one short form", Form().text())):
        paths = [tmp_path / f"{name}{number}.txt" for number in range(1000)]
        for number, path in enumerate(paths):
            path.write_text(text.replace("主要绩效：\t", f"主要绩效：\t第{number}号。"), encoding="utf-8")
        size = sum(path.stat().st_size for path in paths)
        forms = text.count("合计\t") * len(paths)
        floor = measure(lambda paths=paths: read_decode_split(paths))  # type: ignore[misc]
        parse = measure(lambda paths=paths: [parse_document(path.read_bytes(), "0" * 64, layouts) for path in paths])  # type: ignore[misc]
        rows.append(
            [
                name,
                f"{floor:.3f}",
                f"{parse:.3f}",
                f"{parse / floor:.1f}",
                f"{size / parse / 1e6:.0f}",
                f"{forms / parse:,.0f}",
            ]
        )
    show("Parser", ["1,000 documents", "read+decode+split s", "parse s", "ratio", "MB/s", "forms/s"], rows)


def test_refresh_against_dbt_build(tmp_path: Path) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    shutil.copytree(SAMPLES, inbox)
    cold = measure(lambda: run_refresh(home, inbox, run=spawn), 1)

    def add_forms_and_refresh() -> None:
        number = len(list(inbox.iterdir()))
        forms = [Form().with_head(项目名称=f"项目{number}之{place}").text() for place in range(4)]
        (inbox / f"{number}.txt").write_text("\n".join(forms), encoding="utf-8")
        assert run_refresh(home, inbox, run=spawn).returncode == 0

    new = measure(add_forms_and_refresh, 3)
    nothing = measure(lambda: run_refresh(home, inbox, run=spawn), 3)
    dbt = measure(lambda: run_dbt(home, "build", "--exclude-resource-type", "unit_test", run=spawn), 3)
    rows = [
        [name, f"{seconds:.1f}", f"{seconds / dbt:.2f}"]
        for name, seconds in (
            ("cold home", cold),
            ("4 new forms", new),
            ("nothing new", nothing),
            ("dbt build alone, warm", dbt),
        )
    ]
    show("make refresh", ["run", "wall s", "against dbt build"], rows)
