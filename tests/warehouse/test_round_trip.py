"""A form printed from the warehouse equals the form that was read, except joined rows, width and white space."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from orchestration.run.build_file import open_build
from orchestration.run.printed_form import print_form
from orchestration.settings import PROJECT
from tests.conftest import REAL_FORMS, SAMPLES, query

NAME = "shanghai_big_data_centre_2019.txt"


def fold(text: str) -> str:
    """Return a text with normalised width and without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def join_cells(lines: list[str]) -> list[str]:
    """Return the cells of the lines of a row, joined column by column."""
    rows = [line.split("\t") for line in lines if line.strip()]
    return [fold("".join(row[column] for row in rows if column < len(row))) for column in range(max(map(len, rows)))]


def strip(cells: list[str]) -> list[str]:
    """Return the cells without blank ones at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


@pytest.mark.parametrize(("home_name", "folder"), [("sample_home", SAMPLES), ("real_home", REAL_FORMS)])
def test_every_form_prints_as_it_was(request: pytest.FixtureRequest, home_name: str, folder: Path) -> None:
    home: Path = request.getfixturevalue(home_name)
    source = (folder / NAME).read_text("utf-8").split("\n")
    build = home / "build" / "warehouse.duckdb"
    keys = [
        row[0] for row in query(build, "select evaluation_key from marts.evaluation_lifecycle order by form_ordinal")
    ]
    assert len(keys) == 4
    seen: set[int] = set()
    with open_build(home) as connection:
        for key in keys:
            for first, last, text in print_form(connection, int(str(key))):
                if first == 0:
                    header = text
                    continue
                printed = strip([fold(cell) for cell in text.split("\t")])
                assert printed == strip(join_cells(source[first - 1 : last])), (first, text)
                seen |= set(range(first, last + 1))
    headers = {number for number, line in enumerate(source, start=1) if strip(line.split("\t")) == header.split("\t")}
    unseen = [number for number, line in enumerate(source, start=1) if line.strip() and number not in seen | headers]
    assert unseen == []


def test_the_command_prints_a_form_with_its_lines(sample_home: Path) -> None:
    (key,) = query(
        sample_home / "current" / "warehouse.duckdb",
        "select evaluation_key from marts.fct_evaluations where form_ordinal = 4",
    )[0]
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "form", str(key)],
        cwd=PROJECT, env={"JIXIAO_HOME": str(sample_home), "PATH": ""}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "   119  项目绩效自我评价" in done.stdout
    assert "   134  投入与管理 (36分)\t绩效目标合理性" in done.stdout
    unknown = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "form", "7"],
        cwd=PROJECT, env={"JIXIAO_HOME": str(sample_home), "PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "has no evaluation 7" in unknown.stderr
