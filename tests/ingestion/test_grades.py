"""Grades: in the total row with or without a label, in a row below the table, in the form header."""

import pytest

from ingestion.forms.layouts import Layouts
from ingestion.normalise import normalise
from ingestion.records import FormField, ParsedDocument
from orchestration.demo.writers.sheet import Cell, Sheet
from tests.corpus.draft import Pair
from tests.ingestion.forms_made import (
    ANY_WAY,
    HUBEI,
    NATIONAL,
    SHANGHAI,
    SICHUAN,
    draw,
    find_pair,
    get_issues,
    parse,
    read,
)
from tests.national_form import NationalForm

WITH_REMARKS = (SHANGHAI, NATIONAL, SICHUAN)  # schemes with a column after the scores
PRINTED = [
    "优", "良好", "不合格", "等级：优", "自评等级：良", "自评结果：优秀", "绩效等级:合格", "优秀（99分）", "优（98.62分）", "优秀等次", "优级", "优 秀。",
]  # fmt: skip


def get_grades(parsed: ParsedDocument, part: str) -> list[FormField]:
    """Return the grades of a part of the form."""
    return [field for field in parsed.form_fields if field.field_code == "grade" and field.part == part]


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", WITH_REMARKS)
@pytest.mark.parametrize("printed", PRINTED)
def test_a_grade_in_the_total_row(layouts: Layouts, printed: str, scheme: str, way: str) -> None:
    draft = draw(scheme)
    draft.total_extra["remark"] = printed
    parsed = read(layouts, way, draft)
    assert [field.value_text for field in get_grades(parsed, "total")] == [printed]
    assert parsed.evaluations[0].total_score_text
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", ["text_utf8", "docx_table"])
@pytest.mark.parametrize("scheme", WITH_REMARKS)
@pytest.mark.parametrize("printed", ["同意", "优良天数", "见附件", "优、良", "中心", "99分", "/"])
def test_another_text_in_the_total_row_is_not_a_grade(layouts: Layouts, printed: str, scheme: str, way: str) -> None:
    draft = draw(scheme)
    draft.total_extra["remark"] = printed
    parsed = read(layouts, way, draft)
    assert not get_grades(parsed, "total")
    assert [field.value_text for field in parsed.form_fields if field.part == "total"] == [printed]


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        (["总分", "", "自评等级", "优", "", "", "100", "98.62", ""], "优"),
        (["总分", "自评结果：", "", "良", "", "", "100", "98.62", ""], "良"),
        (["其他需要说明的事项", "无", "", "", "", "总分", "100", "98.62", "优"], "优"),
        (["总分", "", "", "", "", "", "100", "98.62", "自评等级"], None),
    ],
)
def test_a_grade_next_to_its_label_in_the_total_row(layouts: Layouts, total: list[str], grade: str | None) -> None:
    for separator in ("\t", ","):
        lines = NationalForm(total=total).text().replace("\t", separator)
        parsed = parse(layouts, lines)
        assert [field.value_text for field in get_grades(parsed, "total")] == ([grade] if grade else [])
        assert parsed.evaluations[0].total_score_text == "98.62"


@pytest.mark.parametrize("way", ["csv_commas", "html_page", "docx_table", "xlsx_text"])
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN, HUBEI])
def test_a_grade_beyond_the_columns_is_held_back(layouts: Layouts, scheme: str, way: str) -> None:
    def add_grade(sheet: Sheet) -> None:
        row = next(cell.row for cell in sheet.cells if cell.role == "label:sum")
        sheet.cells.append(Cell("优", row, sheet.width))
        sheet.width += 1

    parsed = read(layouts, way, draw(scheme), add_grade)
    assert get_grades(parsed, "total") or get_issues(parsed) or parsed.rejections


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN, HUBEI])
@pytest.mark.parametrize(
    ("label", "printed"),
    [("自评结果", "优"), ("自评等级", "优秀"), ("绩效等级：", "良好"), ("等级", "优（98分）"), ("评定等级", "合格"), ("自评等级（盖章）", "中")],
)  # fmt: skip
def test_a_grade_below_the_table(layouts: Layouts, label: str, printed: str, scheme: str, way: str) -> None:
    draft = draw(scheme)
    draft.form_footer.insert(0, [Pair(label, printed)])
    parsed = read(layouts, way, draft)
    assert [field.value_text for field in get_grades(parsed, "foot")] == [printed]
    assert not get_issues(parsed)
    assert not parsed.rejections


