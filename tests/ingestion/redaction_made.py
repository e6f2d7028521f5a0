"""Documents with secrets of every kind, and the search for what is left of them."""

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from ingestion.containers.reading import find_container
from ingestion.containers.text import decode_text
from ingestion.limits import Limits
from ingestion.redaction.redact import Redacted, redact_document
from ingestion.redaction.vocabulary import Vocabulary, make_vocabulary
from orchestration.demo.writers.archive import pack, unpack
from orchestration.settings import Seeds
from tests.containers.write_docx import write_docx
from tests.containers.write_html import write_html
from tests.containers.write_xlsx import write_xlsx
from tests.ingestion.test_mht import write_mht
from tests.national_form import NationalForm
from tests.shanghai_form import Form

PROJECT, UNIT, OFFICE = "龙泉水库除险加固", "青浦图书馆分馆", "后勤保卫处"
NARRATIVE = "完成了枫川镇残疾人康复服务站的建设，由欧阳修文与司徒雷登共同验收；另见简报。"
PHONE, CODE = "13801234567", "310118199003077213"
PERSON = "欧阳修文"
SECRETS = (PROJECT, UNIT, OFFICE, NARRATIVE, PHONE, CODE, PERSON, "zhouweiming", "张伟明内部资料")
_WORD, _FIGURES = 4, 6  # signs in a row that show a secret
_AUTHOR = b"zhouweiming"
_INTERNAL = "张伟明内部资料".encode()


@cache
def load_vocabulary() -> Vocabulary:
    """Return the vocabulary of the project's seeds."""
    seeds = Seeds()
    columns = {
        "form_fields": "field_name_zh", "categories": "category_name_zh", "grade_aliases": "alias_name",
        "grade_bands": "grade_name_zh",
    }  # fmt: skip
    names = [row[column] for seed, column in columns.items() for row in seeds.read(seed)]
    return make_vocabulary(seeds.read("form_labels"), names)


def redact(content: bytes, salt: bytes = b"salt") -> Redacted:
    """Return a document redacted with the project's vocabulary."""
    return redact_document(content, load_vocabulary(), salt, Limits())


def make_forms() -> dict[str, str]:
    """Return a form of two schemes with secrets, as text."""
    shanghai = Form().with_head(
        **{
            "项目名称": PROJECT,
            "预算单位": UNIT,
            "具体实施处（科室）": OFFICE,
            "主要绩效": NARRATIVE,
            "联系电话": PHONE,
        },
        项目编码=CODE,
        填表人=PERSON,
    )
    national = NationalForm(foot=(f"填表人：{PERSON}  联系电话：{PHONE}", "填表日期：2023年3月1日"))
    national = replace(
        national, head={"项目名称": PROJECT, "主管部门": UNIT, "实施单位": UNIT}, goals=(NARRATIVE, NARRATIVE)
    )
    return {"shanghai": shanghai.text(), "national": national.with_cell(1, 8, NARRATIVE).text()}


def write_all(text: str) -> dict[str, bytes]:
    """Return a form in every container that can be redacted, with secrets wherever the container has a place for them."""
    rows = io.StringIO()
    csv.writer(rows).writerows(line.split("\t") for line in text.splitlines())
    page = _plant_in_page(write_html(text))
    return {
        "utf-8": text.encode(),
        "gb18030": text.encode("gb18030"),
        "utf-16": text.encode("utf-16"),
        "csv": rows.getvalue().encode("utf-8-sig"),
        "html": page,
        "mht": write_mht(page, "utf-8", "quoted-printable", f"<p>{NARRATIVE}</p>").replace(b"Saved by", _AUTHOR),
        "docx": _plant_in_docx(write_docx(text)),
        "docx of two pages": _plant_in_docx(write_docx(text, split_pages=True)),
        "xlsx": _plant_in_xlsx(write_xlsx(text)),
        "xlsx of texts": _plant_in_xlsx(write_xlsx(text, typed=False)),
    }


def find_left(content: bytes, secrets: Iterable[str] = SECRETS) -> list[str]:
    """Return every four letters or six figures in a row of a secret that a part of a document, or its name, has."""
    texts = _list_texts(content)
    grams: set[str] = set()
    for secret in secrets:
        length = _FIGURES if secret.isdigit() else _WORD
        assert len(secret) >= length
        grams |= {secret[place : place + length] for place in range(len(secret) - length + 1)}
    return sorted(gram for gram in grams if any(gram in text for text in texts))


