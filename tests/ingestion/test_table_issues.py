"""Tables that cannot be read with certainty: shifted cells, stray texts, missing labels of levels."""

import pytest

from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument
from orchestration.demo.writers.sheet import Cell, Sheet
from tests.corpus.draft import Column, Draft
from tests.ingestion.forms_made import (
    ANY_WAY,
    HUBEI,
    NATIONAL,
    RULED,
    SHANGHAI,
    SICHUAN,
    draw,
    get_issues,
    parse,
    read,
)
from tests.national_form import NationalForm

YUNNAN = 4  # the seed of a national form with separate columns for operator and unit of targets


def draw_split(scheme: str) -> Draft:
    """Return a clean form with a column of units."""
    return draw(scheme, YUNNAN)


def get_codes(parsed: ParsedDocument) -> list[str]:
    """Return the codes of the issues."""
    return [code for code, _ in get_issues(parsed)]


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN])
@pytest.mark.parametrize(
    ("cells", "observed"),
    [
        ({"target_unit": "150"}, "150"),
        ({"target_unit": "99.5"}, "99.5"),
        ({"target_unit": "", "actual": "%"}, "%"),
        ({"target_value": "150", "target_unit": "", "actual": "人"}, "人"),
        ({"operator": "150", "target_value": "％", "target_unit": "149", "actual": ""}, "149"),
    ],
)
def test_a_unit_or_a_figure_in_the_other_s_column_is_an_issue(
    layouts: Layouts, cells: dict[str, str], observed: str, scheme: str, way: str
) -> None:
    draft = draw_split(scheme)
    draft.texts |= {f"line:1:{column}": text for column, text in cells.items()}
    assert get_issues(read(layouts, way, draft)) == [("row_unsettled", observed)]


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN])
@pytest.mark.parametrize(
    "cells",
    [
        {"target_value": "良好", "target_unit": "", "actual": "良好"},
        {"operator": "定性", "target_value": "明显", "target_unit": "", "actual": "明显"},
        {"target_unit": "万元"},
        {"target_value": "12", "target_unit": "/", "actual": "12"},
        {"actual": ""},
    ],
)
def test_targets_without_a_unit_are_not_an_issue(
    layouts: Layouts, cells: dict[str, str], scheme: str, way: str
) -> None:
    draft = draw_split(scheme)
    draft.texts |= {f"line:1:{column}": text for column, text in cells.items()}
    assert not get_issues(read(layouts, way, draft))


def insert_row(sheet: Sheet, row: int, text: str) -> None:
    """Insert a row with only a text in its first cell; merged cells around it grow."""
    for cell in sheet.cells:
        if cell.row >= row:
            cell.row += 1
        elif cell.row + cell.rows > row:
            cell.rows += 1
    sheet.cells.append(Cell(text, row, 0))
    sheet.height += 1


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [SHANGHAI, NATIONAL, SICHUAN, HUBEI])
@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("text", ["附表", "由财政部门填写", "12"])
def test_a_stray_text_left_of_the_categories_is_an_issue(
    layouts: Layouts, text: str, place: int, scheme: str, way: str
) -> None:
    draft = draw(scheme)
    draft.table_label = ""
    draft.columns.insert(0, Column("序号", "extra"))

    def add_text(sheet: Sheet) -> None:
        insert_row(sheet, next(cell.row for cell in sheet.cells if cell.role == f"line:{place}:name"), text)

    parsed = read(layouts, way, draft, add_text)
    assert ("cells_beyond_label", text) in get_issues(parsed)
    categories = {line.indicator_name_text: line.category_normalised for line in parsed.indicator_lines}
    assert {line.name: categories[line.name] for line in draft.truth.lines} == {
        line.name: line.category for line in draft.truth.lines
    }


@pytest.mark.parametrize("separator", ["\t", ","])
@pytest.mark.parametrize(
    ("text", "codes"), [("由财政部门填写", ["cells_beyond_label"]), ("绩效指标", []), ("产出指标", [])]
)
def test_a_text_alone_in_the_column_of_categories(
    layouts: Layouts, text: str, codes: list[str], separator: str
) -> None:
    form = NationalForm()
    rows = [*form.rows[:1], ["", text, *[""] * 7], *form.rows[1:]]
    assert get_codes(parse(layouts, form.changed(rows=rows).text().replace("\t", separator))) == codes


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN, HUBEI])
def test_a_first_category_without_its_label_is_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    draft.texts["line:0:category"] = ""
    parsed = read(layouts, way, draft)
    assert ("row_unsettled", draft.truth.lines[0].name) in get_issues(parsed)
    assert [evaluation.category_basis for evaluation in parsed.evaluations] == ["uncapped"]


@pytest.mark.parametrize("way", ["text_utf8", "docx_table", "xlsx_text"])
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN, HUBEI])
def test_a_later_category_without_its_label_is_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    lines = draft.truth.lines
    place = next(number for number, line in enumerate(lines) if line.category != lines[0].category)
    draft.texts[f"line:{place}:category"] = ""  # 社会效益指标 among 产出指标
    assert "row_unsettled" in get_codes(read(layouts, way, draft))


