"""Titles: texts around a title, and words of a title that do not start a form."""

import pytest

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.forms.titles import read_title
from ingestion.records import ParsedDocument
from tests.national_form import NationalForm
from tests.shanghai_form import Form


def parse(text: str, layouts: Layouts) -> ParsedDocument:
    """Read a text."""
    return parse_document(text.encode(), "0" * 64, layouts)


@pytest.mark.parametrize(
    ("printed", "scheme", "year"),
    [
        ("某市水务局2020年度项目绩效自我评价", "shanghai_2019", 2020),
        ("某市水务局项目绩效自我评价", "shanghai_2019", None),
        ("项目绩效自我评价（单位：万元）", "shanghai_2019", None),
        ("2023年度农村饮水项目自评表", "hubei_20_80", 2023),
        ("银川市本级部门项目支出绩效自评表（2021年）", "yinchuan_2021", 2021),
        ("部门预算项目支出绩效自评表（2023年度）", "mof_2020", 2023),
        ("附件3 某县2022年道路养护项目支出绩效自评表（公开）", "mof_2020", 2022),
        ("项目支出绩效自评表（二〇二二年度）", "mof_2020", 2022),
        ("2021-2023年行动计划项目支出绩效自评表（2023年度）", "mof_2020", 2023),
        ("公开14表 项目支出绩效自评表", "mof_2020", None),
        ("专项资金绩效自评表", None, None),
        ("白水村灌溉渠项目绩效目标自评表", None, None),
        ("预算项目绩效自评情况表", None, None),
    ],
)
def test_titles_with_a_unit_a_project_a_year_or_a_number(
    layouts: Layouts, printed: str, scheme: str | None, year: int | None
) -> None:
    title = read_title([printed], layouts)
    assert title is not None
    assert (title.layout.scheme_code if title.layout else None, title.year) == (scheme, year)
    assert title.set_aside_kind is None


@pytest.mark.parametrize(
    "printed",
    [
        "按要求开展项目绩效自评价工作。", "做好项目绩效自评", "项目支出绩效自评表填报说明", "关于项目支出绩效自评表的通知",
        "本单位已填报项目支出绩效自评表，详见附件", "绩效目标",
    ],
)  # fmt: skip
def test_sentences_about_a_title_are_not_titles(layouts: Layouts, printed: str) -> None:
    assert read_title([printed], layouts) is None


@pytest.mark.parametrize(
    "cells",
    [
        ["项目支出绩效自评表", "", "附件2"], ["公开14表", "项目支出绩效自评表", "单位：万元"],
        ["项目支出绩效自评表", "（2022年度）"], ["", "项目支出", "绩效自评表"],
    ],
)  # fmt: skip
def test_a_title_line_may_contain_a_number_a_year_or_the_money_unit(layouts: Layouts, cells: list[str]) -> None:
    title = read_title(cells, layouts)
    assert title is not None
    assert title.layout is not None
    assert title.year == (2022 if "（2022年度）" in cells else None)


@pytest.mark.parametrize(
    "words", ["项目绩效自我评价", "项目支出绩效自评表", "绩效目标申报表", "某市项目支出绩效自评表"]
)
@pytest.mark.parametrize("place", ["主要问题：\t无。\t\t", "主要绩效：\t任务完成。\t\t"])
def test_the_words_of_a_title_in_a_narrative_do_not_start_a_form(layouts: Layouts, words: str, place: str) -> None:
    parsed = parse(Form().text().replace(place, f"{place.rstrip()}\n{words}"), layouts)
    assert len(parsed.evaluations) == 1
    assert parsed.evaluations[0].indicator_line_count == 12
    assert not parsed.rejections
    assert not parsed.set_aside_forms
    narratives = [field.value_plain for field in parsed.form_fields if words in field.value_plain]
    assert len(narratives) == 1


def test_a_page_heading_in_a_table_does_not_start_a_form(layouts: Layouts) -> None:
    lines = Form().text().split("\n")
    middle = next(number for number, line in enumerate(lines) if line.startswith("产出目标"))
    parsed = parse("\n".join([*lines[:middle], "某市项目绩效自我评价", *lines[middle:]]), layouts)
    assert len(parsed.evaluations) == 1
    assert [issue.issue_code for issue in parsed.reading_issues] in ([], ["cells_beyond_label"])


def test_a_heading_above_the_title_is_a_note(layouts: Layouts) -> None:
    text = "测试市水务局2022年项目支出绩效自评表\n发布时间：2023-05-01\n" + NationalForm().text()
    parsed = parse(text, layouts)
    assert [evaluation.title_text for evaluation in parsed.evaluations] == ["项目支出绩效自评表"]
    assert not parsed.rejections


@pytest.mark.parametrize(
    "above", ["附件2", "公开14表", "某市财政局编制", "附件2\n\n单位：万元", "2022年部门决算\n第1页"]
)
def test_the_number_or_heading_of_a_form_is_not_rejected(layouts: Layouts, above: str) -> None:
    parsed = parse(above + "\n" + NationalForm().text(), layouts)
    assert not parsed.rejections
    assert len(parsed.evaluations) == 1


def test_a_second_form_under_the_title_of_a_unit_is_a_separate_form(layouts: Layouts) -> None:
    second = Form(title="测试市水务局项目绩效自我评价").with_head(项目名称="乙项目")
    parsed = parse(Form().text() + "\n" + second.text(), layouts)
    assert [evaluation.indicator_line_count for evaluation in parsed.evaluations] == [12, 12]
    names = [field.value_text for field in parsed.form_fields if field.field_code == "project_name"]
    assert names == ["甲项目", "乙项目"]


def test_a_title_of_another_scheme_than_the_body_is_an_issue_and_the_body_is_read(layouts: Layouts) -> None:
    parsed = parse(NationalForm(title="项目绩效自我评价").text(), layouts)
    assert [evaluation.scheme_code for evaluation in parsed.evaluations] == ["mof_2020"]
    assert [issue.issue_code for issue in parsed.reading_issues] == ["title_of_another_scheme"]
    assert parsed.evaluations[0].indicator_line_count == 8


@pytest.mark.parametrize("title", ["专项资金绩效自评表", "白水村灌溉渠项目绩效目标自评表"])
def test_a_title_of_no_scheme_takes_the_scheme_of_the_body(layouts: Layouts, title: str) -> None:
    assert [e.scheme_code for e in parse(NationalForm(title=title).text(), layouts).evaluations] == ["mof_2020"]
    shanghai = parse(Form(title=title).text(), layouts)
    assert [e.scheme_code for e in shanghai.evaluations] == ["shanghai_2019"]
    assert not shanghai.reading_issues
