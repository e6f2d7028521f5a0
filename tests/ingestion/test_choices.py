"""Ticked answers: exactly one ticked box is the answer; several or none are an issue."""

import pytest

from ingestion.forms.layouts import Layouts
from tests.containers.docx_parts import make_docx, p, r, tbl, tr
from tests.ingestion.forms_made import ANY_WAY, SHANGHAI, draw, find_pair, get_issues, get_values, parse, read
from tests.shanghai_form import Form

YES = [
    "☑是 □否", "☑ 是  □ 否", "是☑ 否□", "是（√） 否（ ）", "（√）是 （ ）否", "是[√] 否[ ]", "☒是 ☐否", "√是 □否", "■是 □否",
    "●是 ○否", "是√", "是√ 否", "√是 否", "是。", "TRUE", "True", "Y", "是",
]  # fmt: skip
NO = ["□是 ☑否", "是□ 否☑", "是（ ） 否（√）", "□是 √否", "是 否√", "是 √否", "☐是、☒否", "否。", "FALSE", "no", "否"]
UNREADABLE = [
    "☑是 ☑否",
    "□是 □否",
    "是□ 否□",
    "是（） 否（）",
    "（√）是 （√）否",
    "是/否",
    "是√否",
    "是 √ 否",
    "是 □否 √",
    "☑",
    "√",
    "待定",
    "详见附件",
]


@pytest.mark.parametrize("way", ["text_utf8", "docx_table"])
@pytest.mark.parametrize(("printed", "answer"), [(text, "是") for text in YES] + [(text, "否") for text in NO], ids=str)
def test_one_ticked_box_or_a_word_is_the_answer(layouts: Layouts, printed: str, answer: str, way: str) -> None:
    draft = draw(SHANGHAI)
    find_pair(draft, "recurring").text = printed
    parsed = read(layouts, way, draft)
    assert get_values(parsed, "is_recurring") == [answer]
    assert [field.value_text for field in parsed.form_fields if field.field_code == "is_recurring"] == [printed]
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", ["text_utf8", "xlsx_text"])
@pytest.mark.parametrize("printed", UNREADABLE)
def test_several_ticks_or_none_are_an_issue(layouts: Layouts, printed: str, way: str) -> None:
    draft = draw(SHANGHAI)
    find_pair(draft, "recurring").text = printed
    parsed = read(layouts, way, draft)
    assert get_issues(parsed) == [("choice_unreadable", printed)]
    assert get_values(parsed, "is_recurring")[0] not in ("是", "否")


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("printed", ["", "/", "无"])
def test_a_blank_answer_is_not_an_issue(layouts: Layouts, printed: str, way: str) -> None:
    draft = draw(SHANGHAI)
    find_pair(draft, "recurring").text = printed
    parsed = read(layouts, way, draft)
    assert get_values(parsed, "is_recurring") == [printed]
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", ["xlsx_typed", "xls"])
@pytest.mark.parametrize(("printed", "answer"), [("TRUE", "是"), ("FALSE", "否")])
def test_a_boolean_cell_is_the_answer(layouts: Layouts, printed: str, answer: str, way: str) -> None:
    draft = draw(SHANGHAI)
    find_pair(draft, "recurring").text = printed
    assert get_values(read(layouts, way, draft), "is_recurring") == [answer]


def field(checked: str) -> str:
    """Return a check box of Word's form fields."""
    box = f'<w:checkBox><w:default w:val="0"/><w:checked w:val="{checked}"/></w:checkBox>'
    return r(f'<w:fldChar w:fldCharType="begin"><w:ffData>{box}</w:ffData></w:fldChar>')


def symbol(code: str) -> str:
    """Return a character of Wingdings."""
    return r(f'<w:sym w:font="Wingdings" w:char="{code}"/>')


@pytest.mark.parametrize(
    ("yes", "no", "answer"),
    [
        (field("1"), field("0"), "是"),
        (field("0"), field("1"), "否"),
        (symbol("F0FE"), symbol("F0A8"), "是"),
        (symbol("F0A8"), symbol("F0FC"), "否"),
        (field("1"), field("1"), None),
        (field("0"), field("0"), None),
        (symbol("F0A8"), symbol("F0A8"), None),
    ],
)
def test_boxes_of_word(layouts: Layouts, yes: str, no: str, answer: str | None) -> None:
    lines = [line.split("\t") for line in Form().text().split("\n")]
    place = next(number for number, cells in enumerate(lines) if "是否为经常性项目：" in cells)
    rows = [tr(*cells) for cells in lines[1:] if any(cells)]
    rows[place - 1] = tr(*lines[place][:3], p(yes, "是 ", no, "否"))
    parsed = parse(layouts, make_docx(p(Form().title) + tbl(*rows)))
    assert [code for code, _ in get_issues(parsed)] == ([] if answer else ["choice_unreadable"])
    assert (get_values(parsed, "is_recurring")[0] in ("是", "否")) is bool(answer)
    assert answer is None or get_values(parsed, "is_recurring") == [answer]
