"""Word documents: hidden, struck out, white or raised text next to an amount is not part of it; check boxes."""

import pytest

from ingestion.containers import ContainerText, read_container
from ingestion.containers.result import Notice
from ingestion.limits import Limits
from tests.containers.cases import find_case
from tests.containers.docx_parts import BLANK, make_docx, p, r, tbl, tc, tr

AMOUNT = "5,000,000"


def read(body: str, styles: str = "") -> ContainerText:
    """Read a body."""
    return read_container(make_docx(body, styles=styles), Limits())


def read_cells(body: str, styles: str = "") -> list[list[str]]:
    return read(body, styles).rows.cells


def run(text: str, properties: str) -> str:
    return r(f"<w:t>{text}</w:t>", properties)


def style(name: str, properties: str, based_on: str = "", kind: str = "character") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{base}{properties}</w:style>'


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ("<w:strike/>", "struck_text"),
        ('<w:dstrike w:val="1"/>', "struck_text"),
        ("<w:vanish/>", "hidden_text"),
        ("<w:webHidden/>", "hidden_text"),
        ('<w:color w:val="FFFFFF"/>', "hidden_text"),
        ('<w:color w:val="FEFEFE"/>', "hidden_text"),
        ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="FFFF00"/>', "hidden_text"),
        ('<w:color w:val="000000"/><w:highlight w:val="black"/>', "hidden_text"),
        ('<w:sz w:val="1"/>', "hidden_text"),
        ('<w:sz w:val="0"/>', "hidden_text"),
    ],
)
def test_invisible_text_is_not_part_of_an_amount(properties: str, code: str) -> None:
    text = read(p("题") + tbl(tr("预算数", p(run("9", properties), AMOUNT))))
    assert text.rows.cells == [["题"], ["预算数", AMOUNT]]
    assert text.notices == (Notice(code, 2, "9"),)


@pytest.mark.parametrize(
    "properties",
    [
        '<w:strike w:val="0"/>',
        '<w:color w:val="auto"/>',
        '<w:color w:val="FF0000"/>',
        '<w:color w:val="D9D9D9"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F4E79"/>',
        '<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:val="pct50" w:color="000000" w:fill="FFFFFF"/>',
        '<w:sz w:val="3"/>',
    ],
)
def test_visible_text_is_kept(properties: str) -> None:
    text = read(p(run("9", properties), AMOUNT))
    assert (text.rows.cells, text.notices) == ([[f"9{AMOUNT}"]], ())


def test_white_text_is_visible_on_a_dark_cell_table_or_paragraph() -> None:
    white = run("8", '<w:color w:val="FFFFFF"/>')
    dark = '<w:shd w:val="clear" w:fill="1F4E79"/>'
    shaded = f"<w:tbl><w:tblPr>{dark}</w:tblPr><w:tblGrid/>{tr(p(white))}</w:tbl>"
    assert read_cells(tbl(tr(tc(p(white), dark), p(white)))) == [["8", ""]]
    assert read_cells(shaded) == [["8"]]
    assert read_cells(p(white, properties=dark) + p(white)) == [["8"], []]


def test_a_tables_style_may_shade_its_first_row() -> None:
    white = p(run("8", '<w:color w:val="FFFFFF"/>'))
    shade = '<w:tcPr><w:shd w:val="clear" w:fill="1F4E79"/></w:tcPr>'
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/></w:tblPr><w:tblGrid/>{tr(white, "a")}{tr(white, "b")}</w:tbl>'
    first = style("T", f'<w:tblStylePr w:type="firstRow">{shade}</w:tblStylePr>', kind="table")
    assert read_cells(table, first) == [["8", "a"], ["", "b"]]
    assert read_cells(table, style("T", shade, kind="table")) == [["8", "a"], ["8", "b"]]


