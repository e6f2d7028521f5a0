"""Tables of the summary in outputs of any width: a number is whole or its column is left out, with a word."""

import re
from decimal import Decimal
from io import StringIO

import pytest
from rich.console import Console

from orchestration.run.summary_tables import show_list, show_table

HEADINGS = ("项目 project", "年度\nyear", "等级\ngrade", "预算（元）\nbudget", "执行率\nrate")
ROWS = [
    ("一个名称很长的项目" * 4, 2019, "优秀", Decimal("12345678901.23"), Decimal("0.900000")),
    ("乙项目", 2020, "良好", Decimal("5.00"), Decimal("1.000000")),
    ("丙项目", 2020, "良好", None, Decimal("0.123457")),
]
NUMBERS = {"2019", "2020", "12,345,678,901.23", "5.00", "0.9", "1", "0.123457"}


def show(width: int, count: int = 3) -> str:
    shown = StringIO()
    show_table(Console(file=shown, width=width, highlight=False), "Evaluations 自评", HEADINGS, (ROWS * 20)[:count])
    return shown.getvalue()


@pytest.mark.parametrize("width", range(20, 200, 3))
def test_a_number_is_whole_or_its_column_is_left_out(width: int) -> None:
    text = show(width)
    found = set(re.findall(r"(?<![\w.,])[\d.,]*\d(?![\w.,])", text))
    assert found <= NUMBERS
    left_out = text.split("Not shown for lack of width: ")[1] if "Not shown" in text else ""
    for heading, numbers in {"预算": {"12,345,678,901.23", "5.00"}, "执行率": {"0.9", "1", "0.123457"}}.items():
        assert numbers <= found or (heading in left_out and not numbers & found)


def test_eighty_columns_show_all() -> None:
    assert set(re.findall(r"[\d.,]*\d", show(80))) >= NUMBERS


def test_the_rest_is_counted() -> None:
    assert "... and 4 more" in show(120, 24)
    assert "more" not in show(120, 20)
    shown = StringIO()
    console = Console(file=shown, width=120, highlight=False)
    show_table(console, "Evaluations 自评", HEADINGS, ROWS, "marts.fct_evaluations", 2)
    show_list(console, "Rejected 无法识别", [("a",), ("b",), ("c",)], "marts.rejections", 1)
    assert "丙项目" not in shown.getvalue() and "... and 1 more in marts.fct_evaluations\n" in shown.getvalue()
    assert shown.getvalue().endswith("a\n... and 2 more in marts.rejections\n")


def test_nothing_is_shown_of_nothing() -> None:
    assert show(80, 0) == ""


def test_a_list_says_what_each_is_about_and_what_there_is_to_say() -> None:
    shown = StringIO()
    entries = [("2019/[a].txt:5", "原因", None), *[(f"{number}.txt", "reason") for number in range(21)]]
    show_list(Console(file=shown, width=30, highlight=False), "Quarantined 待核实", entries)
    lines = shown.getvalue().splitlines()
    assert lines[:5] == ["", "Quarantined 待核实", "2019/[a].txt:5", "    原因", "0.txt"]
    assert lines[-1] == "... and 2 more"


def test_names_cannot_command_a_terminal_or_hide_what_they_are() -> None:
    """A name of a file may contain any character."""
    name = "\u202etxt.\u200b\x1b[2J\x1b]0;title\x07\u2066a\ufeff.docx"
    shown = StringIO()
    console = Console(file=shown, width=80, highlight=False, force_terminal=True, color_system=None)
    show_list(console, "Rejected 无法识别", [(name, f"no form in {name}")])
    show_table(console, "Evaluations 自评", ("项目", "年度"), [(name, 2019)])
    assert not {sign for sign in shown.getvalue() if not sign.isprintable()} - {"\n"}
    assert "txt." in shown.getvalue() and ".docx" in shown.getvalue()
