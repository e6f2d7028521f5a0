"""Values that a conditional format of a workbook hides are left out; those that it may hide are noted."""

from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.formatting import rule as rules
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from ingestion.containers import ContainerText, read_container
from ingestion.containers.result import Notice
from ingestion.limits import Limits
from tests.containers.write_xlsx import save_workbook

make: Any = rules  # its functions have no types
WHITE = Font(color="FFFFFFFF")
BLANK = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=";;;"))


def read(value: Any, rule: Any, reference: str = "B2:B9", fill: PatternFill | None = None) -> ContainerText:
    """Read a workbook with a label, and a value in B2 to which a rule applies."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["A2"], sheet["B2"], sheet["C2"] = "预算数", value, "元"
    if fill is not None:
        sheet["B2"].fill = fill
    sheet.conditional_formatting.add(reference, rule)
    return read_container(save_workbook(workbook), Limits())


def cell_is(sign: str, *formulas: str, **look: Any) -> Any:
    return make.CellIsRule(operator=sign, formula=formulas, **(look or {"font": WHITE}))


def formula(text: str) -> Any:
    return make.FormulaRule(formula=[text], font=WHITE)


def show_icons(*, shows_value: bool) -> Any:
    return make.IconSetRule("3Arrows", "percent", [0, 33, 67], showValue=shows_value)


def kind(name: Any) -> Any:
    return Rule(type=name, dxf=DifferentialStyle(font=WHITE))


HIDDEN = [
    (0, cell_is("equal", "0")),
    (120, cell_is("greaterThan", "0")),
    (120, cell_is("between", "100", "200")),
    (5, cell_is("notBetween", "100", "200")),
    (0.5, cell_is("lessThan", "60%")),
    ("无", cell_is("equal", '"无"')),
    ("无", cell_is("greaterThan", "0")),  # a text is greater than every number
    ("#N/A", kind("containsErrors")),
    ("#N/A", formula("ISERROR(B2)")),
    (0, formula("B2=0")),
    (120, Rule(type="cellIs", operator="greaterThan", formula=["0"], dxf=BLANK)),
    (120, cell_is("greaterThan", "0", fill=PatternFill(bgColor="FF000000"))),  # black on black
    (120, show_icons(shows_value=False)),
]
SHOWN = [
    (120, cell_is("equal", "0")),
    (120, cell_is("lessThan", "0")),
    (120, kind("containsErrors")),
    (120, formula("ISERROR(B2)")),
    (120, formula("B2=0")),
    (120, cell_is("greaterThan", "0", font=Font(color="FFFF0000"))),
    (120, cell_is("greaterThan", "0", font=WHITE, fill=PatternFill(bgColor="FF1F4E79"))),
    (120, show_icons(shows_value=True)),
    ("甲", show_icons(shows_value=False)),
]


@pytest.mark.parametrize(("value", "rule"), HIDDEN)
def test_a_value_that_a_rule_hides_is_left_out(value: object, rule: Any) -> None:
    text = read(value, rule)
    assert text.rows.cells[-1] == ["预算数", "", "元"] and text.notices == (Notice("hidden_text", 2, str(value)),)
    other = read(value, rule, "B3:B9")
    assert other.rows.cells[-1] == ["预算数", str(value), "元"] and not other.notices


@pytest.mark.parametrize(("value", "rule"), SHOWN)
def test_a_value_that_no_rule_hides_is_read(value: object, rule: Any) -> None:
    text = read(value, rule)
    assert text.rows.cells[-1] == ["预算数", str(value), "元"] and not text.notices


def test_a_value_struck_out_by_a_rule_is_left_out() -> None:
    text = read(120, cell_is("greaterThan", "0", font=Font(strike=True)))
    assert text.rows.cells[-1] == ["预算数", "", "元"] and text.notices == (Notice("struck_text", 2, "120"),)


@pytest.mark.parametrize("rule", [formula("$C2=0"), formula("$B$3=0"), cell_is("greaterThan", "C2"), kind("top10")])
def test_a_value_that_a_rule_may_hide_is_read_and_noted(rule: Any) -> None:
    text = read(120, rule)
    assert text.rows.cells[-1] == ["预算数", "120", "元"] and text.notices == (Notice("conditional_format", 2, "120"),)
    assert not read(120, rule, fill=PatternFill("solid", fgColor="FF1F4E79")).notices
