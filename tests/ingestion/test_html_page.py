"""HTML pages: forms in tables, and other content of pages."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.containers import ContainerError, read_container
from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from ingestion.records import ParsedDocument
from tests.containers.facts import TEXTS, list_facts
from tests.containers.write_html import write_html
from tests.ingestion.test_documents import count_roles
from tests.shanghai_form import Form

LIMITS = Limits()
PAGE = write_html(Form().text()).decode()


def read_cells(body: str, limits: Limits = LIMITS) -> list[list[str]]:
    """Return the rows of a body; the empty table makes it an HTML document even if the body has no table."""
    return read_container(f"<html><body><table></table>{body}</body></html>".encode(), limits).rows.cells


def find_reason(content: str, limits: Limits = LIMITS) -> str:
    """Return the reason code with which a page is rejected."""
    with pytest.raises(ContainerError) as caught:
        read_container(content.encode(), limits)
    return caught.value.reason_code


def parse(content: bytes, layouts: Layouts) -> ParsedDocument:
    """Parse a page."""
    return parse_document(content, "0" * 64, layouts)


@pytest.mark.parametrize("text", TEXTS)
def test_forms_set_in_a_page_give_the_same_facts(text: str, layouts: Layouts) -> None:
    parsed = parse(write_html(text), layouts)
    assert parsed.document.container == "html"
    assert not parsed.rejections
    assert list_facts(parsed) == list_facts(parse(text.encode(), layouts))
    assert parsed.document.line_count == count_roles(parsed.document)


def test_a_repeated_header_and_a_row_split_between_tables_are_one_table(layouts: Layouts) -> None:
    header = PAGE[PAGE.index("<tr>\n<td>一级指标") : PAGE.index("<tr>\n<td rowspan")]
    upper_part = "<td>完成率的解释</td>\n<td>20</td>\n<td>19</td>\n<td>&nbsp;</td>\n</tr>"
    tail = "<tr><td></td><td></td><td>的解释</td><td></td><td></td><td></td></tr>"
    split = PAGE.replace('<td rowspan="3">产出', "<td>产出").replace(
        upper_part, upper_part.replace("的解释", "") + f"</table>\n<p>&nbsp;</p>\n<table>{header}{tail}"
    )
    split = split.replace("<tr>\n<td>达标率", "<tr>\n<td></td><td>达标率").replace(
        "<tr>\n<td>及时性", "<tr>\n<td></td><td>及时性"
    )
    parsed = parse(split.encode(), layouts)
    assert (parsed.document.header_line_count, parsed.document.fragment_line_count) == (2, 1)
    assert list_facts(parsed) == list_facts(parse(PAGE.encode(), layouts))


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda page: page.replace("utf-8", "gb2312").encode(),
        lambda page: page.encode("gb18030"),
        lambda page: page.encode("utf-16"),
        lambda page: ("\ufeff" + page).encode(),
        lambda page: ('<?xml version="1.0" encoding="gb2312"?>\n' + page).encode(),
        lambda page: page.replace("<tr>", "<TR>").replace("</tr>", "").replace("</td>", "").encode(),
        lambda page: page.replace("<td>", "<td style='mso-number-format:General'>\n  <span>").encode(),
        lambda page: page.replace("\n", "\r\n\t").encode(),
        lambda page: page.replace("<body>", "<body><table><tr><td>").replace("</body>", "</td></tr></table></body>").encode(),
        lambda page: page.replace("<td>项目设立的规范性</td>", "<td>项目设立的\n      规范性</td>").encode(),
        lambda page: page.replace("规范性</td>", "规范<!-- 注释 -->性<script>var a = '<td>8</td>';</script></td>").encode(),
    ],
    ids=[
        "wrong charset", "gb18030", "utf-16", "bom", "xml declaration", "end tags left out", "spans", "white space",
        "layout table", "source broken in a name", "comment and script",
    ],
)  # fmt: skip
def test_the_same_page_in_another_format_gives_the_same_facts(
    layouts: Layouts, rewrite: Callable[[str], bytes]
) -> None:
    content = rewrite(PAGE)
    assert content != PAGE.encode()
    parsed = parse(content, layouts)
    assert parsed.document.container == "html"
    assert list_facts(parsed) == list_facts(parse(PAGE.encode(), layouts))


def test_merged_cells_are_at_their_grid_position() -> None:
    body = (
        "<table><tr><td rowspan=3>产出<td colspan=2>完成率<td>8"
        "<tr><td>达标率<td rowspan=2 colspan=2>7"
        "<tr><td>及时性"
        "<tr><td>新<td colspan=x>a<td colspan=0>b</table>"
    )
    assert read_cells(body) == [
        ["产出", "完成率", "", "8"],
        ["", "达标率", "7", ""],
        ["", "及时性"],
        ["新", "a", "b"],
    ]


def test_groups_of_rows_are_read_as_they_are_shown() -> None:
    body = (
        "<table><tfoot><tr><td>合计<td>8</tfoot><thead><tr><th rowspan=9>名<th>分</thead>"
        "<tbody><tr><td rowspan=0>a<td>1<tr><td>2</tbody><tbody><tr><td>b<td>3</tbody></table>"
    )
    assert read_cells(body) == [["名", "分"], ["a", "1"], ["", "2"], ["b", "3"], ["合计", "8"]]


@pytest.mark.parametrize("body", ["<tr><td>a<td>1<tr><td>b<td>2", "<tbody><tr><td>a<td>1<tr><td>b<td>2</tbody>"])
@pytest.mark.parametrize("head", ["", "<thead><tr><th>名<th>分</thead>"])
def test_a_tfoot_before_the_rows_is_read_below_them(body: str, head: str) -> None:
    foot = "<tfoot><tr><td rowspan=3>合计<td>8</tfoot>"
    rows = [["名", "分"]] * bool(head) + [["a", "1"], ["b", "2"], ["合计", "8"]]
    assert read_cells(f"<table>{head}{foot}{body}</table>") == rows
    assert read_cells(f"<table>{foot}{head}{body}</table>") == rows


def test_only_the_first_thead_and_tfoot_are_moved() -> None:
    body = (
        "<table><tr><td>a<tfoot><tr><td>合计</tfoot><thead><tr><td>名</thead><tr><td>b"
        "<tfoot><tr><td>c</tfoot><thead><tr><td>d</thead><tr><td>e</table>"
    )
    assert read_cells(body) == [["名"], ["a"], ["b"], ["c"], ["d"], ["e"], ["合计"]]


def test_lines_of_a_cell() -> None:
    body = "<table><tr><td>一<br>二<p>三</p><div>四<b> 五 </b></div><ul><li>六<li>七</ul>\n 八<td>9&nbsp;%</table>"
    assert read_cells(body) == [["一\n二\n三\n四 五\n六\n七\n八", "9 %"]]


def test_white_space_folds_except_in_pre() -> None:
    body = "<p>a \n\t b<p>项目\n  绩效 x\n y<pre>\nc   d\n  e\tf</pre><table><tr><td><pre>1  2\n3</pre></table>"
    assert read_cells(body) == [["a b"], ["项目绩效 x y"], ["c   d"], ["e f"], ["1  2\n3"]]


def test_blocks_are_rows_and_blank_blocks_are_ignored() -> None:
    body = "<h1>题</h1><div>甲<div>乙</div>丙</div><p>&nbsp;</p><p></p>丁<br><br>戊<hr>己"
    assert read_cells(body) == [["题"], ["甲"], ["乙"], ["丙"], ["丁"], ["戊"], ["己"]]


def test_blank_rows_are_between_tables_and_not_within() -> None:
    table = "<table><tr><td>a<tr><td>&nbsp;<tr><td>b</table>"
    assert read_cells(table + "注" + table) == [["a"], ["b"], ["注"], ["a"], ["b"]]
    assert read_cells(table + "<p>&nbsp;</p>" + table) == [["a"], ["b"], [], ["a"], ["b"]]
    assert read_cells(table + "<table></table>注") == [["a"], ["b"], ["注"]]


def test_layout_tables_are_read_block_by_block() -> None:
    inner = "<table><tr><td>a<td>b</table>"
    assert read_cells(f"<table><tr><td>题<td>{inner}<tr><td>{inner}尾</table>") == [
        ["题"],
        ["a", "b"],
        [],
        ["a", "b"],
        ["尾"],
    ]


def test_a_small_table_in_one_of_many_cells_is_that_cell_s_text() -> None:
    rows = "".join(f"<tr><td>{number}<td>甲" for number in range(9))
    inner = "<table><tr><td>指标<td>8<tr><td>乙<td>6</table>"
    assert read_cells(f"<table>{rows}<tr><td>绩效<td>前{inner}后<tr><td>末<td>丁</table>注") == [
        *[[str(number), "甲"] for number in range(9)],
        ["绩效", "前\n指标\n8\n乙\n6\n后"],
        ["末", "丁"],
        ["注"],
    ]


def test_a_hidden_table_does_not_make_the_outer_table_a_layout_table() -> None:
    assert read_cells("<table><tr><td>a<table hidden><tr><td>x</table><td>b</table>") == [["a", "b"]]


def test_text_of_a_table_outside_its_cells_is_above_it() -> None:
    assert read_cells("<table><caption>题</caption>散<tr>落<td>a</table>") == [["题"], ["散"], ["落"], ["a"]]


def test_cells_may_be_without_a_row() -> None:
    assert read_cells("<table><td>a<td>b</table><table><tbody><td>c</table>") == [["a", "b"], [], ["c"]]


def test_content_that_a_browser_does_not_show_is_not_read() -> None:
    body = (
        "<title>项目绩效自我评价</title><style>p {}</style><template>t</template><p hidden>h</p><p>甲<del>旧</del></p>"
        "<table><tr style='DISPLAY : none'><td>x<tr><td>1<td style='display:none'>2<td>3</table><!-- c -->"
        "<ruby>绩<rt>jì</rt></ruby>"
        "<p><!--[if mso]>旧<![endif]--><![if !mso]>新<![endif]></p><xml><o:p>x</o:p></xml><o:p>末</o:p>"
    )
    assert read_cells(body) == [["甲"], ["1", "3"], ["绩"], ["新"], ["末"]]


def test_text_typed_into_a_page_is_read() -> None:
    body = (
        "<table><tr><td><input value='8'><td><input type=hidden value=9><td><textarea>一\n二</textarea>"
        "<td><select><option>是<option selected>否</select><td><select><option>甲<option>乙</select>尾</table>"
    )
    assert read_cells(body) == [["8", "", "一\n二", "否", "甲尾"]]


def test_entities_of_an_xhtml_page_are_not_text() -> None:
    page = f'<!DOCTYPE html [<!ENTITY a "{"ha" * 100}"><!ENTITY b "{"&a;" * 1000}">]><html><body><table><tr><td>&b;x&amp;&#20840;</table>'
    assert read_container(page.encode(), LIMITS).rows.cells[-1][0].endswith("x&全")
    assert sum(len(cell) for row in read_container(page.encode(), LIMITS).rows.cells for cell in row) < len(page)


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td colspan=1000000>a<td>b</table>",
        "<table><tr><td colspan=999999999999999999>a</table>",
        "<table><tr><td colspan=100 rowspan=99999999>a" + "<tr><td>b" * 10 + "</table>",
        "<table><tr>" + "<td>a" * 1001 + "</table>",
        "<table><tr><td></table>" + "<p>a" * 1001,
    ],
    ids=["colspan", "huge colspan", "rowspan", "cells", "blocks"],
)
def test_too_many_cells_are_rejected(body: str) -> None:
    assert find_reason("<html>" + body, Limits(cells=1000)) == "too_many_cells"


def test_a_rowspan_without_rows_creates_no_cells() -> None:
    assert read_cells("<table><tr><td rowspan=99999999999>a</table>") == [["a"]]


@pytest.mark.parametrize("tag", ["div", "table", "b", "span"])
def test_elements_nested_too_deeply_are_damaged(tag: str) -> None:
    assert find_reason("<html><table>" + f"<{tag}>" * 100_000 + "x") == "damaged_document"


@pytest.mark.parametrize("tag", ["div", "span", "ul"])
def test_deep_elements_are_read(tag: str) -> None:
    depth = 1900
    assert read_cells(f"<{tag}>" * depth + "深" + f"</{tag}>" * depth + "浅") == (
        [["深浅"]] if tag == "span" else [["深"], ["浅"]]
    )


def test_long_text_is_read_completely() -> None:
    text = "绩效" * 6_000_000
    assert read_cells(f"<table><tr><td>{text}<td>8</table>") == [[text, "8"]]


@pytest.mark.parametrize(
    "page", ["<html><table></table>", "<html><body><table><tr><td>&nbsp;</td></tr></table><p></p>"]
)
def test_a_page_without_text_is_empty(page: str) -> None:
    assert find_reason(page) == "empty_document"


def read_or_refuse(page: str) -> None:
    """Check that a page returns rows or raises ContainerError, and nothing else."""
    try:
        read_container(page.encode(), LIMITS)
    except ContainerError as error:
        assert error.detail


TAGS = st.sampled_from(
    ["table", "tr", "td", "th", "tbody", "tfoot", "caption", "p", "br", "div", "pre", "b", "select", "option", "textarea",
     "script", "del", "svg", "form", "input", "ul", "li", "body", "html", "head", "title", "frameset", "template"]
)  # fmt: skip
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.builds(lambda tag, count: f"<{tag} colspan='{count}' rowspan='{count}'>", TAGS, st.integers(-1, 2000)),
    st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "<?xml", "&#0;", "&#x110000;", "&nbsp", "<", "<td style='display:none'>"]),
    st.text(st.characters(codec="utf-8"), max_size=5),
)  # fmt: skip


@given(text=st.text(st.characters(codec="utf-8")))
def test_any_text_in_a_page_gives_rows_or_a_reason(text: str) -> None:
    read_or_refuse("<html><table>" + text)


@given(pieces=st.lists(PIECES, max_size=60))
def test_any_tags_in_a_page_give_rows_or_a_reason(pieces: list[str]) -> None:
    read_or_refuse("<html><table>" + "".join(pieces))
