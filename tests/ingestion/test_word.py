"""Word documents: forms in tables, and other content of a body."""

import io
import re
import zipfile
from xml.sax.saxutils import escape

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from hypothesis import given
from hypothesis import strategies as st

from ingestion.containers import ContainerError, ContainerText, read_container
from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from ingestion.records import ParsedDocument
from tests.containers.docx_parts import BLANK, STRICT, W, make_docx, p, pack, r, tbl, tc, tr
from tests.containers.facts import TEXTS, list_facts
from tests.containers.write_docx import write_docx
from tests.ingestion.test_documents import count_roles
from tests.shanghai_form import Form

LIMITS = Limits()


def read(body: str, limits: Limits = LIMITS) -> ContainerText:
    """Read a body."""
    return read_container(make_docx(body), limits)


def read_cells(body: str) -> list[list[str]]:
    """Return the rows of a body."""
    return read(body).rows.cells


def find_reason(content: bytes, limits: Limits = LIMITS) -> str:
    """Return the reason code with which a document is rejected."""
    with pytest.raises(ContainerError) as caught:
        read_container(content, limits)
    return caught.value.reason_code


def parse(content: bytes, layouts: Layouts) -> ParsedDocument:
    """Parse a document."""
    return parse_document(content, "0" * 64, layouts)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("split_pages", [False, True], ids=["whole", "split"])
def test_forms_set_in_word_give_the_same_facts(text: str, layouts: Layouts, split_pages: bool) -> None:
    parsed = parse(write_docx(text, split_pages=split_pages), layouts)
    assert parsed.document.container == "docx"
    assert not parsed.rejections
    assert list_facts(parsed) == list_facts(parse(text.encode(), layouts))
    assert parsed.document.fragment_line_count == (len(parsed.evaluations) if split_pages else 0)
    assert parsed.document.line_count == count_roles(parsed.document)


def test_a_table_that_another_library_writes_is_read() -> None:
    document = docx.Document()
    document.add_paragraph("项目绩效自我评价").alignment = WD_ALIGN_PARAGRAPH.CENTER
    table = document.add_table(rows=3, cols=4)
    table.style = "Table Grid"
    for row, texts in enumerate(
        [["产出", "完成率", "解释", "20"], ["", "达标率", "一\n二\t三", "7"], ["合计", "", "", "27"]]
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(1, 0)).text = "产出"
    table.cell(2, 0).merge(table.cell(2, 2)).text = "合计"
    document.add_page_break()  # type: ignore[no-untyped-call]
    document.add_paragraph("说明：1、对照目标填写。")
    stream = io.BytesIO()
    document.save(stream)
    assert [cells for cells in read_container(stream.getvalue(), LIMITS).rows.cells if cells] == [
        ["项目绩效自我评价"],
        ["产出", "完成率", "解释", "20"],
        ["", "达标率", "一\n二 三", "7"],
        ["合计", "", "", "27"],
        ["说明：1、对照目标填写。"],
    ]


def test_a_form_split_over_two_tables_is_joined(layouts: Layouts) -> None:
    form = Form()
    upper, lower = form.rows[:7], form.rows[7:]
    upper_part = [*upper[6][:2], "完成率", *upper[6][3:]]
    header = tr(*form.header)
    rest = tr("", "", "的解释", "", "", "")
    body = p(form.title) + tbl(
        *[tr(f"{label}：", tc(value, '<w:gridSpan w:val="5"/>')) for label, value in form.head.items()],
        header,
        *[tr(*row) for row in [*upper[:6], upper_part]],
    )
    body += BLANK + tbl(header, rest, *[tr(*row) for row in lower], tr(*(form.total or [])))
    body += "".join(p(note) for note in form.notes)
    assert list_facts(parse(make_docx(body), layouts)) == list_facts(parse(form.text().encode(), layouts))


def test_a_form_typed_with_tabs_reads_as_its_text(layouts: Layouts) -> None:
    body = "".join(p(*line.replace("\t", f"\t{r('<w:tab/>')}\t").split("\t")) for line in Form().text().split("\n"))
    assert list_facts(parse(make_docx(body), layouts)) == list_facts(parse(Form().text().encode(), layouts))


def test_an_unused_row_at_a_printed_page_break_is_a_row(layouts: Layouts) -> None:
    form = Form().with_cell(7, 3, "").with_cell(7, 4, "")
    rendered = r("<w:lastRenderedPageBreak/>")
    rows = [tr(*row[:1], p(rendered, row[1]), *row[2:]) if n == 6 else tr(*row) for n, row in enumerate(form.rows)]
    body = p(form.title) + tbl(tr(*form.header), *rows, tr(*(form.total or [])))
    parsed = parse(make_docx(body), layouts)
    assert [line.indicator_name_text for line in parsed.indicator_lines] == [row[1] for row in form.rows]
    assert [line.is_placeholder for line in parsed.indicator_lines].count(True) == 1