@pytest.mark.parametrize("way", ["text_utf8", "docx_table"])
@pytest.mark.parametrize(
    "line", ["等级 差", "自评等级　差", "自评得分 98.62 自评等级 差", "评价等级（优/良/中/差）：差", "自评等级为：差"]
)
def test_a_grade_below_the_table_is_read_or_held_back(layouts: Layouts, line: str, way: str) -> None:
    draft = draw(NATIONAL)
    draft.form_footer.insert(0, [Pair(line, "")])
    parsed = read(layouts, way, draft)
    assert get_grades(parsed, "foot") or get_issues(parsed)


@pytest.mark.parametrize("separator", ["\t", ","])
@pytest.mark.parametrize("place", [1, 3, 5])
def test_a_grade_before_the_points_of_the_total_row_is_read_or_held_back(
    layouts: Layouts, place: int, separator: str
) -> None:
    total = ["总分", "", "", "", "", "", "100", "98.62", ""]
    total[place] = "差"
    parsed = parse(layouts, NationalForm(total=total).text().replace("\t", separator))
    assert get_grades(parsed, "total") or get_issues(parsed)


TICKED = [
    ("优√ 良 中 差", "优"), ("优 良√ 中 差", "良"), ("优 良 √中 差", "中"), ("□优 ☑良 □中 □差", "良"), ("□优□良☑中□差", "中"),
    ("优□ 良□ 中□ 差☑", "差"), ("（ ）优 （√）良 （ ）中 （ ）差", "良"), ("优（ ）、良（√）、中（ ）、差（ ）", "良"), ("优秀√ 良好 合格 不合格", "优秀"),
    ("优秀□ 良好□ 合格□ 不合格■", "不合格"), ("优（90分以上）□ 良（80-90分）☑ 中□ 差□", "良"), ("☑ 优　□ 良　□ 中", "优"),
]  # fmt: skip
NOT_ONE = [
    "□优 □良 □中 □差",
    "☑优 ☑良 □中 □差",
    "优√良中差",
    "优 √ 良 中 差",
    "优 □良 □中 ☑差 □",
    "□优 ☑良 □中 □差 经办人张三",
]


@pytest.mark.parametrize("way", ["text_utf8", "docx_table"])
@pytest.mark.parametrize("scheme", WITH_REMARKS)
@pytest.mark.parametrize(("printed", "grade"), [*TICKED, *((text, None) for text in NOT_ONE)])
def test_a_ticked_grade_in_the_total_row(
    layouts: Layouts, printed: str, grade: str | None, scheme: str, way: str
) -> None:
    draft = draw(scheme)
    draft.total_extra["remark"] = printed
    (field,) = get_grades(read(layouts, way, draft), "total")
    assert field.value_text == printed
    assert field.value_normalised == (grade or normalise(printed))


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("label", ["", "评价等级：", "自评等级 ", "自评等级（在□内打√）："])
@pytest.mark.parametrize(("printed", "grade"), [*TICKED[:6], (NOT_ONE[0], None), (NOT_ONE[2], None)])
def test_a_ticked_grade_below_the_table(
    layouts: Layouts, printed: str, grade: str | None, label: str, way: str
) -> None:
    draft = draw(NATIONAL)
    draft.form_footer.insert(0, [Pair(label + printed, "")])
    parsed = read(layouts, way, draft)
    if label.startswith("自评等级") and grade is None:
        assert get_grades(parsed, "foot")[0].value_normalised not in ("优", "良", "中", "差")
    else:
        assert [field.value_normalised for field in get_grades(parsed, "foot")] == [grade or normalise(printed)]
    assert not get_issues(parsed)
    assert not parsed.rejections


