"""A redacted document has no name and no text of the original, and is read like it."""

import html
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument
from ingestion.redaction.compare import compare
from ingestion.redaction.redact import NotSupportedError
from ingestion.redaction.texts import TextRedactor
from orchestration.demo.writers.archive import unpack
from orchestration.demo.writers.pdf import write_pdf
from tests.containers.docx_parts import W, make_docx, p, r, tbl, tr
from tests.containers.facts import TEXTS
from tests.containers.printed import lay_out_text
from tests.containers.write_xlsx import make_workbook, save_workbook
from tests.corpus.generate import draw_corpus
from tests.ingestion.redaction_made import PROJECT, SECRETS, find_left, load_vocabulary, make_forms, redact, write_all

FORMS = make_forms()
DOCUMENTS = {f"{form} {way}": content for form, text in FORMS.items() for way, content in write_all(text).items()}
Parse = Callable[[bytes], ParsedDocument]


@pytest.fixture
def parse(layouts: Layouts) -> Parse:
    return lambda content: parse_document(content, "0" * 64, layouts)


def redact_text(text: str, salt: bytes = b"salt") -> str:
    return TextRedactor(load_vocabulary(), salt).redact(text)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_part_of_a_secret_remains(name: str) -> None:
    content = DOCUMENTS[name]
    assert find_left(content), "the original has the secrets"
    assert find_left(redact(content).content) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_copy_is_read_like_the_original(name: str, parse: Parse) -> None:
    original = parse(DOCUMENTS[name])
    assert original.evaluations and not original.rejections
    copy = parse(redact(DOCUMENTS[name]).content)
    assert compare(original, copy) == []
    texts = {field.value_text for field in original.form_fields if field.field_code == "project_name"}
    assert not texts & {field.value_text for field in copy.form_fields}


@pytest.mark.parametrize("text", TEXTS)
def test_the_forms_of_the_tests_are_read_alike(text: str, parse: Parse) -> None:
    for content in write_all(text).values():
        assert compare(parse(content), parse(redact(content).content)) == []


@pytest.mark.slow
def test_a_corpus_of_odd_forms_is_read_alike(parse: Parse) -> None:
    read = 0
    for document in draw_corpus(114, 20):
        try:
            copy = redact(document.content, document.name.encode())
        except NotSupportedError:
            continue
        read += 1
        assert compare(parse(document.content), parse(copy.content)) == [], document.name
    assert read > 70


@pytest.mark.parametrize(
    "text",
    [
        "13801234567", "138 0123 4567", "+86-138-0123-4567", "021-63211234", "(0571)87901234", "0571-8790 1234", "400-820-8820",
        "31010119900307721X", "91310000MA1FL1234X", "310000220000001234567", "6222 0210 0100 1234 567", "１３８０１２３４５６７",
    ],
)  # fmt: skip
def test_the_figures_of_codes_and_telephone_numbers_are_replaced(text: str) -> None:
    copy = redact_text(text)
    figures = [(own, other) for own, other in zip(text, copy, strict=True) if own.isdigit()]
    assert all(other.isdigit() for _, other in figures)
    assert sum(own != other for own, other in figures) > len(figures) / 2
    assert [sign for sign in text if not sign.isalnum()] == [sign for sign in copy if not sign.isalnum()]


@pytest.mark.parametrize(
    "text",
    [
        "1,234,567,890.12", "2020-05-14", "2020-01-01-2020-12-31", "2023年3月1日", "98.35%", "0.98349999999999997", "3075万元",
        "项目名称：", "一、项 目 名 称", "产出指标（50分）", "（2022年度）", "二○二二年度", "☑是 □否", "第1页 共2页", "公开14表", "N/A", "—",
        "年度总体目标完成情况", "项目支出绩效自评表", "其中：当年财政拨款", "自评等级为优秀", "&nbsp;", "<br/>",
    ],
)  # fmt: skip
def test_figures_dates_and_labels_are_kept(text: str) -> None:
    assert redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("龙泉县2022年度文化站项目自评表", "2022年度项目自评表"),
        ("项目名称：龙泉水库", "项目名称："),
        ("共建成12.5公里，验收合格率98%。", "12.5，98%。"),
        ("填报单位（盖章）：龙泉县文化馆", "填报单位（盖章）："),
        ("王 晓 明", "  "),
        ("Zhang San, A类", " , "),
        ("见 http://a.longquan.gov.cn/2022", " ://..."),
    ],
)
def test_other_words_are_replaced(text: str, kept: str) -> None:
    copy = redact_text(text)
    assert len(copy) == len(text)
    places = [place for place in range(len(text)) if text[place] == copy[place]]
    assert "".join(text[place] for place in places).replace("/", "") == kept.replace("/", "")