def test_paragraphs_are_rows_and_blank_ones_are_blank() -> None:
    body = p("项目绩效", "自我\n评价", properties="<w:tabs><w:tab/></w:tabs>") + BLANK + p("\u3000")
    body += p("甲", r("<w:br/>"), "乙", r("<w:cr/>"), r("<w:tab/>"), "丙")
    assert read_cells(body) == [["项目绩效自我 评价"], [], [], ["甲"], ["乙"], ["", "丙"]]


def test_merged_cells_are_at_their_grid_position() -> None:
    span, restart, below = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = tbl(
        tr(tc("产出", restart), tc("完成率", span), "8"),
        tr(tc("hidden", below), "达标率", "解释", tc("7", span)),
        tr(tc("效果", restart), tc("满意度", span + restart)),
        tr("新", tc("", span + below), "6", properties='<w:gridBefore w:val="1"/>'),
        tr(tc("并", '<w:hMerge w:val="restart"/>'), tc("x", "<w:hMerge/>"), "后"),
    )
    assert read_cells(body) == [
        ["产出", "完成率", "", "8"],
        ["", "达标率", "解释", "7", ""],
        ["效果", "满意度", ""],
        ["", "新", "", "", "6"],
        ["并", "", "后"],
    ]


def test_a_merge_that_continues_nothing_is_a_cell() -> None:
    body = tbl(tr(tc("顶", "<w:vMerge/>"), "a"), tr(tc("下", '<w:vMerge w:val="continue"/>'), "b"))
    assert read_cells(body) == [["顶", "a"], ["", "b"]]


def test_a_cell_keeps_its_lines_and_loses_its_tabs() -> None:
    cell = BLANK + p("一", r("<w:tab/>"), "二") + p("三", r("<w:br/>"), "四", r('<w:br w:type="page"/>'), "五") + BLANK
    assert read_cells(tbl(tr(cell, "尾"))) == [["一 二\n三\n四\n五", "尾"]]


def test_a_table_within_a_cell_is_text_of_the_cell() -> None:
    inner = tbl(tr("a", "b"), tr("c", tc("", '<w:gridSpan w:val="3"/>')))
    assert read_cells(tbl(tr(p("前") + inner + p("后"), "8"))) == [["前\na b\nc\n后", "8"]]


def test_a_table_that_only_frames_others_is_a_layout_table(layouts: Layouts) -> None:
    form = Form()
    inner = tbl(tr(*form.header), *[tr(*row) for row in form.rows])
    parsed = parse(make_docx(tbl(tr(p(form.title) + inner + p(form.notes[0])))), layouts)
    assert [e.indicator_line_count for e in parsed.evaluations] == [12]


def test_blank_rows_are_between_tables_and_not_within() -> None:
    table = tbl(tr("a", "b"), tr("", ""), tr("c", ""))
    rows = [["a", "b"], ["c", ""]]
    assert read_cells(table + p("注")) == [*rows, ["注"]]
    assert read_cells(table + "<w:bookmarkStart/>" + table) == [*rows, [], *rows]
    assert read_cells(table + BLANK + table) == [*rows, [], *rows]


def test_deleted_text_is_left_out_and_inserted_text_is_kept() -> None:
    deleted = "<w:del><w:r><w:delText>旧</w:delText></w:r><w:r><w:t>旧</w:t></w:r></w:del>"
    moved = f"<w:moveFrom>{r('<w:t>此</w:t>')}</w:moveFrom><w:moveTo>{r('<w:t>彼</w:t>')}</w:moveTo>"
    body = p("甲", deleted, f"<w:ins>{r('<w:t>新</w:t>')}</w:ins>", moved) + f"<w:ins>{p('段')}</w:ins>"
    body += p(deleted, properties="<w:rPr><w:del/></w:rPr>")
    body += tbl(
        tr(f"<w:p>{deleted}<w:ins>{r('<w:t>8</w:t>')}</w:ins></w:p>", "x"),
        tr("旧行", properties="<w:del/>"),
        tr("新行", properties="<w:ins/>"),
    )
    assert read_cells(body) == [["甲新彼"], ["段"], ["8", "x"], ["新行"]]