@pytest.mark.parametrize(
    "cells",
    [["评价等级：", "优", "良√", "中", "差"], ["评价等级", "□", "优", "☑", "良", "□", "中"], ["优", "良√", "中", "差"]],
)
@pytest.mark.parametrize("separator", ["\t", ","])
def test_grades_in_cells_of_their_own_below_the_table(layouts: Layouts, cells: list[str], separator: str) -> None:
    text = NationalForm(foot=("\t".join(cells),)).text().replace("\t", separator)
    assert [field.value_normalised for field in get_grades(parse(layouts, text), "foot")] == ["良"]


@pytest.mark.parametrize("cells", [["优", "良√", "中", "差"], ["优", "良√", "中"], ["□优", "☑良", "□中", "□差"]])
@pytest.mark.parametrize("separator", ["\t", ","])
def test_grades_in_cells_of_their_own_in_the_form_header_and_the_total_row(
    layouts: Layouts, cells: list[str], separator: str
) -> None:
    total = ["总分", "评价等级", *cells, *[""] * (4 - len(cells)), "100", "98.62", ""]
    for form in (NationalForm().with_head(评价等级="\t".join(cells)), NationalForm(total=total)):
        parsed = parse(layouts, form.text().replace("\t", separator))
        assert [field.value_normalised for field in parsed.form_fields if field.field_code == "grade"] == ["良"]
        assert parsed.evaluations[0].total_score_text == "98.62"
        assert not get_issues(parsed)


@pytest.mark.parametrize("way", ANY_WAY)
def test_a_ticked_grade_below_a_narrative_is_not_part_of_it(layouts: Layouts, way: str) -> None:
    draft = draw(HUBEI)
    draft.form_footer.append([Pair("□优 ☑良 □中 □差", "")])
    parsed = read(layouts, way, draft)
    assert [field.value_normalised for field in get_grades(parsed, "foot")] == ["良"]
    assert "☑" not in "".join(field.value_text for field in parsed.form_fields if field.field_code == "improvements")


@pytest.mark.parametrize(
    "note", ["注：评价等级请在对应的□内打√，分为优、良、中、差。", "● 优：90分以上  ● 良：80分以上", "说明：□优"]
)
def test_a_note_about_grades_is_not_a_grade(layouts: Layouts, note: str) -> None:
    parsed = parse(layouts, NationalForm(foot=(note,)).text())
    assert not get_grades(parsed, "foot")
    assert note in [field.value_text for field in parsed.form_fields if field.part == "note"]


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize(("printed", "grade"), [*TICKED, *((text, None) for text in NOT_ONE)])
def test_a_ticked_grade_in_the_form_header(layouts: Layouts, printed: str, grade: str | None, way: str) -> None:
    draft = draw(SHANGHAI)
    find_pair(draft, "grade").text = printed
    (field,) = get_grades(read(layouts, way, draft), "head")
    assert (field.value_text, field.value_normalised) == (printed, grade or normalise(printed))


@pytest.mark.parametrize("way", ANY_WAY)
def test_a_grade_below_shanghai_s_table(layouts: Layouts, way: str) -> None:
    draft = draw(SHANGHAI)
    find_pair(draft, "grade").text = ""
    draft.form_footer.append([Pair("绩效等级", "优秀"), Pair("填报日期", "2020年5月14日")])
    parsed = read(layouts, way, draft)
    assert [field.value_text for field in get_grades(parsed, "foot")] == ["优秀"]
    assert [field.field_code for field in parsed.form_fields if field.part == "foot"] == [
        "grade",
        "self_evaluation_date",
    ]


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("printed", ["优秀（99分）", "优", "等级：优"])
def test_a_grade_in_the_form_header_is_kept_as_printed(layouts: Layouts, printed: str, way: str) -> None:
    draft = draw(SHANGHAI)
    find_pair(draft, "grade").text = printed
    parsed = read(layouts, way, draft)
    assert [field.value_text for field in get_grades(parsed, "head")] == [printed]
    assert not get_issues(parsed)
