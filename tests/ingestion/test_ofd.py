"""OFD documents: tables from ruled lines, text at its place, and what is not certain is left out with a reason."""

import pytest

from ingestion.containers import ContainerError, ContainerText, read_container
from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from tests.containers.facts import TEXTS, list_facts
from tests.containers.write_ofd import pack_ofd, set_grid, set_line, set_text, write_ofd
from tests.containers.write_pdf import write_pdf

GRID = set_grid([20, 70, 120], [20, 40, 60])
PICTURE = '<ofd:ImageObject Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="3"/>'


def read(*pages: str, template: str = "", resources: str = "") -> ContainerText:
    """Read a document of pages."""
    return read_container(pack_ofd(pages, template=template, resources=resources), Limits())


def refuse(content: bytes, limits: Limits | None = None) -> str:
    """Return the reason code with which a document is rejected."""
    with pytest.raises(ContainerError) as caught:
        read_container(content, limits or Limits())
    return caught.value.reason_code


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("is_scaled", [False, True])
def test_a_form_has_the_facts_of_its_pdf(text: str, is_scaled: bool, layouts: Layouts) -> None:
    pdf = write_pdf(text)
    parsed = parse_document(write_ofd(pdf, is_scaled=is_scaled), "0" * 64, layouts)
    assert parsed.document.container == "ofd"
    assert list_facts(parsed) == list_facts(parse_document(pdf, "0" * 64, layouts))
    assert parsed.evaluations


def test_text_is_in_the_cell_where_it_is_drawn() -> None:
    texts = set_text("甲", 25, 30) + set_text("1,234.50", 75, 30, 3) + set_text("乙", 25, 50)
    assert read(GRID + texts).rows.cells == [["甲", "1,234.50"], ["乙", ""]]


def test_a_text_object_may_reach_over_cells() -> None:
    code = '<ofd:TextCode X="{}" Y="4" DeltaX="{}">{}</ofd:TextCode>'
    codes = (
        code.format(0, "g 1 4", "预算")
        + code.format(50, "g 2 2 2", "98.0")
        + code.format(0, "4 46", "执行9").replace('Y="4"', 'Y="24"')
    )
    text = f'<ofd:TextObject Boundary="25 26 90 30" Font="1" Size="4">{codes}</ofd:TextObject>'
    assert read(GRID + text).rows.cells == [["预算", "98.0"], ["执行", "9"]]


def test_text_without_distances_belongs_to_the_cell_where_it_begins() -> None:
    long = '<ofd:TextObject Boundary="60 26 90 6" Font="1" Size="4"><ofd:TextCode X="0" Y="4">很长的名称</ofd:TextCode></ofd:TextObject>'
    assert read(GRID + long + set_text("乙", 25, 50)).rows.cells == [["很长的名称", ""], ["乙", ""]]