def test_a_word_written_as_entities_or_escapes_is_replaced() -> None:
    assert not set(html.unescape(redact_text("&#24352;&#x4F1F;&#65;"))) & set("张伟A&")
    assert "5F20" not in redact_text("_x5F20__x000D_x")
    assert "_x000D_" in redact_text("_x5F20__x000D_x")


def test_the_figures_behind_the_label_of_a_telephone_are_replaced() -> None:
    redactor = TextRedactor(load_vocabulary(), b"salt")
    cells = ["联系电话", "", "63211234", "权重", "63211234"]
    copy = [redactor.redact(cell) for cell in cells]
    assert copy[2] != cells[2] and copy[2].isdigit()
    assert [cell for place, cell in enumerate(copy) if place != 2] == ["联系电话", "", "权重", "63211234"]
    assert redact_text("联系电话：63211234") != "联系电话：63211234"
    assert redact_text("预算数：63211234") == "预算数：63211234"


def test_a_text_has_one_replacement_which_depends_on_the_salt() -> None:
    once = redact_text(f"{PROJECT}（{PROJECT}）")
    assert once[: len(PROJECT)] == once[len(PROJECT) + 1 : -1]
    assert redact_text(PROJECT, b"a") == redact_text(PROJECT, b"a") != redact_text(PROJECT, b"b")


@given(st.text(max_size=80))
def test_any_text_keeps_its_length_and_the_kind_of_its_signs(text: str) -> None:
    copy = redact_text(text)
    assert len(copy) == len(text)
    for own, other in zip(text, copy, strict=True):
        if own.isdecimal() or own.isspace():
            assert other.isdecimal() == own.isdecimal() and other.isspace() == own.isspace()
        elif unicodedata.category(own)[0] == "P":
            assert other == own


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=40))
def test_words_that_are_not_known_do_not_remain(text: str) -> None:
    """Random ideographs hardly ever form a known word; each of them is another one in the copy."""
    redactor = TextRedactor(load_vocabulary(), b"salt")
    copy = redactor.redact(text)
    remaining = sum(own == other for own, other in zip(text, copy, strict=True))
    assert remaining <= sum(map(len, redactor.kept)) + 2  # a conjunction at its start and end


def test_a_form_that_is_read_wrong_is_read_as_wrong(parse: Parse) -> None:
    """The label of the project is misspelt, the total is that of no column, and a cell is hidden."""
    text = FORMS["shanghai"].replace("项目名称：", "项目命名：").replace("合计\t\t\t100\t93", "合计\t\t93\t100")
    original = parse(text.encode())
    copy = parse(redact(text.encode()).content)
    assert {issue.issue_code for issue in original.reading_issues}
    assert compare(original, copy) == []


def test_a_difference_is_found(parse: Parse) -> None:
    text = FORMS["shanghai"]
    differences = compare(parse(text.encode()), parse(text.replace("\t20\t19\t", "\t20\t18\t").encode()))
    assert [(found.table, found.column, found.original, found.redacted) for found in differences] == [
        ("indicator_lines", "self_score_number", 19, 18)
    ]
    differences = compare(parse(text.encode()), parse(text.replace("自评时间：", "自己时间：").encode()))
    assert ("form_fields", "field_code") in {(found.table, found.column) for found in differences}


def test_only_known_texts_are_listed_as_kept() -> None:
    kept = redact(DOCUMENTS["national docx"]).kept
    assert {"项目名称", "绩效指标", "产出指标"} <= set(kept)
    assert not any(part in text for text in kept for secret in SECRETS for part in (secret[:4], secret[-4:]))


