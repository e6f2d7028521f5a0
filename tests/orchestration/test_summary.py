"""The summary that a refresh prints."""

from pathlib import Path

import pytest

from orchestration.run.summary import form_command, show_summary
from orchestration.settings import PROJECT, read_settings
from tests.conftest import query


def test_an_indicator_without_a_value_says_why_in_words(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sample's forms print no targets: nothing can be recomputed."""
    show_summary(read_settings({"JIXIAO_HOME": str(sample_home)}), 1)
    shown = capsys.readouterr().out
    assert "没有任何评价有结果：无可复算的指标行" in shown
    assert "no evaluation has a value: No line item can be recomputed" in shown
    assert "not_recomputed" not in shown


def show(home: Path, capsys: pytest.CaptureFixture[str], **options: bool) -> str:
    show_summary(read_settings({"JIXIAO_HOME": str(home)}), 1, **options)
    return capsys.readouterr().out


def test_what_needs_attention_comes_first_and_no_list_is_long(
    broken_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dozens of forms are quarantined: ten are printed, with the number of the others and where they are."""
    shown = show(broken_home, capsys)
    titles = (
        "Quarantined 待核实",
        "Rejected 无法识别",
        "Quality by unit",
        "Evaluations 自评",
        "Findings that do not block",
    )
    places = [shown.index(f"\n{title}") for title in titles]
    assert places == sorted(places)
    database = broken_home / "current" / "warehouse.duckdb"
    count = len(query(database, "from marts.quarantined_evaluations"))
    assert count > 20
    assert f"\n... and {count - 10} more in marts.quarantined_evaluations\n" in shown
    assert "more in marts.fct_evaluations\n" in shown
    assert shown.count("make form EVALUATION=") == 10


def test_the_command_that_prints_a_form_names_its_home(broken_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also a folder with a blank in its name, and the seeds of the site; for the default home it is `make form`."""
    assert f"\n    JIXIAO_HOME={broken_home} make form EVALUATION=" in show(broken_home, capsys)
    settings = read_settings({"JIXIAO_HOME": str(PROJECT / ".jixiao-demo"), "JIXIAO_SEEDS": str(PROJECT / "docs")})
    assert form_command(settings) == "JIXIAO_HOME=.jixiao-demo JIXIAO_SEEDS=docs make form EVALUATION="
    assert form_command(read_settings({"JIXIAO_HOME": "/a b"})) == "JIXIAO_HOME='/a b' make form EVALUATION="
    assert form_command(read_settings({})) == "make form EVALUATION="


def test_a_brief_summary_is_the_line_of_counts(broken_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = show(broken_home, capsys, is_brief=True).splitlines()
    assert [bool(line) for line in lines] == [False, True]
    assert lines[1].startswith("Release 00000001 in 1 s: ")