def _list_texts(content: bytes) -> list[str]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        parts = unpack(content)
        return [*parts, *(part.decode("utf-8", "replace") for part in parts.values())]
    if find_container(content) == "mht":
        import email

        message = email.message_from_bytes(content)
        payloads = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
        return [
            content.decode("latin-1"),
            *(str(payload, "utf-8", "replace") for payload in payloads if isinstance(payload, bytes)),
        ]
    decoded = decode_text(content)
    assert decoded is not None
    return [decoded[0]]


def _plant_in_page(page: bytes) -> bytes:
    head = (
        b'<head><title>%b</title><meta name="author" content="%b"><script>var a="%b"</script>'
        b"<style>.%b td {font-family: %b}</style><!-- %b --></head>"
    ) % (_INTERNAL, _AUTHOR, _INTERNAL, _AUTHOR, _AUTHOR, _INTERNAL)
    image = b'<img src="%b.png" alt="%b"><a href="http://%b/" title="%b" data-x="%b"></a>' % (
        _AUTHOR, _INTERNAL, _AUTHOR, _INTERNAL, _INTERNAL,
    )  # fmt: skip
    page = page.replace(
        b"<table", head + image + b'<table class="%b" id="%b" summary="%b"' % (_AUTHOR, _AUTHOR, _INTERNAL), 1
    )
    assert _AUTHOR in page and _INTERNAL in page
    return page


def _plant_in_docx(content: bytes) -> bytes:
    parts = unpack(content)
    name = "word/document.xml"
    run = b"<w:r><w:delText>%b</w:delText></w:r>" % _INTERNAL
    planted = (
        b'<w:p w:rsidR="00AA00BB"><w:pPr><w:pStyle w:val="%b"/></w:pPr><w:bookmarkStart w:id="1" w:name="%b"/>'
        b'<w:ins w:id="2" w:author="%b" w:date="2024-01-01T00:00:00Z"/><w:del w:id="3" w:author="%b">%b</w:del>'
        b'<w:hyperlink w:tooltip="%b" w:anchor="%b"/><w:fldSimple w:instr=" AUTHOR %b "/>'
        b'<w:sdt><w:sdtPr><w:alias w:val="%b"/><w:tag w:val="%b"/></w:sdtPr><w:sdtContent/></w:sdt>'
        b'<w:commentRangeStart w:id="4"/><w:r><w:instrText>%b</w:instrText></w:r></w:p>'
    ) % (_AUTHOR, _AUTHOR, _AUTHOR, _AUTHOR, run, _INTERNAL, _AUTHOR, _AUTHOR, _INTERNAL, _AUTHOR, _INTERNAL)
    parts[name] = parts[name].replace(b"<w:body>", b"<w:body>" + planted, 1)
    style = b'<w:style w:type="paragraph" w:styleId="%b"><w:name w:val="%b"/></w:style></w:styles>' % (
        _AUTHOR,
        _INTERNAL,
    )
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"</w:styles>", style)
    return pack(parts | _OTHER_PARTS | {"word/comments.xml": b"<a>%b</a>" % _INTERNAL})


def _plant_in_xlsx(content: bytes) -> bytes:
    parts = unpack(content)
    book, sheet = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
    names = b'</sheets><definedNames><definedName name="%b">"%b"</definedName></definedNames>' % (_AUTHOR, _INTERNAL)
    parts[book] = parts[book].replace(b"</sheets>", names)
    below = b"<headerFooter><oddHeader>%b</oddHeader></headerFooter></worksheet>" % _INTERNAL
    parts[sheet] = parts[sheet].replace(b"</worksheet>", below)
    assert _INTERNAL in parts[book] and _INTERNAL in parts[sheet]
    return pack(parts | _OTHER_PARTS | {"xl/comments1.xml": b"<a>%b</a>" % _INTERNAL})


_OTHER_PARTS = {
    "docProps/core.xml": b"<a><creator>%b</creator></a>" % _AUTHOR,
    "docProps/custom.xml": b"<a>%b</a>" % _INTERNAL,
    "docProps/thumbnail.jpeg": _INTERNAL,
    "customXml/item1.xml": b"<a>%b</a>" % _INTERNAL,
    f"media/{_AUTHOR.decode()}.png": _INTERNAL,
    "embeddings/object1.bin": _INTERNAL,
}
