"""Web pages: hidden, struck out, white or raised text next to an amount is not part of it; rows, columns, boxes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.containers import ContainerText, read_container
from ingestion.containers.result import Notice
from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from ingestion.normalise import normalise
from tests.containers.cases import find_case
from tests.containers.write_html import write_html
from tests.national_form import NationalForm
from tests.shanghai_form import Form

AMOUNT = "5,000,000"
FORMS = [
    pytest.param(Form().text(), "1,000,000.00", id="shanghai"),
    pytest.param(NationalForm().text(), "120.00", id="national"),
]


def read(body: str, styles: str = "") -> ContainerText:
    """Read a body with its style sheet."""
    head = f"<head><style>{styles}</style></head>" if styles else ""
    return read_container(f"<html>{head}<body><table></table>{body}</body></html>".encode(), Limits())


def read_cells(body: str, styles: str = "") -> list[list[str]]:
    return read(body, styles).rows.cells


def next_to_amount(run: str, around: str = "td") -> str:
    """Return a table with a run before its amount."""
    return f"<table><tr><td>题<tr><td>预算数<{around}>{run}{AMOUNT}</table>"


def span(style: str, text: str = "9") -> str:
    return f'<span style="{style}">{text}</span>'


HIDDEN_STYLES = [
    "display:none", "DISPLAY : None !important", "mso-hide:all", "visibility:hidden", "visibility: collapse",
    "font-size:0", "font-size:0pt", "font-size:1px", "font:0/0 a", "font-size:0.05em", "opacity:0", "opacity:0%",
    "color:white", "color:#fff", "color:#FEFEFE", "color:rgb(255, 255, 255)", "color:rgb(100% 100% 100%)",
    "color:hsl(0, 0%, 100%)", "color:transparent", "color:rgba(0,0,0,0)", "color:#00000000", "color:ivory",
    "color:yellow;background:yellow", "color:#1F4E79;background-color:#1f4e79", "color:white;background:#ffff00",
    "position:absolute;left:-9999px", "position:absolute;clip:rect(0 0 0 0)", "text-indent:-999em",
    "display:inline-block;width:0;overflow:hidden",
]  # fmt: skip


@pytest.mark.parametrize("style", HIDDEN_STYLES)
def test_invisible_text_is_not_part_of_an_amount(style: str) -> None:
    text = read(next_to_amount(span(style)))
    assert text.rows.cells == [["题"], ["预算数", AMOUNT]]
    assert text.notices == (Notice("hidden_text", 2, "9"),)


@pytest.mark.parametrize(
    "run",
    ["<s>9</s>", "<strike>9</strike>", "<del>9</del>", span("text-decoration:line-through"),
     span("text-decoration-line: underline line-through"), span("text-decoration:line-through", "<b>9</b>")],
)  # fmt: skip
def test_struck_out_text_is_not_part_of_an_amount(run: str) -> None:
    text = read(next_to_amount(run))
    assert text.rows.cells == [["题"], ["预算数", AMOUNT]]
    assert text.notices == (Notice("struck_text", 2, "9"),)


@pytest.mark.parametrize(
    "run",
    ["<p hidden>9</p>", "<input type=hidden value=9>", "<font color=white>9</font>", "<font color=FFFFFF>9</font>",
     "<!-- 9 -->", "<!--[if gte mso 9]>9<![endif]-->", "<template>9</template>"],
)  # fmt: skip
def test_text_hidden_by_markup_is_not_part_of_an_amount(run: str) -> None:
    text = read(next_to_amount(run))
    assert text.rows.cells == [["题"], ["预算数", AMOUNT]]
    assert [notice.observed for notice in text.notices] == ["9"] * (not run.startswith(("<!", "<template")))


@pytest.mark.parametrize(
    "style",
    ["", "display:inline", "visibility:visible", "font-size:3pt", "font-size:smaller", "opacity:0.5", "color:red",
     "color:#D9D9D9", "color:nonsense", "color:var(--ink)", "color:white;background:#1F4E79", "text-decoration:none",
     "color:white;background-color:darkblue", "color:white;background:url(dark.png)", "text-decoration:underline",
     "background:white", "color:white;color:black", "height:1%;overflow:hidden", "vertical-align:middle"],
)  # fmt: skip
def test_visible_text_is_kept(style: str) -> None:
    text = read(next_to_amount(span(style)))
    assert (text.rows.cells[1], text.notices) == (["预算数", f"9{AMOUNT}"], ())


def test_white_text_is_visible_on_a_dark_cell_row_table_or_page() -> None:
    white = span("color:white", "8")
    for outer in ("<table bgcolor=#1F4E79><tr><td>{}", "<table><tr style='background:#1F4E79'><td>{}",
                  "<table><tr><td bgcolor=navy>{}", "<div style='background:black'><table><tr><td>{}"):  # fmt: skip
        assert read_cells(outer.format(white)) == [["8"]]
    assert read_cells(f"<table bgcolor=navy><tr><td bgcolor=white>{white}<td>7") == [["", "7"]]
    page = f"<html><body bgcolor=black text=white><table><tr><td>8<td bgcolor=white>9{span('color:black', '7')}</table>"
    assert read_container(page.encode(), Limits()).rows.cells == [["8", "7"]]


def test_a_hidden_cell_hides_its_content_except_visible_descendants() -> None:
    body = f"<table><tr><td style='visibility:hidden'>9<b>9</b>{span('visibility:visible', '8')}<td>7</table>"
    text = read(body)
    assert text.rows.cells == [["8", "7"]]
    assert text.notices == (Notice("hidden_text", 1, "9 | 9"),)
    assert read_cells(f"<p style='opacity:0'>9{span('opacity:1')}</p><p>8") == [["8"]]
    assert read_cells(f"<p style='font-size:0'>9{span('font-size:9pt', '8')}") == [["8"]]
    assert read_cells(f"<s>9{span('text-decoration:none')}</s>8") == [["8"]]


# Style sheets


@pytest.mark.parametrize(
    "rule",
    ["span{%s}", ".x{%s}", "#y{%s}", "span.x{%s}", "*.x{%s}", "b, span.x {%s}", "<!-- .x\n{ %s } -->", ".z.x{%s}",
     "/* a{} */ SPAN.x { %s; }", "@media screen { .x {%s} }", "table td .x{%s}", "td > .x{%s}", ".no .x, td .x{%s}",
     "@font-face{font-family:a} .x{%s}", "@import url(a.css); .x{%s}"],
)  # fmt: skip
@pytest.mark.parametrize(
    ("says", "code"), [("display:none", "hidden_text"), ("text-decoration:line-through", "struck_text")]
)
def test_rules_of_a_style_sheet_hide_and_strike_out(rule: str, says: str, code: str) -> None:
    text = read(next_to_amount('<span class="x z" id=y>9</span>'), rule % says)
    assert text.rows.cells[1] == ["预算数", AMOUNT]
    assert text.notices == (Notice(code, 2, "9"),)


@pytest.mark.parametrize(
    "rule",
    [".X{%s}", "b.x{%s}", ".x b{%s}", "tr > .x{%s}", ".x:hover{%s}", ".x::before{%s}", "@media print{.x{%s}}",
     "@media (max-width: 9px) { b{} .x{%s} }", ".x{%s} span.x{display:inline}", "#y{display:inline} .x{%s}",
     ".x{display:inline!important} #y{%s}", ".x{%s} .z{display:inline}"],
)  # fmt: skip
def test_rules_that_do_not_match_hide_nothing(rule: str) -> None:
    text = read(next_to_amount('<span class="x z" id=y>9</span>'), rule % "display:none")
    assert (text.rows.cells[1], text.notices) == (["预算数", f"9{AMOUNT}"], ())


def test_inline_styles_override_rules_and_rules_override_attributes() -> None:
    assert read_cells('<p>1<b class=x style="display:inline">9</b>', ".x{display:none}") == [["19"]]
    assert read_cells('<p>1<b class=x style="display:inline">9</b>', ".x{display:none!important}") == [["1"]]
    assert read_cells("<p>1<b hidden>9</b>", "b{display:inline}") == [["19"]]
    assert read_cells("<p>1<s>9</s>", "s{text-decoration:none}") == [["19"]]


STYLES = st.lists(
    st.one_of(
        st.sampled_from([*HIDDEN_STYLES, "{", "}", ";", ":", ".x", "#y", ">", ",", "@media", "(", ")", "rgb(", "hsl(1,2", "%",
                         "1e9", "9" * 400, "-", ".", "em", "/*", "*/", "<!--", "!important", "calc(1px + 2px)"]),
        st.text(st.characters(codec="utf-8", exclude_characters="<>'*", min_codepoint=32), max_size=4).filter(
            lambda text: not text.isalpha()
        ),
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(sheet=STYLES, style=STYLES)
def test_any_styles_of_a_page_keep_text_outside_of_them(sheet: str, style: str) -> None:
    body = f"<table><tr><td>8<td><b class=x id=y style='{style}'>9</b></table>"
    assert read_cells(body, f"b{{}}.x{{{style}}}{sheet}") in ([["8", "9"]], [["8", "⁹"]], [["8", "₉"]], [["8", ""]])


# Raised and lowered


@pytest.mark.parametrize(
    ("run", "marks"),
    [
        ("<sup>1</sup>", "¹"), ("<sub>2</sub>", "₂"), ("<sup><a href='#n'>[1]</a></sup>", "[¹]"), ("<sup>(１)</sup>", "⁽¹⁾"),
        (span("vertical-align:super", "1"), "¹"), (span("vertical-align: sub", "-6"), "₋₆"),
        (span("vertical-align:super", "<b>1</b>"), "¹"), (span("vertical-align:3pt;font-size:6pt", "1"), "¹"),
        (span("position:relative;top:-3.0pt;mso-text-raise:3.0pt;font-size:6pt", "1"), "¹"),
        (span("position:relative;bottom:-.25em;font-size:75%", "1"), "₁"),
        (span("vertical-align:top;font-size:60%", "1"), "¹"),
        (span("vertical-align:baseline", "1"), "1"), (span("position:relative;top:-3pt", "1"), "1"),
        (span("top:-3pt;font-size:6pt", "1"), "1"),
    ],
)  # fmt: skip
def test_raised_and_lowered_figures_are_marks(run: str, marks: str) -> None:
    text = read(f"<table><tr><td>{AMOUNT}{run}</table>")
    assert (text.rows.cells, text.notices) == ([[AMOUNT + marks]], ())


def test_marks_are_raised_by_rules_as_word_and_web_sites_write_them() -> None:
    note = f"<p>{AMOUNT}<span class=MsoFootnoteReference>1</span>"
    assert read_cells(note, "span.MsoFootnoteReference {vertical-align:super;}") == [[f"{AMOUNT}¹"]]
    normal = "sub,sup{font-size:75%;line-height:0;position:relative;vertical-align:baseline}sup{top:-.5em}"
    assert read_cells(f"<p>{AMOUNT}<sup>1</sup>", normal) == [[f"{AMOUNT}¹"]]


def test_text_moved_as_a_whole_is_not_raised() -> None:
    moved = "position:relative;top:-2pt;font-size:9pt"
    assert read_cells(f"<table><tr><td>{span(moved, AMOUNT)}{span(moved, '元')}</table>") == [[f"{AMOUNT}元"]]
    assert read_cells(f"<table><tr><td style='vertical-align:super'>{AMOUNT}</table>") == [[AMOUNT]]


# Rows, columns and tables


def test_hidden_rows_are_left_out() -> None:
    for hide in ("style='display:none'", "hidden", "style='mso-hide:all'", "style='visibility:collapse'"):
        text = read(f"<table><tr><td>a<td>8<tr {hide}><td>b<td>9<tr><td>c<td>7</table>")
        assert text.rows.cells == [["a", "8"], ["c", "7"]]
        assert [(notice.code, notice.line) for notice in text.notices] == [("hidden_rows", 2)]
        assert text.notices[0].observed.replace(" | ", " ") == "b 9"
    text = read("<table><tr><td>a<tbody style='display:none'><tr><td>b<tbody><tr><td>c</table>")
    assert (text.rows.cells, text.notices) == ([["a"], ["c"]], (Notice("hidden_rows", 2, "b"),))


HIDE_COLUMN = "<table><col><col width=0 style='display:none;mso-width-source:userset'><col>"


@pytest.mark.parametrize(
    "body",
    [
        HIDE_COLUMN + "<tr><td>a<td>8<td>c<tr><td>d<td>9<td>f</table>",
        HIDE_COLUMN + "<tr><td>a<td style='display:none'>8<td>c<tr><td>d<td width=0>9<td>f</table>",
        HIDE_COLUMN.replace("display:none", "visibility:collapse") + "<tr><td>a<td>8<td>c<tr><td>d<td>9<td>f</table>",
        "<table><colgroup><col></colgroup><colgroup hidden><col></colgroup><tr><td>a<td>8<td>c<tr><td>d<td>9<td>f</table>",
        "<table><tr><td>a<td style='display:none'>8<td>c<tr><td>d<td style='display:none'>9<td>f</table>",
    ],
    ids=["as Excel saves it", "cells too", "collapsed", "group", "cells alone"],
)
def test_hidden_columns_are_left_out(body: str) -> None:
    text = read(body)
    assert text.rows.cells == [["a", "c"], ["d", "f"]]
    assert text.notices == (Notice("hidden_columns", 1, "8 9"),)


def test_a_merged_cell_is_visible_next_to_its_hidden_column() -> None:
    body = "<table><col span=2 style='display:none'><col span=2><tr><td>x<td colspan=2>a<td>b<tr><td colspan=2>y<td>c<td>d</table>"
    assert read_cells(body) == [["a", "b"], ["c", "d"]]


def test_a_notice_is_at_the_line_of_the_text_left_out_or_at_the_next_one() -> None:
    text = read(
        f"<p>一{span('display:none', 'a')}<p hidden>b<p>二<table><tr><td>{span('color:white', 'c')}<tr><td>三</table>"
    )
    assert text.rows.cells == [["一"], ["二"], ["三"]]
    assert text.notices == (Notice("hidden_text", 1, "a"), Notice("hidden_text", 2, "b"), Notice("hidden_text", 3, "c"))


def test_a_hidden_table_and_a_hidden_block_are_left_out() -> None:
    body = "<table style='display:none'><tr><td>旧<td>1</table><p>新<div hidden><script>var a = 1</script><p>底</div>"
    text = read(body)
    assert text.rows.cells == [["新"]]
    assert text.notices == (Notice("hidden_text", 1, "旧 1 | 底"),)


def test_scripts_and_fields_that_are_never_shown_are_not_noted() -> None:
    body = "<div style='display:none'><script>count()</script></div><input type=hidden name=__VIEWSTATE value=dDw>注"
    assert (read_cells(body), read(body).notices) == ([["注"]], ())


def test_rows_after_sections_in_another_order_keep_their_notices() -> None:
    text = read("<table><tfoot><tr><td>合计<s>9</s></tfoot><tbody><tr><td>a<s>8</s></table>")
    assert text.rows.cells == [["a"], ["合计"]]
    assert text.notices == (Notice("struck_text", 1, "8"), Notice("struck_text", 2, "9"))


@pytest.mark.parametrize("kind", ["checkbox", "RADIO"])
def test_check_boxes_are_characters(kind: str) -> None:
    assert read_cells(f"<p><input type={kind} checked>是<input type={kind}>否") == [["☑是☐否"]]


def test_check_boxes_in_symbol_fonts_are_characters() -> None:
    assert read_cells(f"<p>{span('font-family:Wingdings', 'þ')}是<font face='Wingdings 2'>£</font>否") == [["☑是☐否"]]


# Forms


@pytest.mark.parametrize(("text", "amount"), FORMS)
@pytest.mark.parametrize(
    ("run", "code"),
    [(span("display:none"), "hidden_text"), (span("visibility:hidden"), "hidden_text"), ("<s>9</s>", "struck_text"),
     ("<b class=gone>9</b>", "hidden_text"), (span("color:#ffffff"), "hidden_text")],
)  # fmt: skip
def test_a_form_has_the_visible_amounts_and_a_finding(
    text: str, amount: str, run: str, code: str, layouts: Layouts
) -> None:
    page = write_html(text).decode().replace("</head>", "<style>.gone{opacity:0}</style></head>")
    assert page.count(f">{amount}<") == 1
    plain = parse_document(page.encode(), "0" * 64, layouts)
    marked = parse_document(page.replace(f">{amount}<", f">{run}{amount}<").encode(), "0" * 64, layouts)
    assert marked.form_fields == plain.form_fields
    (issue,) = [issue for issue in marked.reading_issues if issue not in plain.reading_issues]
    assert (issue.issue_code, issue.observed) == ("hidden_content", f"{code}: 9")
    assert not marked.rejections


@pytest.mark.parametrize(("text", "amount"), FORMS)
def test_a_raised_mark_is_not_a_digit(text: str, amount: str, layouts: Layouts) -> None:
    page = write_html(text).decode()
    plain = parse_document(page.encode(), "0" * 64, layouts)
    marked = parse_document(page.replace(f">{amount}<", f">{amount}<sup>1</sup><").encode(), "0" * 64, layouts)
    texts = [field.value_text for field in plain.form_fields]
    assert [field.value_text for field in marked.form_fields] == [
        f"{amount}¹" if text == amount else text for text in texts
    ]
    assert (marked.indicator_lines, marked.reading_issues) == (plain.indicator_lines, plain.reading_issues)


@pytest.mark.parametrize(("name", "amount"), [("fs0", "5000000"), ("sup", "5000000¹"), ("vis", "5000000")])
def test_the_amounts_of_the_cases_are_the_visible_ones(name: str, amount: str) -> None:
    cells = read_container(find_case(f"faults/html_pair_{name}.html").read_bytes(), Limits()).rows.cells
    assert next(row[1] for row in cells if row and row[0].startswith("当年预算数")) == amount


@pytest.mark.parametrize(
    ("turned", "shown"),
    [
        ('<bdo dir="rtl">93.<b>00</b></bdo>', "00.39"),
        ('<bdo dir="ltr">93.00</bdo>', "93.00"),
        ('<span dir="rtl">93.00</span>', "93.00"),
        ('<span style="direction: rtl; unicode-bidi: bidi-override">93.<i>0</i>0</span>', "00.39"),
        ('<span dir="rtl" style="unicode-bidi: isolate-override">93.00</span>', "00.39"),
        ('<span class="t">93.00</span>', "00.39"),
        ('<bdo dir="rtl">(a<br>b)</bdo>', "a) (b"),
    ],
)
def test_text_of_an_overridden_direction_is_read_as_it_is_shown(turned: str, shown: str) -> None:
    text = read(f"<table><tr><td>共{turned}分</td></tr></table>", ".t {direction: rtl; unicode-bidi: bidi-override}")
    assert normalise(text.rows.cells[0][0]) == f"共{shown}分"
