"""The money unit that a form states once applies to every amount, wherever it is printed; two units are an issue."""

import pytest

from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument
from tests.corpus.draft import Draft
from tests.corpus.odd_money import drop_units
from tests.ingestion.forms_made import (
    ANY_WAY,
    HUBEI,
    NATIONAL,
    SHANGHAI,
    SICHUAN,
    YINCHUAN,
    add_row,
    draw,
    find_pair,
    get_issues,
    parse,
    read,
)
from tests.national_form import NationalForm
from tests.shanghai_form import Form

SCHEMES = (SHANGHAI, NATIONAL, SICHUAN, HUBEI, YINCHUAN)
AMOUNTS = ("initial_budget", "budget", "executed", "prior_year_budget")


def draw_without_unit(scheme: str) -> Draft:
    """Return a clean form without a money unit."""
    draft = draw(scheme)
    drop_units(draft)
    draft.money_unit = "万元"
    return draft


def get_units(parsed: ParsedDocument) -> set[str | None]:
    """Return the units of all amounts."""
    return {field.label_unit for field in parsed.form_fields if field.field_code in AMOUNTS}


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_without_a_unit_it_is_null(layouts: Layouts, scheme: str, way: str) -> None:
    assert get_units(read(layouts, way, draw_without_unit(scheme))) == {None}


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("place", ["above", "next to", "behind", "below"])
@pytest.mark.parametrize("unit", ["单位：万元", "（金额单位：人民币万元）"])
def test_a_unit_near_the_title_applies_to_every_amount(
    layouts: Layouts, unit: str, place: str, scheme: str, way: str
) -> None:
    draft = draw_without_unit(scheme)
    if place in ("next to", "behind"):
        draft.title += ("\t" if place == "next to" else " ") + unit
    else:
        getattr(draft, place).append(unit)
    parsed = read(layouts, way, draft)
    assert get_units(parsed) == {"万元"}
    assert [evaluation.scheme_code for evaluation in parsed.evaluations] == [scheme]
    assert not get_issues(parsed)
    assert not parsed.rejections


