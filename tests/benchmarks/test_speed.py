"""Time of a refresh and of the parser, as ratios to their minimum in one run. Printed, never asserted."""

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from rich.console import Console
from rich.table import Table

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from orchestration.demo.city import make_city
from orchestration.demo.containers import draw_text
from orchestration.demo.filing import print_form
from tests.conftest import SAMPLES, run_dbt, run_refresh, spawn
from tests.shanghai_form import Form

pytestmark = pytest.mark.benchmark

FORMS = 2000


def measure(run: Callable[[], object], times: int = 5, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the median seconds of a function over several runs, on a clock."""
    seconds = []
    for _ in range(times):
        started = clock()
        run()
        seconds.append(clock() - started)
    return statistics.median(seconds)


def show(title: str, headings: list[str], rows: list[list[str]]) -> None:
    table = Table(*headings, title=title)
    for row in rows:
        table.add_row(*row)
    Console(width=140).print(table)


def read_decode_split(path: Path, _: Layouts) -> object:
    """Do the least that a reader must do: read a document, decode it and split it into lines and cells."""
    return [line.split("\t") for line in path.read_bytes().decode(errors="replace").split("\n")]


def read_and_parse(path: Path, layouts: Layouts) -> object:
    """Read a document as ingestion does."""
    return parse_document(path.read_bytes(), "0" * 64, layouts)


def test_parser_against_its_floor(tmp_path: Path, layouts: Layouts) -> None:
    """Parse distinct forms: a text that is parsed again and again would be found in the caches of the reader."""
    printed = [print_form(evaluation)[0] for evaluation in make_city(FORMS) if not evaluation.is_missing]
    rows = []
    for size in (1, 100):
        paths = []
        for start in range(0, len(printed), size):
            paths.append(tmp_path / f"{size}-{start}.txt")
            paths[-1].write_bytes(draw_text(printed[start : start + size], Random(start)))
        megabytes = sum(path.stat().st_size for path in paths) / 1e6
        floor, parse = (
            measure(lambda read=read, paths=paths: [read(path, layouts) for path in paths], clock=time.process_time)  # type: ignore[misc]
            for read in (read_decode_split, read_and_parse)
        )
        rows.append(
            [
                str(size),
                f"{len(paths):,}",
                f"{floor:.3f}",
                f"{parse:.3f}",
                f"{parse / floor:.0f}",
                f"{parse / len(printed) * 1000:.2f}",
                f"{megabytes / parse:.1f}",
            ]
        )
    headings = ["forms a file", "files", "read, decode, split: CPU s", "parse: CPU s", "ratio", "ms a form", "MB/s"]
    show(f"Parser, {len(printed):,} distinct forms", headings, rows)


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
