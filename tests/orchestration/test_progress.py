"""What a refresh shows while it works: a bar on a terminal, a few lines elsewhere."""

import io
import logging

import pytest
from rich.console import Console

from orchestration.run import summary


def log_reading(count: int) -> None:
    logger = logging.getLogger("jixiao_progress")
    for done in range(1, count + 1):
        logger.info("reading %d/%d %s", done, count, f"{done}.txt", extra={"done": done, "total": count})


def show(monkeypatch: pytest.MonkeyPatch, *counts: int, is_terminal: bool) -> str:
    shown = io.StringIO()
    monkeypatch.setattr(summary, "console", Console(file=shown, force_terminal=is_terminal, width=80, highlight=False))
    with summary.Progress() as progress:
        progress.show("starting [Dagster]")
        for count in counts:
            log_reading(count)
        logging.getLogger("jixiao.refresh").info("line\nbreak \x1b[2J done")
    return shown.getvalue()


def test_thousands_of_documents_are_a_few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = show(monkeypatch, 2000, is_terminal=False).splitlines()
    assert lines[:3] == ["starting [Dagster]", "reading 1/2000 1.txt", "reading 101/2000 101.txt"]
    assert lines[-2:] == ["reading 1901/2000 1901.txt", "line break  [2J done"]
    assert len(lines) == 22


def test_each_stage_has_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = show(monkeypatch, 40, 2, 60, is_terminal=False).splitlines()
    assert [len([line for line in lines if f"/{count} " in line]) for count in (40, 2, 60)] == [20, 2, 20]


def test_a_few_documents_are_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = show(monkeypatch, 3, is_terminal=False).splitlines()
    assert lines[1:4] == [f"reading {done}/3 {done}.txt" for done in (1, 2, 3)]


def test_a_terminal_has_one_bar_and_then_none(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = show(monkeypatch, 2000, is_terminal=True)
    assert "line break  [2J done" in shown
    assert shown.count("\n") <= 2
    assert shown.endswith("\x1b[2K")
