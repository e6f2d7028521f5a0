"""Word tables with tracked deletions of cells, overridden directions of text, and tables that continue in a second one."""

import pytest

from ingestion.containers import read_container
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from ingestion.normalise import normalise, to_plain
from tests.containers.docx_parts import BLANK, make_docx, make_two_tables, p, r, tbl, tc, tr
from tests.containers.facts import list_facts
from tests.containers.write_docx import write_docx
from tests.ingestion.forms_made import parse
from tests.ingestion.test_documents import count_roles
from tests.national_form import NationalForm
from tests.shanghai_form import Form


def read_cells(body: str) -> list[list[str]]:
    """Return the rows of a body."""
    return read_container(make_docx(body), Limits()).rows.cells


DELETED = "<w:cellDel/>"


def test_a_column_deleted_by_a_tracked_change_is_left_out_and_others_keep_their_place() -> None:
    body = tbl(
        tr("指标", tc("旧列", DELETED), "分值", "得分"),
        tr("甲", tc(p("<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"), DELETED), "8", "7"),
        tr(tc("总分", '<w:gridSpan w:val="2"/>'), "8", "7"),
    )
    assert read_cells(body) == [["指标", "", "分值", "得分"], ["甲", "", "8", "7"], ["总分", "", "8", "7"]]


def test_cells_move_to_the_place_of_a_single_cell_deleted_by_a_tracked_change() -> None:
    rows = (tr("a", "b", "c"), tr("甲", tc("旧", DELETED), "8", tc("7", '<w:vMerge w:val="restart"/>')))
    below = tr("乙", "6", "5", tc("", "<w:vMerge/>"))
    assert read_cells(tbl(*rows, below)) == [["a", "b", "c"], ["甲", "8", "7"], ["乙", "6", "5", ""]]
    all_deleted = tr(tc("旧", DELETED), tc("旧", DELETED))
    assert read_cells(tbl(tr("a", "b"), all_deleted)) == [["a", "b"]]


def test_cells_merged_by_a_tracked_change_are_one_cell_and_cells_split_by_one_are_several() -> None:
    def track(text: str, state: str) -> str:
        return tc(text, f'<w:cellMerge w:id="1" w:author="a" {state}/>')

    merged = (tr(track("产出", 'w:vMerge="rest"'), "8"), tr(track("产出", 'w:vMerge="cont" w:vMergeOrig="rest"'), "7"))
    assert read_cells(tbl(*merged)) == [["产出", "8"], ["", "7"]]
    split = (tr(track("产出", 'w:vMergeOrig="rest"'), "8"), tr(track("效益", 'w:vMergeOrig="cont"'), "7"))
    assert read_cells(tbl(*split)) == [["产出", "8"], ["效益", "7"]]
    assert read_cells(tbl(tr("甲", "8"), tr(track("乙", 'w:vMerge="cont"'), "7"))) == [["甲", "8"], ["乙", "7"]]


@pytest.mark.parametrize(
    ("turned", "shown"),
    [
        ('<w:bdo w:val="rtl">{}</w:bdo>', "00.39"),
        ('<w:bdo w:val="ltr">{}</w:bdo>', "93.00"),
        ('<w:dir w:val="rtl">{}</w:dir>', "93.00"),
        ('<w:bdo w:val="rtl"><w:bdo w:val="rtl">{}</w:bdo></w:bdo>', "00.39"),
    ],
)
def test_text_of_an_overridden_direction_is_read_as_it_is_shown(turned: str, shown: str) -> None:
    runs = turned.format(r("<w:t>93.</w:t>") + r("<w:t>00</w:t>"))
    ((text,),) = read_cells(p("共", runs, "分"))
    assert normalise(text) == f"共{shown}分"
    ((text,),) = read_cells(tbl(tr(p(turned.format(r("<w:t>(a</w:t><w:br/><w:t>b)</w:t>"))))))
    lines = ["a)", "(b"] if shown == "00.39" else ["(a", "b)"]
    assert to_plain(text).split("\n") == lines


CONTINUED: dict[str, tuple[Form | NationalForm, str]] = {
    "shanghai": (Form(), "项目设立的规范性"),
    "national": (NationalForm(), "按期完成"),
}


@pytest.mark.parametrize("form", CONTINUED)
@pytest.mark.parametrize("printed", ["续表", "（续表）", "续表1", "续 表：", "接上表", "（续）"])
@pytest.mark.parametrize("is_repeated", [True, False])
def test_a_table_continued_below_a_heading_is_one_table(
    layouts: Layouts, is_repeated: bool, printed: str, form: str
) -> None:
    written, lead = CONTINUED[form]
    header = "\t".join(written.header) if is_repeated else None
    parsed = parse(layouts, make_two_tables(written.text(), lead, BLANK + p(printed) + BLANK, header))
    assert list_facts(parsed) == list_facts(parse(layouts, write_docx(written.text())))
    assert not parsed.reading_issues
    assert not parsed.rejections
    assert count_roles(parsed.document) == parsed.document.line_count


@pytest.mark.parametrize(
    ("form", "lead"),
    [
        *(("shanghai", lead) for lead in ("项目年度总目标：", "主要问题：", "一级指标")),
        *(
            ("national", lead)
            for lead in ("其中：当年财政拨款", "年度总体目标", "完成全年培训任务。", "绩效指标", "总分")
        ),
    ],
)
def test_a_form_continued_below_a_heading_is_one_form(layouts: Layouts, form: str, lead: str) -> None:
    text = CONTINUED[form][0].text()
    parsed = parse(layouts, make_two_tables(text, lead, p("续表")))
    assert list_facts(parsed) == list_facts(parse(layouts, write_docx(text)))
    assert not parsed.reading_issues
    assert count_roles(parsed.document) == parsed.document.line_count


@pytest.mark.parametrize("form", CONTINUED)
@pytest.mark.parametrize(
    ("printed", "below"),
    [("附表", ""), ("续表：培训", ""), ("续表", "reversed"), ("续表", "narrower"), ("续表", "wider")],
)
def test_another_table_below_a_table_is_held_back(layouts: Layouts, printed: str, below: str, form: str) -> None:
    written, lead = CONTINUED[form]
    row = written.rows[1]
    first = {"": [], "reversed": [*written.header[::-1]], "narrower": row[:-1], "wider": [*row, "多"]}[below]
    parsed = parse(layouts, make_two_tables(written.text(), lead, p(printed), "\t".join(first)))
    assert parsed.reading_issues or parsed.rejections


@pytest.mark.parametrize("dropped", [0, 1])
def test_amounts_in_a_second_table_of_other_columns_are_held_back(layouts: Layouts, dropped: int) -> None:
    title, year, *lines = NationalForm().text().splitlines()
    rows = [line.split("\t") for line in lines[:-1]]
    cut = next(place for place, row in enumerate(rows) if "上年结转资金" in row)
    second = [row[dropped:] if place < 2 else row for place, row in enumerate(rows[cut:])]
    tables = [tbl(*(tr(*row) for row in part)) for part in (rows[:cut], second)]
    parsed = parse(layouts, make_docx(p(title) + p(year) + p("").join(tables)))
    codes = [issue.issue_code for issue in parsed.reading_issues]
    assert codes == (["cells_beyond_label"] if dropped else [])
