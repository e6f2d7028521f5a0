"""Documents that LibreOffice converts, if it is installed: what it would compute again is refused, the rest is as stored."""

import io
import shutil
import subprocess
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from ingestion.containers import ContainerError, ContainerText, read_container
from ingestion.limits import Limits
from orchestration.demo.writers.docx import make_docx
from tests.containers.docx_parts import p, tbl, tr

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice is not installed"),
]

FLAT = (
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"'
    ' office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:body><office:{kind}>{body}</office:{kind}>'
    "</office:body></office:document>"
)
MERGED = r"\trowd\clvmgf\cellx2000\cellx4000\pard\intbl {}\cell {}\cell\row \trowd\clvmrg\cellx2000\cellx4000\pard\intbl\cell {}\cell\row\pard "


def read(content: str) -> ContainerText:
    """Read a document."""
    return read_container(content.encode(), Limits())


def make_rtf(body: str) -> str:
    """Return a document with the colour white and a font of symbols."""
    return (
        r"{\rtf1\ansi{\fonttbl{\f0 SimSun;}{\f1\fcharset2 Wingdings;}}{\colortbl;\red255\green255\blue255;}\pard "
        + body
        + "}"
    )


def make_field(code: str, text: str) -> str:
    """Return a field of RTF with its printed text."""
    return r"{\field{\*\fldinst " + code + r"}{\fldrslt " + text + "}}"


def refuse(content: str | bytes) -> tuple[str, str]:
    """Return reason code and detail of a document that is not read."""
    with pytest.raises(ContainerError) as caught:
        read_container(content if isinstance(content, bytes) else content.encode(), Limits())
    return caught.value.reason_code, caught.value.detail


def test_only_what_is_printed_is_read_from_rtf() -> None:
    box = r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres1}}}{\fldrslt}}"
    document = make_rtf(
            r"shown {\v hidden}{\strike struck}{\revised added}{\deleted removed}{\super 2}{\cf1 white}{\fs2 tiny}\par "
            r"note{\super\chftn}{\footnote\pard foot 4} comment{\*\annotation remark} \u32489?\u25928?\par "
            + box + r" {\f1\u-3842?}\par " + MERGED.format("a", "b", "c") + r"last\par"
    )  # fmt: skip
    text = read(document)
    assert text == read(document)  # each time the same
    assert text.rows.cells == [
        ["shown added²"],
        ["note comment 绩效"],
        ["☑ ☑"],
        ["a", "b"],
        ["", "c"],
        ["last"],
    ]
    assert [(notice.code, notice.line, notice.observed) for notice in text.notices] == [
        ("hidden_text", 1, "hidden | white | tiny"),
        ("struck_text", 1, "struck"),
    ]
    assert text.container == "rtf"
    assert str(text.converter).startswith("LibreOffice ")


def test_a_field_that_is_computed_again_is_refused() -> None:
    assert refuse(make_rtf(make_field("DATE", "2019-05-14"))) == ("field_recomputed", "DATE")
    in_table = make_rtf(MERGED.format("a", "3", make_field("=SUM(ABOVE)", "42")))
    assert refuse(in_table) == ("field_recomputed", "=")


def test_a_field_of_a_doc_is_refused(tmp_path: Path) -> None:
    fields = {"date": "DATE", "title": "TITLE", "sum": "= 1+2"}
    for name, code in fields.items():
        (tmp_path / f"{name}.rtf").write_text(make_rtf("a " + make_field(code, "7")))
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "doc",
            "--outdir", tmp_path, *tmp_path.glob("*.rtf"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for name, code in fields.items():
        assert refuse((tmp_path / f"{name}.doc").read_bytes()) == ("field_recomputed", code.split()[0])


@pytest.mark.parametrize("below", ["", p(""), p("注")], ids=["nothing", "blank", "note"])
def test_a_doc_that_ends_with_a_table_is_read_in_full_or_refused(tmp_path: Path, below: str) -> None:
    columns = '<w:gridCol w:w="900"/>' * 2
    table = tbl(tr("指标", "分值"), tr("甲", "8")).replace("<w:tblGrid/>", f"<w:tblGrid>{columns}</w:tblGrid>")
    (tmp_path / "a.docx").write_bytes(make_docx(p("题") + table + below))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path), "a.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    content = (tmp_path / "a.doc").read_bytes()
    try:
        cells = [row for row in read_container(content, Limits()).rows.cells if row]
    except ContainerError:
        assert refuse(content) == ("converter_failed", "LibreOffice loses a table without a paragraph below it")
        assert not below
        return
    assert cells == [["题"], ["指标", "分值"], ["甲", "8"], *([["注"]] if "注" in below else [])]


def test_stored_results_are_read_not_formulas() -> None:
    cell = '<table:table-cell table:formula="of:={}" office:value-type="float" office:value="{}"><text:p/></table:table-cell>'
    rows = (
        f"<table:table-row>{cell.format('1+1', 5)}{cell.format('RAND()', 7)}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{cell.format("3", 3)}</table:table-row>'
    )
    text = read(FLAT.format(kind="spreadsheet", body=f'<table:table table:name="a">{rows}</table:table>'))
    assert text.rows.cells == [["5", "7"]]
    assert [notice.code for notice in text.notices] == ["hidden_rows"]
    assert text.container == "fods"


def test_stored_results_of_excel_xml_are_read() -> None:
    text = read(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="p"><NumberFormat ss:Format="0.00%"/>'
        '</Style></Styles><Worksheet ss:Name="a"><Table><Row><Cell ss:Formula="=1+1"><Data ss:Type="Number">5</Data></Cell>'
        '<Cell ss:Formula="=TODAY()"><Data ss:Type="Number">7</Data></Cell><Cell ss:StyleID="p"><Data ss:Type="Number">'
        '0.98765</Data></Cell></Row><Row ss:Hidden="1"><Cell><Data ss:Type="String">x</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    assert text.rows.cells == [["5", "7", "98.765%"]]
    assert [notice.code for notice in text.notices] == ["hidden_rows"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<text:p><text:date>2019-05-14</text:date></text:p>", "date"),
        ("<text:p><text:expression text:formula='ooow:1+1'>5</text:expression></text:p>", "expression"),
    ],
)
def test_a_field_of_opendocument_is_refused(body: str, name: str) -> None:
    assert refuse(FLAT.format(kind="text", body=body)) == ("field_recomputed", name)


def test_an_encrypted_or_hostile_opendocument_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
        archive.writestr("META-INF/manifest.xml", "<a><encryption-data/></a>")
    assert refuse(packed.getvalue()) == ("encrypted_document", "a document with a password")
    flat = FLAT.format(kind="text", body="<text:p>a</text:p>")
    assert refuse(f'<!DOCTYPE a [<!ENTITY b "c">]>{flat}')[0] == "xml_entities"
    assert refuse(FLAT.format(kind="presentation", body=""))[0] == "container_not_supported"


def test_nothing_is_fetched_from_the_network() -> None:
    class Server(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            requests.append(self.client_address)

    requests: list[object] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/a"
        body = (
            f'<text:section text:name="a"><text:section-source xlink:href="{address}.odt"/><text:p>a</text:p></text:section>'
            f'<text:p>b<draw:frame><draw:image xlink:href="{address}.png" xlink:show="embed"/></draw:frame></text:p>'
        )
        text = read(FLAT.format(kind="text", body=body))
        server.shutdown()
    assert [cells for cells in text.rows.cells if cells] == [["a"], ["b"]]
    assert requests == []