def test_text_boxes_have_their_own_background() -> None:
    white = "<w:txbxContent>" + p(run("8", '<w:color w:val="FFFFFF"/>')) + "</w:txbxContent>"

    def shape(fill: str) -> str:
        return p(
            r(f"<w:drawing><wps:wsp><wps:spPr>{fill}</wps:spPr><wps:txbx>{white}</wps:txbx></wps:wsp></w:drawing>")
        )

    assert read_cells(shape('<a:solidFill><a:srgbClr val="1F4E79"/></a:solidFill>')) == [[], ["8"]]
    assert read_cells(p("段") + shape("<a:noFill/>")) == [["段"], [], []]
    assert read_cells(
        p(r(f'<w:pict><v:shape fillcolor="#1f4e79"><v:textbox>{white}</v:textbox></v:shape></w:pict>'))
    ) == [[], ["8"]]


def test_styles_strike_out_and_hide() -> None:
    styles = (
        style("Old", "<w:rPr><w:strike/></w:rPr>")
        + style("Older", "<w:rPr><w:b/></w:rPr>", "Old")
        + style("Circle", "<w:rPr><w:vanish/></w:rPr>", "Circle")
        + style("Gone", "<w:rPr><w:vanish/></w:rPr>", kind="paragraph")
    )
    marked = [p(run("9", f'<w:rStyle w:val="{name}"/>'), AMOUNT) for name in ("Old", "Older", "Circle", "None")]
    assert read_cells("".join(marked), styles) == [[AMOUNT], [AMOUNT], [AMOUNT], [f"9{AMOUNT}"]]
    kept = run("9", '<w:rStyle w:val="Older"/><w:strike w:val="0"/>')
    assert read_cells(p(kept), styles) == [["9"]]
    text = read(p("旧", properties='<w:pStyle w:val="Gone"/>') + p("新"), styles)
    assert text.rows.cells == [[], ["新"]]
    assert text.notices == (Notice("hidden_text", 1, "旧"),)


def test_styles_that_are_not_xml_are_ignored() -> None:
    content = make_docx(p(AMOUNT), styles="<w:style")
    assert read_container(content, Limits()).rows.cells == [[AMOUNT]]


@pytest.mark.parametrize(
    ("text", "shift", "marks"),
    [
        ("1", "superscript", "¹"),
        ("2", "subscript", "₂"),
        ("[1]", "superscript", "[¹]"),
        ("(１)", "superscript", "⁽¹⁾"),
        ("注3*", "superscript", "注³*"),
        ("-6", "subscript", "₋₆"),
        ("1", "baseline", "1"),
    ],
)
def test_raised_and_lowered_figures_are_marks(text: str, shift: str, marks: str) -> None:
    body = p(AMOUNT, run(text, f'<w:vertAlign w:val="{shift}"/>'))
    assert read_cells(body) == [[AMOUNT + marks]]
    assert not read(body).notices


def test_a_small_run_in_a_raised_position_is_raised() -> None:
    small = '<w:position w:val="{}"/><w:sz w:val="{}"/>'
    base = run(AMOUNT, '<w:sz w:val="21"/>')
    assert read_cells(p(base, run("1", small.format(8, 12)))) == [[f"{AMOUNT}¹"]]
    assert read_cells(p(base, run("1", small.format(-4, 12)))) == [[f"{AMOUNT}₁"]]
    assert read_cells(p(base, run("1", small.format(8, 21)))) == [[f"{AMOUNT}1"]]
    assert read_cells(p(base, run("1", small.format(0, 12)))) == [[f"{AMOUNT}1"]]


