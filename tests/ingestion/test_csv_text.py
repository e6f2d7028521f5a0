"""CSV, and text with quoted cells: records with separators and line breaks in their cells."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.containers import ContainerError, csv_text, read_container
from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from ingestion.records import ParsedDocument
from tests.containers.facts import TEXTS, list_facts
from tests.ingestion.test_documents import facts
from tests.shanghai_form import Form

LIMITS = Limits()


def write_records(rows: list[list[str]], *, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Return rows as a spreadsheet exports them to text."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


def parse(content: bytes, layouts: Layouts) -> ParsedDocument:
    return parse_document(content, "0" * 64, layouts)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_forms_saved_as_csv_give_the_same_facts(text: str, layouts: Layouts, encoding: str, quoting: int) -> None:
    saved = write_records([line.split("\t") for line in text.split("\n")], quoting=quoting)
    parsed = parse(saved.encode(encoding), layouts)
    assert (parsed.document.container, parsed.document.encoding) == ("csv", encoding)
    assert list_facts(parsed) == list_facts(parse(text.encode(), layouts))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_separator_is_detected_and_a_tab_in_a_cell_is_a_space(text: str, layouts: Layouts, delimiter: str) -> None:
    rows = [line.split("\t") for line in text.split("\n")] + [["注：甲\t乙；丙", ""]]
    parsed = parse(write_records(rows, delimiter=delimiter).encode(), layouts)
    assert parsed.document.container == "csv"
    assert list_facts(parsed) == list_facts(parse(f"{text}\n注：甲 乙；丙\n".encode(), layouts))


def test_a_text_with_tabs_and_commas_is_not_csv(layouts: Layouts) -> None:
    rows = [[f"{label}：", f"{value};,"] for label, value in Form().head.items()]
    text = "\n".join("\t".join(cells) for cells in [[Form().title], *rows])
    assert parse(text.encode(), layouts).document.container == "text"


def read_cells(content: str, limits: Limits = LIMITS) -> list[list[str]]:
    text = read_container(content.encode(), limits)
    assert text.container == "csv"
    return text.rows.cells


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        ('a,"b,c"\nd,e\n', [["a", "b,c"], ["d", "e"]]),
        ('a,"第一行\r\n第二行"\r\nb,c\r\n', [["a", "第一行\n第二行"], ["b", "c"]]),
        ('a,"说""好"""\n', [["a", '说"好"']]),
        ("a,\n,,,\n \u200b,\nb,c\n", [["a", ""], [], [], ["b", "c"]]),
        ("1,2;3,4;5\n1,2;3,4;5;6\n7;8\n", [["1,2", "3,4", "5"], ["1,2", "3,4", "5", "6"], ["7", "8"]]),
        ('甲,"乙"和"丙",8\n丁,戊,6\n', [["甲", '"乙"和"丙"', "8"], ["丁", "戊", "6"]]),
        ('甲,"乙,8\n丁,戊,6\n', [["甲", '"乙', "8"], ["丁", "戊", "6"]]),
        (f'a,"{"长" * 200_000}"\n', [["a", "长" * 200_000]]),
    ],
    ids=["separator", "line break", "quotes", "blank", "semicolon", "quotation marks", "open quote", "long"],
)
def test_a_record_is_a_row(content: str, cells: list[list[str]]) -> None:
    assert read_cells(content) == cells


def test_a_record_over_several_physical_lines_is_one_line(layouts: Layouts) -> None:
    form = Form().with_head(主要绩效="第一段\n第二段：\n第三段", 主要问题='所谓"一网通办"，尚有不足')
    head = [[f"{label}：", value] for label, value in form.head.items()]
    table = [list(form.header), *form.rows, form.total or []]
    parsed = parse(write_records([[form.title, ""], *head, [], *table]).encode(), layouts)
    fields = {field.field_code: field for field in parsed.form_fields}
    assert fields["achievements"].value_plain == "第一段\n第二段：\n第三段"
    assert fields["problems"].value_plain == '所谓"一网通办"，尚有不足'
    assert fields["problems"].first_line == fields["achievements"].last_line + 1
    assert parsed.evaluations[0].total_line == len(head) + 2 + len(table)


def test_more_cells_than_the_limit_are_rejected() -> None:
    with pytest.raises(ContainerError) as caught:
        read_cells("a,b\n" * 6, Limits(cells=11))
    assert (caught.value.reason_code, caught.value.detail) == ("too_many_cells", "more than 11 cells")
    assert len(read_cells("a,b\n" * 6, Limits(cells=12))) == 6


CELLS = st.text(alphabet='甲8,;"\n -', max_size=6)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=6))
def test_rows_that_a_spreadsheet_exports_are_read_back(rows: list[list[str]]) -> None:
    rows = [["甲", "乙", "丙", "丁"]] * 30 + rows  # commas separate the cells, whatever their text
    read = csv_text.read(write_records(rows, quoting=csv.QUOTE_ALL).encode(), LIMITS).rows.cells
    assert read == [row if "".join(row).strip() else [] for row in rows]


@given(st.text(alphabet='甲绩效,;"\n\r\t\f 8\ufeff', max_size=60))
def test_rows_of_any_csv_keep_all_text(text: str) -> None:
    cells = csv_text.read(text.encode("utf-16"), LIMITS).rows.cells
    printed = "".join(cell for row in cells for cell in row)
    for sign in "甲绩效8":
        assert printed.count(sign) == text.count(sign)


def write_unicode_text(form: Form, *, narrative: str) -> str:
    """Return a form as Excel's "Unicode text": tabs between cells, quotes around cells with line breaks or quotes."""
    lines = [line.split("\t") for line in form.with_head(主要绩效="在此").text().split("\n")]
    rows = [[narrative if cell == "在此" else cell for cell in cells] for cells in lines]
    return write_records(rows, delimiter="\t")


NARRATIVE = '第一段，所谓"一网通办"\n第二段：\n第三段'


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8"])
def test_quoted_cells_of_unicode_text_are_whole(layouts: Layouts, encoding: str) -> None:
    saved = write_unicode_text(Form(), narrative=NARRATIVE)
    parsed = parse(saved.encode(encoding), layouts)
    plain = parse(Form().text().encode(), layouts)
    assert {f.field_code: f.value_plain for f in parsed.form_fields}["achievements"] == NARRATIVE
    assert facts(parsed, text=False) == facts(plain, text=False)
    assert parsed.document.container == "text"
    assert parsed.document.line_count == plain.document.line_count


@pytest.mark.parametrize(
    "cell",
    [
        "“一网通办”",
        '"甲"和"乙"',
        '"一网通办"',
        '甲"乙',
        '"开头没有结尾',
        '"开头没有结尾\n结尾"在下一行',
    ],
)
def test_quotation_marks_of_a_text_are_kept(cell: str) -> None:
    text = f'标题\t\n绩效\t{cell}\n得分\t8"\n'
    cells = read_container(text.encode(), LIMITS).rows.cells
    assert cells == [line.split("\t") if line else [] for line in text.split("\n")]