@pytest.mark.parametrize(
    "line",
    [
        "项目绩效自评价 金额单位：万元", "项目绩效自评价（单位：万元）", "项目绩效自我评价　单位:万元", "单位：万元\t\t项目绩效自评价",
        "项目绩效自评价\t金额单位：\t万元", "项目绩效自评价\t\t单位\t万元", "项目绩效自评价\n金额单位\t万元", "项目绩效自评价\n\t\t单位：人民币万元",
        "项目绩效自评价\n（2022年度）\t货币单位：万元", "附件2\t单位：万元\n项目绩效自评价",
    ],
)  # fmt: skip
def test_a_unit_in_the_title_s_line_or_in_two_cells(layouts: Layouts, line: str) -> None:
    head = {label.replace("（元）", ""): value for label, value in Form().head.items()}
    parsed = parse(layouts, Form(title=line, head=head).text())
    assert get_units(parsed) == {"万元"}
    assert not parsed.rejections
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_unit_in_two_cells_of_the_form_header(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw_without_unit(scheme)
    add_row(draft, ("金额单位", "万元"), ("项目负责人", "张建国"))
    parsed = read(layouts, way, draft)
    assert get_units(parsed) == {"万元"}
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_title_s_unit_against_a_label_s_is_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    printed = "元" if "万元" in str(draft.money) else "万元"
    draft.below.append(f"单位：{printed}")
    codes = [code for code, _ in get_issues(read(layouts, way, draft))]
    assert codes == ["money_unit_conflict"]


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_two_units_around_the_title_are_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw_without_unit(scheme)
    draft.above.append("单位：元")
    draft.below.append("金额单位：万元")
    parsed = read(layouts, way, draft)
    assert get_issues(parsed) == [("money_unit_conflict", "万元, 元")]
    assert get_units(parsed) == {None}


@pytest.mark.parametrize("way", ["text_utf8", "docx_table", "xlsx_text"])
@pytest.mark.parametrize(("label", "unit"), [("当年预算数（万元）", "万元"), ("当年预算数（单位：万元）", "万元")])
def test_a_label_s_own_unit_is_its_amount_s(layouts: Layouts, label: str, unit: str, way: str) -> None:
    draft = draw_without_unit(SHANGHAI)
    find_pair(draft, "total:budget").label = label
    parsed = read(layouts, way, draft)
    found = {field.field_code: field.label_unit for field in parsed.form_fields if field.field_code in AMOUNTS}
    assert found == {"budget": unit, "prior_year_budget": None, "executed": None}


def test_the_same_unit_twice_is_not_an_issue(layouts: Layouts) -> None:
    parsed = parse(layouts, NationalForm(title="单位：万元\n项目支出绩效自评表\t金额单位：万元").text())
    assert get_units(parsed) == {"万元"}
    assert not get_issues(parsed)


@pytest.mark.parametrize("words", ["计量单位：吨", "单位：某市水务局", "单位：万", "每单位：万元产值"])
def test_other_units_are_not_money_units(layouts: Layouts, words: str) -> None:
    parsed = parse(layouts, NationalForm(money_label="项目资金", year=f"（2022年度）\n{words}").text())
    assert get_units(parsed) == {None}


@pytest.mark.parametrize("way", ["text_utf8", "docx_table", "xlsx_text"])
@pytest.mark.parametrize("place", ["above", "below"])
@pytest.mark.parametrize(
    "words",
    ["资金单位：万元", "单位（万元）", "（万元）", "金额：万元", "单位：万元（保留两位小数）", "单位：万元、%", "货币单位：万元人民币", "以下金额单位均为万元"],
)  # fmt: skip
def test_spellings_of_a_unit_near_the_title(layouts: Layouts, words: str, place: str, way: str) -> None:
    draft = draw_without_unit(SHANGHAI)
    getattr(draft, place).append(words)
    parsed = read(layouts, way, draft)
    assert get_units(parsed) == {"万元"}
    assert not get_issues(parsed)
    assert not parsed.rejections


@pytest.mark.parametrize("place", ["above", "below"])
@pytest.mark.parametrize(
    ("words", "unit"),
    [("单位：千元", "千元"), ("金额单位：百万元", "百万元"), ("单位：元/万元", "元/万元"), ("单位：美元", "美元"), ("单位：万", "万")],
)  # fmt: skip
def test_a_unit_that_amounts_cannot_have_is_an_issue_and_not_yuan(
    layouts: Layouts, words: str, unit: str, place: str
) -> None:
    draft = draw_without_unit(SHANGHAI)
    getattr(draft, place).append(words)
    parsed = read(layouts, "docx_table", draft)
    assert get_units(parsed) == {None}
    assert get_issues(parsed) == [("money_unit_conflict", unit)]


@pytest.mark.parametrize(
    "words", ["注：金额单位：万元", "说明：1、金额单位为万元。", "说明：本表金额以万元为单位，保留两位小数。"]
)
def test_a_unit_in_a_note_is_an_issue_unless_the_amounts_have_it(layouts: Layouts, words: str) -> None:
    bare = {label.replace("（元）", ""): value for label, value in Form().head.items()}
    in_wan = {label.replace("（元）", "（万元）"): value for label, value in Form().head.items()}
    assert get_issues(parse(layouts, Form(head=bare).text() + f"\n{words}\n")) == [("money_unit_conflict", "万元")]
    assert get_issues(parse(layouts, Form().text() + f"\n{words}\n")) == [("money_unit_conflict", "万元")]
    assert not get_issues(parse(layouts, Form(head=in_wan).text() + f"\n{words}\n"))


@pytest.mark.parametrize("label", ["当年预算数（元/万元）", "当年预算数（万元/元）"])
def test_a_label_with_two_units_is_unknown(layouts: Layouts, label: str) -> None:
    head = {own.replace("当年预算数（元）", label): value for own, value in Form().head.items()}
    assert label in head
    parsed = parse(layouts, Form(head=head).text())
    assert "budget" not in {field.field_code for field in parsed.form_fields if field.value_text.strip()}


def test_a_unit_behind_the_year_below_the_title_applies_to_every_amount(layouts: Layouts) -> None:
    form = NationalForm(money_label="项目资金", year="（2022年度）              单位：万元")
    parsed = parse(layouts, form.text())
    assert (get_units(parsed), get_issues(parsed)) == ({"万元"}, [])
    assert parsed.evaluations[0].title_year == 2022


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("填报单位：某省培训中心          单位：万元", "万元"),
        ("填报单位（盖章）：某省培训中心   填报日期：2023年3月1日   （金额单位：元）", "元"),
        ("单位名称：某省培训中心  单位：千元", None),
        ("金额单位万元", "万元"),
        ("单位  万元", "万元"),
    ],
)
def test_a_unit_behind_other_labels_above_the_table_applies_to_every_amount(
    layouts: Layouts, line: str, unit: str | None
) -> None:
    form = NationalForm(money_label="项目资金", year=f"（2022年度）\n{line}")
    parsed = parse(layouts, form.text())
    assert get_units(parsed) == {unit}
    assert [code for code, _ in get_issues(parsed)] == ([] if unit else ["money_unit_conflict"])


def test_a_note_with_another_unit_without_a_colon_is_an_issue(layouts: Layouts) -> None:
    head = {label.removesuffix("（元）"): value for label, value in Form().head.items()}
    form = Form(head=head, notes=("说明：金额单位万元",))
    assert ("money_unit_conflict", "万元") in get_issues(parse(layouts, form.text()))
    agreed = parse(layouts, Form(notes=("说明：金额单位元。",)).text())
    assert not get_issues(agreed)