def test_templates_and_composites_are_drawn() -> None:
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="10" Height="10"><ofd:Content>{set_text("丙", 0, 4)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    use = '<ofd:CompositeObject ResourceID="7" Boundary="75 26 10 10"/>'
    block = f"<ofd:PageBlock>{set_text('甲', 25, 30)}</ofd:PageBlock>"
    assert read(block + use, template=GRID, resources=unit).rows.cells == [["甲", "丙"]]


def test_lines_may_be_thin_rectangles_or_outlines() -> None:
    box = '<ofd:PathObject Boundary="20 20 100 40"><ofd:AbbreviatedData>M 0 0 L 100 0 L 100 40 L 0 40 C</ofd:AbbreviatedData></ofd:PathObject>'
    bar = '<ofd:PathObject Boundary="20 40 100 0.2" Fill="true" Stroke="false"><ofd:AbbreviatedData>M 0 0 L 100 0 L 100 0.2 L 0 0.2 C</ofd:AbbreviatedData></ofd:PathObject>'
    inner = set_line(70, 20, 70, 60)
    assert read(box + bar + inner + set_text("甲", 25, 30) + set_text("乙", 75, 50)).rows.cells == [
        ["甲", ""],
        ["", "乙"],
    ]


@pytest.mark.parametrize(
    ("attributes", "inner"),
    [
        ('Visible="false"', ""),
        ('Alpha="0"', ""),
        ('Fill="false"', ""),
        ("", '<ofd:FillColor Value="255 255 255"/>'),
        ("", '<ofd:FillColor Value="0 0 0" Alpha="0"/>'),
    ],
)
def test_hidden_text_is_a_notice(attributes: str, inner: str) -> None:
    text = read(GRID + set_text("甲", 25, 30) + set_text("9", 35, 30, 4, attributes, inner))
    assert text.rows.cells == [["甲", ""]]
    assert [(notice.code, notice.observed) for notice in text.notices] == [("hidden_text", "9")]


def test_struck_and_clipped_text_is_left_out() -> None:
    clip = '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 4 5"><ofd:AbbreviatedData>M 0 0 L 4 0 L 4 5 L 0 5 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>'
    struck = set_text("旧值", 75, 30) + set_line(75, 28.7, 83, 28.7)
    text = read(GRID + set_text("全部名称", 56, 30, 4, "", clip) + struck)
    assert text.rows.cells == [["全部名称", ""]]
    assert [(notice.code, notice.observed) for notice in text.notices] == [("struck_text", "旧值")]


def test_a_scanned_or_slanted_page_is_a_reason() -> None:
    assert refuse(pack_ofd([PICTURE])) == "no_text_layer"
    slanted = set_text("甲乙", 25, 30, 4, 'CTM="0 1 -1 0 0 0"')
    text = read(GRID + set_text("甲", 25, 30), PICTURE, slanted)
    assert [(gap.reason_code, gap.page) for gap in text.gaps] == [("page_without_text", 2), ("page_without_text", 3)]


def test_pages_are_counted_and_page_numbers_left_out() -> None:
    pages = [GRID + set_text(f"甲{page}", 25, 30) + set_text(f"- {page} -", 100, 290) for page in (1, 2)]
    text = read(*pages)
    assert text.rows.page_starts == (1, 2)
    assert text.rows.cells == [["甲1", ""], ["甲2", ""]]


def test_typed_annotations_are_read_and_watermarks_are_not() -> None:
    typed = f'<Annot Type="Path"><Appearance Boundary="75 26 40 10">{set_text("98", 0, 4)}</Appearance></Annot>'
    mark = f'<Annot Type="Watermark"><Appearance Boundary="25 45 40 10">{set_text("内部", 0, 4)}</Appearance></Annot>'
    parts = {
        "Doc_0/Document.xml": (
            '<a><Pages><Page ID="9" BaseLoc="Pages/Page_0/Content.xml"/></Pages><Annotations>Annots/All.xml</Annotations></a>'
        ),
        "Doc_0/Annots/All.xml": '<a><Page PageID="9"><FileLoc>Page_0/Annot.xml</FileLoc></Page></a>',
        "Doc_0/Annots/Page_0/Annot.xml": f'<a xmlns:ofd="http://www.ofdspec.org/2016">{typed}{mark}</a>',
    }
    text = read_container(pack_ofd([GRID + set_text("甲", 25, 30)], parts=parts), Limits())
    assert text.rows.cells == [["甲", "98"]]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"OFD.xml": "<a><DocBody/><DocBody/></a>"}, "container_not_supported"),
        ({"OFD.xml": "<a><DocBody><DocRoot>../../etc/passwd</DocRoot></DocBody></a>"}, "damaged_document"),
        ({"Doc_0/Document.xml": "<a"}, "damaged_document"),
        ({"Doc_0/Document.xml": "<!DOCTYPE a><a/>"}, "xml_entities"),
        ({"Doc_0/Pages/Page_0/Content.xml": '<a><Content><TextObject Size="x"/></Content></a>'}, "damaged_document"),
        ({"Doc_0/Pages/Page_0/Content.xml": '<a><Content><TextObject Size="nan"/></Content></a>'}, "damaged_document"),
        ({"Doc_0/Pages/Page_0/Content.xml": "<a><Content>" + "<PageBlock>" * 40 + "</PageBlock>" * 40 + "</Content></a>"}, "damaged_document"),
        ({"Doc_0/Pages/Page_0/Content.xml": "<a><Content>" + "<PathObject/>" * 40_000 + "</Content></a>"}, "too_many_cells"),
    ],
)  # fmt: skip
def test_a_damaged_package_is_a_reason(parts: dict[str, str], reason: str) -> None:
    assert refuse(pack_ofd([GRID], parts=parts)) == reason


def test_limits() -> None:
    assert refuse(pack_ofd([GRID] * 3), Limits(pages=2)) == "too_many_pages"
    long = '<ofd:TextObject Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 2000000000 4">甲乙</ofd:TextCode></ofd:TextObject>'
    assert read(GRID + set_text("丙", 25, 30) + long).rows.cells == [["甲乙"], ["丙", ""]]
    nested = '<ofd:CompositeGraphicUnit ID="7"><ofd:Content><ofd:CompositeObject ResourceID="7"/></ofd:Content></ofd:CompositeGraphicUnit>'
    assert refuse(pack_ofd(['<ofd:CompositeObject ResourceID="7"/>'], resources=nested)) == "damaged_document"