def test_formulas_keep_powers_and_fractions_apart() -> None:
    def m(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    power = f"<m:oMath><m:sSup><m:e>{m('m')}</m:e><m:sup>{m('2')}</m:sup></m:sSup></m:oMath>"
    fraction = f"<m:oMath><m:f><m:num>{m('1')}</m:num><m:den>{m('2')}</m:den></m:f></m:oMath>"
    assert read_cells(p(power, fraction)) == [["m²1/2"]]


def test_tabs_and_breaks_of_struck_out_text_are_kept() -> None:
    struck = r("<w:t>旧</w:t><w:tab/><w:t>值</w:t><w:br/>", "<w:strike/>")
    assert read_cells(p("名", struck, "新")) == [["名", ""], ["新"]]
    hidden = r("<w:t>旧</w:t><w:tab/>", "<w:vanish/>")
    assert read_cells(p("名", hidden, "新")) == [["名新"]]


def test_hidden_rows_are_left_out() -> None:
    text = read(
        tbl(tr("a", "8"), tr("b", "9", properties="<w:hidden/>"), tr("c", "7", properties='<w:hidden w:val="0"/>'))
    )
    assert text.rows.cells == [["a", "8"], ["c", "7"]]
    assert text.notices == (Notice("hidden_rows", 2, "b 9"),)


def test_a_table_around_a_title_and_a_table_is_a_layout_table() -> None:
    inner = tbl(*[tr(*"abcde") for _ in range(3)])
    walked = [["题"], ["2022年"], *[list("abcde")] * 3, []]
    assert read_cells(tbl(tr(p("题") + p("2022年")), tr(inner + BLANK))) == walked
    assert read_cells(tbl(tr(p("题") + p("2022年") + inner + BLANK, ""))) == [*walked, []]
    assert read_cells(tbl(tr(p("题") + p("2022年") + tbl(tr(inner + BLANK)) + BLANK))) == [*walked, []]
    head = tr("单位", "某局")
    assert read_cells(tbl(head, tr("指标", inner + BLANK))) == [["单位", "某局"], ["指标"], *[list("abcde")] * 3, []]


def test_a_small_table_in_a_data_table_is_text_of_its_cell() -> None:
    inner = tbl(tr("a", "b"))
    rows = [tr("一", "二", "三", "四")] * 3
    assert read_cells(tbl(*rows, tr("五", inner + BLANK, "", ""))) == [
        *[["一", "二", "三", "四"]] * 3,
        ["五", "a b", "", ""],
    ]


@pytest.mark.parametrize(
    ("box", "sign"),
    [
        ('<w:default w:val="0"/>', "☐"),
        ('<w:default w:val="1"/>', "☑"),
        ('<w:default w:val="0"/><w:checked/>', "☑"),
        ('<w:default w:val="1"/><w:checked w:val="0"/>', "☐"),
        ("", "☐"),
    ],
)
def test_check_boxes_of_form_fields_are_characters(box: str, sign: str) -> None:
    field = f'<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{box}</w:checkBox></w:ffData></w:fldChar>'
    assert read_cells(p(r(field), "是")) == [[f"{sign}是"]]


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "00FD", "☒"),
        ("Wingdings", "F0A8", "☐"),
        ("Wingdings", "F06F", "□"),
        ("Wingdings", "F0FC", "✓"),
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "0053", "☒"),
        ("Wingdings 2", "F0A3", "☐"),
        ("Wingdings 2", "F050", "✓"),
        ("宋体", "2713", "✓"),
    ],
)
def test_check_boxes_in_symbol_fonts_are_characters(font: str, code: str, sign: str) -> None:
    assert read_cells(p(r(f'<w:sym w:font="{font}" w:char="{code}"/>'))) == [[sign]]
    if "ding" in font:
        typed = run(chr(int(code, 16)).replace("&", "&amp;"), f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>')
        assert read_cells(p(typed, "是")) == [[f"{sign}是"]]


def test_figures_in_a_symbol_font_are_not_figures() -> None:
    assert not any(map(str.isdigit, read_cells(p(run("95", '<w:rFonts w:ascii="Wingdings"/>')))[0][0]))


@pytest.mark.parametrize(("name", "amount"), [("docx_pair_strike.docx", "5000000"), ("docx_pair_sup.docx", "5000000¹")])
def test_the_amounts_of_the_cases_are_the_visible_ones(name: str, amount: str) -> None:
    cells = read_container(find_case(f"faults/{name}").read_bytes(), Limits()).rows.cells
    assert next(row[1] for row in cells if row and row[0].startswith("当年预算数")) == amount