def test_content_controls_are_read_in_place() -> None:
    def control(content: str, properties: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    prompt = control(r("<w:t>单击此处输入文字</w:t>"), "<w:showingPlcHdr/>")
    row = f"<w:tr>{control(tc('甲'))}{tc(p(prompt))}{tc(p(control(r('<w:t>乙</w:t>'))))}</w:tr>"
    table = tbl(control(row), f"<w:customXml>{tr(control(p('丙')))}</w:customXml>")
    assert read_cells(control(p("题")) + table) == [["题"], ["甲", "", "乙"], ["丙"]]


@pytest.mark.parametrize(
    ("text", "is_prompt"),
    [
        ("单击或点击此处输入文字。", True),
        ("选择一项。", True),
        ("[请填写项目名称]", True),
        ("Click or tap here to enter text.", True),
        ("  ", True),
        ("120.00", False),
        ("某县公路段", False),
    ],
)
def test_text_that_a_program_fills_in_with_the_mark_of_a_prompt_is_read(text: str, is_prompt: bool) -> None:
    control = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r(f'<w:t>{text}</w:t>')}</w:sdtContent></w:sdt>"
    )
    assert read_cells(tbl(tr("预算数", p(control)))) == [["预算数", "" if is_prompt else text]]


def test_text_boxes_are_separate_rows_and_read_once() -> None:
    box = "<w:txbxContent>" + p("框中标题") + tbl(tr("a", "b")) + "</w:txbxContent>"
    shape = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert read_cells(p("段", r(shape))) == [["段"], ["框中标题"], ["a", "b"]]
    assert read_cells(p(r(f"<w:pict><v:textbox>{box}</v:textbox></w:pict>"))) == [[], ["框中标题"], ["a", "b"]]
    assert read_cells(tbl(tr(p("格", r(shape)), "8"))) == [["格\n框中标题\na b", "8"]]


def test_fields_show_their_results() -> None:
    field = (
        r('<w:fldChar w:fldCharType="begin"/>')
        + r("<w:instrText>DATE \\@ yyyy</w:instrText>")
        + r('<w:fldChar w:fldCharType="separate"/>')
        + r("<w:t>2020年</w:t>")
        + r('<w:fldChar w:fldCharType="end"/>')
    )
    choice = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="是"/><w:listEntry w:val="否"/></w:ddList></w:ffData>'
    simple = f'<w:fldSimple w:instr="PAGE">{r("<w:t>3</w:t>")}</w:fldSimple>'
    dropdown = r(f'<w:fldChar w:fldCharType="begin">{choice}</w:fldChar>')
    link = f"<w:hyperlink>{r('<w:t>链</w:t>')}</w:hyperlink>"
    assert read_cells(p(field, simple, dropdown, link)) == [["2020年3否链"]]


def test_characters_outside_text_elements_are_read() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>'
    ruby = r(f"<w:ruby><w:rt>{r('<w:t>jì</w:t>')}</w:rt><w:rubyBase>{r('<w:t>绩</w:t>')}</w:rubyBase></w:ruby>")
    formula = "<m:oMath><m:r><m:t>≥90%</m:t></m:r></m:oMath>"
    symbol = r('<w:sym w:font="Wingdings" w:char="2713"/>')
    assert read_cells(p(r("<w:t>2020</w:t><w:noBreakHyphen/><w:t>05</w:t>"), hidden, shown, ruby, formula, symbol)) == [
        ["2020-05显绩≥90%✓"]
    ]


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (p("a", r('<w:br w:type="page"/>'), "b") + p("c"), [1, 2, 2]),
        (p("a") + p("b", properties="<w:pageBreakBefore/>"), [1, 2]),
        (p("a") + p("b", properties='<w:pageBreakBefore w:val="0"/>'), [1, 1]),
        (p("a") + p(r('<w:br w:type="page"/>')) + p("b"), [1, 1, 2]),
        (p("a", properties="<w:sectPr/>") + p("b") + "<w:sectPr/>", [1, 2]),
        (p("a", properties="<w:sectPr/>") + p("b") + '<w:sectPr><w:type w:val="continuous"/></w:sectPr>', [1, 1]),
        (p("a", r('<w:br w:type="column"/>'), r("<w:lastRenderedPageBreak/>"), "b"), [1, 1]),
    ],
    ids=["break", "before", "not before", "alone", "section", "continuous", "column"],
)
def test_pages_start_at_explicit_breaks(body: str, pages: list[int]) -> None:
    rows = read(body).rows
    assert [rows.page_of(line) for line in range(1, len(rows.cells) + 1)] == pages


def test_the_strict_namespace_is_read() -> None:
    body = tbl(tr(tc("项目", '<w:gridSpan w:val="2"/>'), "8"))
    assert read_container(make_docx(body, STRICT), LIMITS).rows.cells == [["项目", "", "8"]]


