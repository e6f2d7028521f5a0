"""Split rows are joined: the rule case by case, and any split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.records import IndicatorLine
from tests.shanghai_form import Form, clean_rows


def read_lines(rows: list[str], layouts: Layouts) -> list[IndicatorLine]:
    """Return the line items of a form whose table has these physical lines."""
    form = Form(rows=[row.split("\t") for row in rows])
    parsed = parse_document(form.text().encode(), "0" * 64, layouts)
    assert not parsed.rejections
    return parsed.indicator_lines


def facts(lines: list[IndicatorLine]) -> list[tuple[object, ...]]:
    """Return the content of a line item, without its position in the document."""
    return [
        (line.line_number, line.category_code, line.indicator_name_normalised, line.explanation_plain,
         line.weight_normalised, line.self_score_normalised, line.is_placeholder)
        for line in lines
    ]  # fmt: skip


FIRST, LAST = "投入与管理 (36分)\t甲\t解释甲\t6\t6\t", "\t乙\t解释乙\t8\t8\t"


@pytest.mark.parametrize(
    ("between", "explanations"),
    [
        (["", "\t\t尾\t\t\t"], ["解释甲尾", "解释乙"]),
        (["\t\t头\t\t\t", ""], ["解释甲", "头解释乙"]),
        (["", "\t\t尾\t\t\t", ""], ["解释甲尾", "解释乙"]),
        (["\t\t自\t\t\t"], ["解释甲", "自", "解释乙"]),
        (["\t\t头\t\t\t", "", "\t\t身\t\t\t", ""], ["解释甲", "头身解释乙"]),
        (["", "\t\t尾\t\t0\t"], ["解释甲", "尾", "解释乙"]),
        (["", "\t\t尾\t-\t\t"], ["解释甲", "尾", "解释乙"]),
    ],
    ids=[
        "tail",
        "head",
        "both is a tail",
        "neither is a row",
        "over three pages",
        "a score is not a fragment",
        "a mark is not a fragment",
    ],
)
def test_fragments(layouts: Layouts, between: list[str], explanations: list[str]) -> None:
    lines = read_lines([FIRST, *between, LAST], layouts)
    assert [line.explanation_plain for line in lines] == explanations


def test_the_end_of_a_row_with_a_category_label_is_still_an_end(layouts: Layouts) -> None:
    lines = read_lines(["\t甲\t解释甲\t6\t6\t", "", "投入与管理 (36分)\t\t尾\t\t\t", LAST], layouts)
    assert [(line.explanation_plain, line.category_code) for line in lines] == [
        ("解释甲尾", "input_management"),
        ("解释乙", "input_management"),
    ]


def test_a_repeated_header_is_a_page_break(layouts: Layouts) -> None:
    header = "一级指标\t指标名称\t指标解释\t权重\t自评分\t备注"
    lines = read_lines([FIRST, header, "\t\t尾\t\t\t", LAST], layouts)
    assert [line.explanation_plain for line in lines] == ["解释甲尾", "解释乙"]


def test_a_split_row_keeps_its_position(layouts: Layouts) -> None:
    lines = read_lines([FIRST, "", "\t\t尾\t\t\t", LAST], layouts)
    assert lines[0].last_line - lines[0].first_line == 2


@given(data=st.data(), row=st.integers(0, 11), tail_first=st.booleans())
def test_any_split_of_a_row_gives_the_same_facts(
    layouts: Layouts, data: st.DataObject, row: int, tail_first: bool
) -> None:
    rows = clean_rows()
    whole = facts(read_lines(["\t".join(cells) for cells in rows], layouts))
    cells = rows[row]
    cuts = [data.draw(st.integers(0, len(cell))) if column in (0, 1, 2) else 0 for column, cell in enumerate(cells)]
    above = [cell[:cut] for cell, cut in zip(cells, cuts, strict=True)]
    below = [cell[cut:] for cell, cut in zip(cells, cuts, strict=True)]
    if tail_first:  # the figures stay with the first part; the rest of the text is the end of the row
        above[3:], below[3:] = below[3:], above[3:]
    if not any(above) or not any(below):
        return
    split = ["\t".join(cells) for cells in rows[:row]] + ["\t".join(above), "", "\t".join(below)]
    split += ["\t".join(cells) for cells in rows[row + 1 :]]
    assert facts(read_lines(split, layouts)) == whole