@pytest.mark.parametrize("separator", ["\t", ","])
def test_a_category_label_below_its_first_row_is_an_issue(layouts: Layouts, separator: str) -> None:
    form = NationalForm().with_cell(1, 1, "").with_cell(2, 1, "产出指标")
    parsed = parse(layouts, form.text().replace("\t", separator))
    assert get_issues(parsed) == [("row_unsettled", "培训人数")]


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN])
def test_categories_whose_caps_do_not_add_up_are_unmatched(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    draft.category_labels = {
        "产出指标": "产出指标（50分）",
        "效益指标": "效益指标（99分）",
        "满意度指标": "满意度指标（10分）",
    }
    parsed = read(layouts, way, draft)
    assert [evaluation.category_basis for evaluation in parsed.evaluations] == ["unmatched"]


def get_levels(parsed: ParsedDocument) -> list[str | None]:
    """Return the level-2 name of each line item."""
    return [line.subcategory_normalised for line in parsed.indicator_lines if not line.is_execution_row]


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("points", ["（12.5分）", "(5分)", " （8 .5分）"])
def test_points_are_not_part_of_a_level_name(layouts: Layouts, points: str, way: str) -> None:
    draft = draw(HUBEI)
    levels = dict.fromkeys(line.subcategory for line in draft.truth.lines)
    draft.subcategory_labels = {level: level + points for level in levels}
    assert get_levels(read(layouts, way, draft)) == [line.subcategory for line in draft.truth.lines]


@pytest.mark.parametrize("way", RULED)
def test_a_table_without_weights_and_labels_of_level_2_is_read(layouts: Layouts, way: str) -> None:
    draft = draw(HUBEI)
    draft.subcategory_labels = {line.subcategory: "" for line in draft.truth.lines}
    parsed = read(layouts, way, draft)
    assert get_levels(parsed) == [None] * len(draft.truth.lines)
    assert {line.weight_text for line in parsed.indicator_lines if not line.is_execution_row} == {""}


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN])
def test_rows_above_the_first_label_of_level_2_have_none(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    draft.texts["line:0:subcategory"] = ""
    first = draft.truth.lines[0].subcategory
    parsed = read(layouts, way, draft)
    assert get_levels(parsed) == [None if line.subcategory == first else line.subcategory for line in draft.truth.lines]


@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN])
def test_in_plain_text_a_category_whose_first_row_has_no_level_2_has_none(layouts: Layouts, scheme: str) -> None:
    draft = draw(scheme)
    draft.texts["line:0:subcategory"] = ""
    first = draft.truth.lines[0].category
    parsed = read(layouts, "text_utf8", draft)
    assert get_levels(parsed) == [None if line.category == first else line.subcategory for line in draft.truth.lines]


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN])
def test_level_2_does_not_continue_into_the_next_category(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    lines = draft.truth.lines
    place = next(number for number, line in enumerate(lines) if line.category != lines[0].category)
    draft.texts[f"line:{place}:subcategory"] = ""
    assert get_levels(read(layouts, way, draft))[place] is None


@pytest.mark.parametrize("way", RULED)
@pytest.mark.parametrize("scheme", [SHANGHAI, NATIONAL, SICHUAN, HUBEI])
def test_a_column_printed_twice_is_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    draft.columns.append(Column("自评得分", "extra"))
    assert ("cells_beyond_label", "自评得分") in get_issues(read(layouts, way, draft))


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN])
def test_a_total_outside_the_columns_of_points_is_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)

    def shift(sheet: Sheet) -> None:
        total = next(cell for cell in sheet.cells if cell.role == "sum:score")
        sheet.cells.append(Cell("", total.row, total.column))
        for cell in sheet.cells[:-1]:
            if cell.row == total.row and cell.column >= sheet.cells[-1].column:
                cell.column += 1

    parsed = read(layouts, way, draft, shift)
    assert [evaluation.total_score_normalised for evaluation in parsed.evaluations] == [""]
    assert ("cells_beyond_label", str(draft.truth.total)) in get_issues(parsed)


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [NATIONAL, SHANGHAI])
def test_a_text_without_name_and_points_is_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    """It may be the end of the row above, or a row that has lost its name."""
    column = "explanation" if scheme == SHANGHAI else "target"
    draft = draw(scheme, 3)
    place = len(draft.truth.lines) - 1
    blank = {f"line:{place}:{name}": "" for name in ("name", "weight", "score", "explanation", "target", "actual")}
    draft.texts |= blank | {f"line:{place}:{column}": "对资金运行的控制情况。"}
    assert ("row_unsettled", "对资金运行的控制情况。") in get_issues(read(layouts, way, draft))


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN, HUBEI])
def test_points_merged_over_two_items_are_an_issue(layouts: Layouts, scheme: str, way: str) -> None:
    draft = draw(scheme)
    draft.texts |= {"line:1:weight": "", "line:1:score": "", "line:1:actual": "完成"}
    assert ("row_unsettled", draft.truth.lines[1].name) in get_issues(read(layouts, way, draft))


@pytest.mark.parametrize("points", ["/", "0", "—"])
@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN, HUBEI])
def test_an_item_said_to_have_no_points_is_no_issue(layouts: Layouts, scheme: str, points: str) -> None:
    draft = draw(scheme)
    draft.texts |= {"line:1:weight": points, "line:1:score": points, "line:1:actual": "完成"}
    assert "row_unsettled" not in get_codes(read(layouts, "text_utf8", draft))


@pytest.mark.parametrize("scheme", [NATIONAL, SICHUAN, HUBEI])
def test_a_part_of_the_item_above_needs_no_points(layouts: Layouts, scheme: str) -> None:
    draft = draw(scheme)
    draft.texts |= {"line:1:name": "其中主渠长度", "line:1:weight": "", "line:1:score": "", "line:1:actual": "300米"}
    assert "row_unsettled" not in get_codes(read(layouts, "text_utf8", draft))