def test_a_dangling_relationship_is_ignored() -> None:
    source, file = zipfile.ZipFile(io.BytesIO(write_docx(Form().text()))), io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/_rels/document.xml.rels":
                part = part.replace(b'Target="styles.xml"', b'Target="NULL"')
                assert b"NULL" in part
            archive.writestr(name, part)
    assert read_container(file.getvalue(), LIMITS) == read_container(write_docx(Form().text()), LIMITS)


def test_a_document_with_another_document_in_its_text_is_rejected() -> None:
    assert find_reason(make_docx(p("a") + "<w:altChunk/>")) == "container_not_supported"


def test_a_document_without_text_is_empty() -> None:
    assert find_reason(make_docx(BLANK + tbl(tr("", "")))) == "empty_document"


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"<a/>",
        b"<w:document",
        f'<w:document xmlns:w="{W}"/>'.encode(),
        b"\xff\xfe\x00",
        ("<a>" * 5000).encode(),
    ],
)
def test_a_part_that_is_not_a_document_is_damaged(part: bytes) -> None:
    assert find_reason(pack(part)) == "damaged_document"


def test_a_truncated_docx_is_damaged() -> None:
    content = write_docx(Form().text())
    assert find_reason(content[: len(content) // 2]) == "damaged_document"


def test_nested_entities_are_rejected() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    part = f'<!DOCTYPE d [<!ENTITY l0 "ha">{entities}]><w:document xmlns:w="{W}"><w:body>{p("x").replace("x", "&l9;")}</w:body></w:document>'
    assert find_reason(pack(part.encode())) == "xml_entities"
    assert find_reason(pack(part.encode("utf-16"))) == "xml_entities"


def test_a_zip_bomb_is_rejected() -> None:
    assert find_reason(make_docx(p(" " * 40_000_000))) == "too_much_expansion"


@pytest.mark.parametrize(
    "body",
    [
        tbl(tr(tc("a", '<w:gridSpan w:val="1000"/>'), "b")),
        tbl(tr("a", properties='<w:gridBefore w:val="99999999999999999999"/>')),
        tbl(tr(tbl(tr(tc("a", '<w:gridSpan w:val="999"/>'), "b")) + BLANK, "c")),
        p(r("<w:tab/>" * 1000)),
        tbl(*[tr("a")] * 20) * 51,
    ],
    ids=["span", "before", "nested", "tabs", "rows"],
)
def test_too_many_cells_are_rejected(body: str) -> None:
    assert find_reason(make_docx(body), Limits(cells=1000)) == "too_many_cells"


@pytest.mark.parametrize("count", ["-3", "0", "x", "", "2.5", "²", "0x10"])
def test_a_span_that_is_not_a_number_is_one(count: str) -> None:
    assert read_cells(tbl(tr(tc("a", f'<w:gridSpan w:val="{count}"/>'), "b"))) == [["a", "b"]]


def test_nesting_to_the_parser_s_limit_is_read() -> None:
    depth = 60
    inner = p("深")
    for _ in range(depth):
        inner = tbl(tr(inner + BLANK, "x"))
    assert read_cells(inner) == [["深" + " x" * (depth - 1), "x"]]


def read_or_refuse(content: bytes) -> None:
    """Check that any bytes return rows or raise ContainerError, and nothing else."""
    try:
        read_container(content, LIMITS)
    except ContainerError as error:
        assert error.detail


@given(part=st.binary())
def test_any_bytes_as_the_main_part_give_rows_or_a_reason(part: bytes) -> None:
    read_or_refuse(pack(part))


NAMES = st.sampled_from(
    re.findall(
        r"\w+",
        "p r t tbl tr tc tcPr trPr pPr rPr gridSpan vMerge hMerge gridBefore sdt sdtContent sdtPr br sym del "
        "ins sectPr type pageBreakBefore txbxContent fldChar ffData ddList result listEntry document body vanish showingPlcHdr",
    )
)
VALUES = st.sampled_from(["restart", "continue", "0", "3", "page", "ffff", "٣", "nextPage", ""])
ELEMENTS: st.SearchStrategy[str] = st.recursive(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=5).map(escape),
    lambda inner: st.builds(
        lambda name, value, parts: (
            f'<w:{name} w:val="{value}" w:type="{value}" w:char="{value}">{"".join(parts)}</w:{name}>'
        ),
        NAMES,
        VALUES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=40,
)


@given(body=ELEMENTS)
def test_any_elements_in_a_body_give_rows_or_a_reason(body: str) -> None:
    read_or_refuse(make_docx(body))
