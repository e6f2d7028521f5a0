"""Form footers: conclusions and narratives below the table, on separate lines or next to their labels; notes."""

import pytest

from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument
from tests.corpus.draft import Pair
from tests.ingestion.forms_made import (
    ANY_WAY,
    HUBEI,
    NATIONAL,
    RULED,
    SHANGHAI,
    SICHUAN,
    draw,
    find_pair,
    get_issues,
    get_labelled,
    parse,
    read,
)
from tests.national_form import NationalForm

PRINTED_WAYS = (*ANY_WAY, "pdf_page")


def get_footer(parsed: ParsedDocument) -> dict[str | None, str]:
    """Return the labelled fields of the form footer, as text for people."""
    return {field.field_code: field.value_plain for field in parsed.form_fields if field.part == "foot"}


def get_notes(parsed: ParsedDocument) -> list[str]:
    """Return the notes."""
    return [field.value_text for field in parsed.form_fields if field.part == "note"]


@pytest.mark.parametrize("way", PRINTED_WAYS)
def test_the_footer_of_sichuan_s_form(layouts: Layouts, way: str) -> None:
    draft = draw(SICHUAN)
    parsed = read(layouts, way, draft)
    foot = get_footer(parsed)
    assert {code: foot.get(code) for code in ("conclusion", "problems", "improvements")} == {
        code: find_pair(draft, code).text for code in ("conclusion", "problems", "improvements")
    }
    people = get_labelled(parsed, "foot")
    assert (people["项目负责人"], people["财务负责人"]) == tuple(pair.text for pair in draft.form_footer[-1])
    assert not parsed.rejections
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", PRINTED_WAYS)
def test_the_footer_of_hubei_s_form(layouts: Layouts, way: str) -> None:
    draft = draw(HUBEI)
    parsed = read(layouts, way, draft)
    assert get_footer(parsed) == {code: find_pair(draft, code).text for code in ("problems", "improvements")}
    assert not parsed.rejections
    assert not get_issues(parsed)


LINES = {
    "several": ["1、资金到位较晚；", "2、基础数据不全。"],
    "known label": ["改进措施：另行上报，按月调度。", "完毕。"],
    "figures": ["其中3个乡镇未完成，涉及资金20万元。"],
}


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [SICHUAN, HUBEI])
@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
def test_several_lines_of_a_narrative_are_joined(layouts: Layouts, lines: list[str], scheme: str, way: str) -> None:
    draft = draw(scheme)
    texts = {code: find_pair(draft, code).text for code in ("problems", "improvements")}
    last = "improvements" if lines == LINES["known label"] else "problems"
    draft.narrative_lines[last] = lines
    parsed = read(layouts, way, draft)
    texts[last] += "\n" + "\n".join(lines)
    foot = get_footer(parsed)
    assert {code: foot[code] for code in texts} == texts
    assert not parsed.rejections


@pytest.mark.parametrize("scheme", [SICHUAN, HUBEI])
@pytest.mark.parametrize("line", ["改进措施：按月调度，跟踪落实。", "自评等级：优秀，符合预期。"])
def test_a_narrative_line_with_a_label_of_a_later_row_is_kept_or_an_issue(
    layouts: Layouts, line: str, scheme: str
) -> None:
    draft = draw(scheme)
    text = find_pair(draft, "problems").text
    draft.narrative_lines["problems"] = [line]
    parsed = read(layouts, "text_utf8", draft)
    assert get_footer(parsed)["problems"] == f"{text}\n{line}" or get_issues(parsed)


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize("scheme", [SICHUAN, HUBEI])
def test_a_row_below_a_narrative_under_its_blank_label_is_part_of_it(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    place = next(number for number, row in enumerate(draft.form_footer) if row[0].role == "problems")
    draft.form_footer.insert(place + 1, [Pair("", "另有两个村未验收。")])
    foot = get_footer(read(layouts, way, draft))
    assert foot["problems"] == f"{find_pair(draft, 'problems').text}\n另有两个村未验收。"
    assert foot["improvements"] == find_pair(draft, "improvements").text


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [SICHUAN, HUBEI])
def test_a_blank_narrative_does_not_take_the_next_label(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    find_pair(draft, "problems").text = ""
    foot = get_footer(read(layouts, way, draft))
    assert (foot["problems"], foot["improvements"]) == ("", find_pair(draft, "improvements").text)


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize("label", ["自评结论", "评价结论：", "一、评价结论"])
def test_conclusions_of_sichuan(layouts: Layouts, label: str, way: str) -> None:
    draft = draw(SICHUAN)
    find_pair(draft, "conclusion").label = label
    assert get_footer(read(layouts, way, draft))["conclusion"] == "总体良好。"


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize("scheme", [SICHUAN, HUBEI])
@pytest.mark.parametrize("label", ["二、存在问题", "2.存在问题", "（二）存在的问题"])
def test_a_numbered_label_next_to_its_narrative_is_a_label(layouts: Layouts, label: str, scheme: str, way: str) -> None:
    draft = draw(scheme)
    find_pair(draft, "problems").label = label
    assert get_footer(read(layouts, way, draft)).get("problems") == find_pair(draft, "problems").text


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [SHANGHAI, NATIONAL, SICHUAN, HUBEI])
@pytest.mark.parametrize(
    "note",
    [
        "说明：1、对照目标填写。", "注：1.定量指标按完成比例计分。", "注1：等级分为优、良、中、差。", "备注：无。", "2、自评等级按总分确定。",
        "3.存在问题和改进措施应逐项填写。",
    ],
)  # fmt: skip
def test_notes_are_not_fields(layouts: Layouts, note: str, scheme: str, way: str) -> None:
    draft, clean = draw(scheme), read(layouts, way, draw(scheme))
    draft.notes += ["说明：1、按批复填写。", note]
    parsed = read(layouts, way, draft)
    assert note in get_notes(parsed)
    assert get_footer(parsed) == get_footer(clean)
    assert not parsed.rejections
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", ANY_WAY)
def test_notes_below_a_footer_are_not_part_of_its_narrative(layouts: Layouts, way: str) -> None:
    draft = draw(HUBEI)
    draft.notes += ["说明：1、预算数为调整后的数。", "2、执行数为实际支付数。"]
    parsed = read(layouts, way, draft)
    assert get_notes(parsed)[:2] == draft.notes
    assert get_footer(parsed)["improvements"] == find_pair(draft, "improvements").text


@pytest.mark.parametrize("separator", ["\t", ","])
def test_several_labels_in_a_line_below_the_table(layouts: Layouts, separator: str) -> None:
    text = NationalForm(foot=()).text() + "填表人：\t张建国\t联系电话：\t0871-66123456\t填表日期：\t2023年3月1日\n"
    parsed = parse(layouts, text.replace("\t", separator))
    assert get_footer(parsed)["self_evaluation_date"] == "2023年3月1日"
    labelled = get_labelled(parsed, "foot")
    assert (labelled["填表人"], labelled["联系电话"]) == ("张建国", "0871-66123456")


@pytest.mark.parametrize(
    "line",
    [
        "填表日期：2023年3月1日    填表人：张建国    联系电话：0871-66123456",
        "填表人：张建国    联系电话：0871-66123456    填表日期：2023年3月1日",
    ],
)
def test_several_labels_in_a_cell_below_the_table(layouts: Layouts, line: str) -> None:
    parsed = parse(layouts, NationalForm(foot=(line,)).text())
    assert get_footer(parsed)["self_evaluation_date"] == "2023年3月1日"
    assert get_labelled(parsed, "foot")["联系电话"] == "0871-66123456"