@pytest.mark.parametrize("name", ["shanghai docx", "shanghai xlsx"])
def test_only_parts_that_are_read_remain(name: str) -> None:
    parts = set(unpack(redact(DOCUMENTS[name]).content))
    known = {
        "docx": {"word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"},
        "xlsx": {
            "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels",
        },
    }  # fmt: skip
    assert parts == known[name.split()[1]] | {"[Content_Types].xml", "_rels/.rels"}


def test_a_label_in_several_runs_is_a_label_and_a_hidden_text_is_redacted(parse: Parse) -> None:
    body = p("项目支出绩效自评表") + tbl(
        tr(
            p(r("<w:t>项目</w:t>"), r("<w:t>名称</w:t>", "<w:b/>")),
            p(r("<w:t>龙泉水库除险</w:t>"), r("<w:t>加固</w:t>", "<w:vanish/>")),
        )
    )
    content = make_docx(body)
    copy = redact(content).content
    part = unpack(copy)["word/document.xml"].decode()
    assert "<w:t>项目</w:t>" in part and "<w:t>名称</w:t>" in part and "<w:vanish/>" in part
    assert find_left(copy, ["龙泉水库除险加固"]) == []
    assert compare(parse(content), parse(copy)) == []
    assert W in part


def test_hidden_rows_merged_cells_and_formats_of_a_workbook_are_kept(parse: Parse) -> None:
    workbook = make_workbook(FORMS["national"], typed=True)
    sheet = workbook.worksheets[0]
    sheet.title = PROJECT
    sheet.row_dimensions[4].hidden = True
    sheet["A4"] = PROJECT
    sheet["K3"].number_format = '0.0"万元龙泉水库除险"'
    sheet["K3"] = 12.5
    sheet["K5"] = 13801234567
    content = save_workbook(workbook)
    copy = redact(content).content
    assert compare(parse(content), parse(copy)) == []
    assert any(issue.issue_code == "hidden_content" for issue in parse(copy).reading_issues)
    assert find_left(copy) == []


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ('#,##0.00"万元"', '#,##0.00"万元"'), ("[$USD-409]0.00", "[$USD-409]0.00"), ('yyyy"年"m"月"d"日"', 'yyyy"年"m"月"d"日"'),
        ("[Red][<0]-0.0%;General", "[Red][<0]-0.0%;General"), ('0"美元"', '0"美元"'), ("[$-804]yyyy/m/d h:mm AM/PM", None),
        ('0"zhouweiming"', ""), ("0[$zhouweiming-409]", ""), ("zhouweiming0", ""), (r"0\z\h\o\u\w\e\i", ""), ("0青浦图书馆分馆", ""),
    ],
)  # fmt: skip
def test_a_number_format_keeps_units_and_no_other_words(code: str, kept: str | None, parse: Parse) -> None:
    workbook = make_workbook(FORMS["national"])
    workbook.worksheets[0]["A1"].number_format = code
    copy = redact(save_workbook(workbook)).content
    styles = html.unescape(unpack(copy)["xl/styles.xml"].decode())
    assert (kept if kept is not None else code) in styles
    assert find_left(copy) == [] and r"\z\h" not in styles


def test_a_hidden_sheet_is_blank(parse: Parse) -> None:
    workbook = make_workbook(FORMS["national"])
    hidden = workbook.create_sheet(PROJECT)
    hidden["A1"] = PROJECT
    hidden.sheet_state = "hidden"
    content = save_workbook(workbook)
    copy = redact(content).content
    assert compare(parse(content), parse(copy)) == []
    assert [found.reason_code for found in parse(copy).rejections] == ["hidden_sheet"]
    assert find_left(copy) == []


def test_other_containers_are_not_supported() -> None:
    for content in (write_pdf(lay_out_text(FORMS["national"])), b"{\\rtf1 }", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(NotSupportedError):
            redact(content)


def test_a_formula_without_a_result_has_no_text(parse: Parse) -> None:
    workbook = make_workbook(FORMS["national"])
    workbook.worksheets[0]["L2"] = f'=CONCAT("{PROJECT}", A1)'
    content = save_workbook(workbook)
    copy = redact(content).content
    assert find_left(copy) == []
    assert compare(parse(content), parse(copy)) == []
