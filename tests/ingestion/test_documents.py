"""Whole documents: the sample forms in every format, several forms in a document, and damaged forms."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.records import Document, ParsedDocument
from tests.conftest import REAL_FORMS, SAMPLES
from tests.shanghai_form import Form

SAMPLE = SAMPLES / "shanghai_big_data_centre_2019.txt"
REAL = REAL_FORMS / "shanghai_big_data_centre_2019.txt"


def parse(content: bytes, layouts: Layouts) -> ParsedDocument:
    """Read a document."""
    return parse_document(content, "0" * 64, layouts)


def facts(parsed: ParsedDocument, *, text: bool = True) -> list[object]:
    """Return the normalised content of a document, without positions."""
    fields = [
        (f.form_ordinal, f.field_code, f.label_unit, f.value_normalised if text else "") for f in parsed.form_fields
    ]
    lines = [
        (line.form_ordinal, line.line_number, line.category_code, line.category_cap_normalised,
         line.indicator_name_normalised, line.weight_normalised, line.self_score_normalised, line.is_placeholder)
        for line in parsed.indicator_lines
    ]  # fmt: skip
    totals = [(e.total_weight_normalised, e.total_score_normalised, e.scheme_code) for e in parsed.evaluations]
    return [fields, lines, totals]


def count_roles(document: Document) -> int:
    """Return the number of lines of any role."""
    return sum(value for name, value in document._asdict().items() if name.endswith("_line_count"))


@pytest.fixture(params=[SAMPLE, REAL], ids=["sample", "real"])
def forms(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    if not path.exists():
        pytest.skip(f"the real forms are not at {path}")
    return path


def test_four_forms_with_their_lines_and_placeholders(forms: Path, layouts: Layouts) -> None:
    parsed = parse(forms.read_bytes(), layouts)
    assert [e.indicator_line_count for e in parsed.evaluations] == [15, 11, 21, 19]
    placeholders = [line.form_ordinal for line in parsed.indicator_lines if line.is_placeholder]
    assert [placeholders.count(ordinal) for ordinal in (1, 2, 3, 4)] == [2, 0, 7, 0]
    assert [e.category_basis for e in parsed.evaluations] == ["fill_down"] * 4
    assert not parsed.rejections


def test_every_line_of_the_document_has_one_role(forms: Path, layouts: Layouts) -> None:
    document = parse(forms.read_bytes(), layouts).document
    printed = sum(1 for line in forms.read_text("utf-8").split("\n") if line.strip())
    assert document.line_count == printed == count_roles(document)
    assert (document.title_line_count, document.header_line_count, document.total_line_count) == (4, 4, 4)
    assert (document.row_line_count, document.fragment_line_count, document.rejected_line_count) == (66, 3, 0)


def test_split_rows_are_joined(forms: Path, layouts: Layouts) -> None:
    lines = {(line.form_ordinal, line.line_number): line for line in parse(forms.read_bytes(), layouts).indicator_lines}
    split = lines[4, 2]
    assert (split.indicator_name_normalised, split.weight_normalised, split.self_score_normalised) == (
        "绩效目标合理性",
        "8",
        "8",
    )
    assert (split.category_code, lines[4, 1].category_code) == ("input_management", "input_management")
    assert split.explanation_plain.replace(",", "，") == lines[1, 2].explanation_plain
    assert lines[2, 5].explanation_plain == lines[1, 5].explanation_plain
    assert lines[3, 6].explanation_plain == lines[1, 6].explanation_plain


WIDE = str.maketrans("0123456789-/,.%", "０１２３４５６７８９－／，．％")


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.encode("gb18030"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: ("\n" * 3 + text + "\n\n").encode(),
        lambda text: re.sub(r"\t[\d,.\-%]+(?=\t|$)", lambda m: m[0].translate(WIDE), text, flags=re.MULTILINE).encode(),
        lambda text: text.replace("项目名称：", "项 目 名 称 :").replace("\t自评分\t", "\t自 评 分\t").encode(),
        lambda text: re.sub(r"[\t ]+$", "", text, flags=re.MULTILINE).encode(),
    ],
    ids=["gb18030", "bom", "utf-16", "crlf", "blank lines", "full width", "spaced labels", "no trailing tabs"],
)
def test_the_same_forms_in_another_format_give_the_same_facts(
    forms: Path, layouts: Layouts, rewrite: Callable[[str], bytes]
) -> None:
    text = forms.read_text("utf-8")
    assert facts(parse(rewrite(text), layouts)) == facts(parse(text.encode(), layouts))


@pytest.mark.parametrize("place", ["middle", "bottom"])
def test_labels_in_the_middle_or_at_the_bottom_give_the_same_categories(
    forms: Path, layouts: Layouts, place: str
) -> None:
    lines = forms.read_text("utf-8").split("\n")
    tables = [(n, line.split("\t")) for n, line in enumerate(lines) if line.count("\t") == 5]
    rows = [n for n, cells in tables if cells[1] and cells[0] != "一级指标"]
    labels = [n for n in rows if lines[n].split("\t")[0]]
    for label, following in zip(labels, [*labels[1:], len(lines)], strict=True):
        total = next((n for n in range(label, following) if lines[n].startswith("合计")), following)
        group = [n for n in rows if label <= n < total]
        target = group[len(group) // 2] if place == "middle" else group[-1]
        cells = lines[label].split("\t")
        lines[label] = "\t".join(["", *cells[1:]])
        lines[target] = "\t".join([cells[0], *lines[target].split("\t")[1:]])
    moved, printed = parse("\n".join(lines).encode(), layouts), parse(forms.read_bytes(), layouts)

    def categories(parsed: ParsedDocument) -> list[tuple[int, int, str | None]]:
        weighted = (line for line in parsed.indicator_lines if not line.is_placeholder)
        return [(line.form_ordinal, line.line_number, line.category_code) for line in weighted]

    assert categories(moved) == categories(printed)
    assert "partition" in {evaluation.category_basis for evaluation in moved.evaluations}


def test_a_narrative_over_several_lines_is_one_value(layouts: Layouts) -> None:
    text = Form().text().replace("改进措施：\t继续。\t\t", "改进措施：\t第一段\n第二段：\n第三段")
    fields = {f.field_code: f for f in parse(text.encode(), layouts).form_fields}
    assert fields["improvements"].value_plain == "第一段\n第二段：\n第三段"
    assert fields["improvements"].last_line - fields["improvements"].first_line == 2


def test_a_label_and_its_value_in_one_cell(layouts: Layouts) -> None:
    text = Form().text().replace("项目名称：\t甲项目", "项目名称：甲项目\t")
    assert {f.field_code: f.value_normalised for f in parse(text.encode(), layouts).form_fields}[
        "project_name"
    ] == "甲项目"


def test_unknown_labels_are_kept(layouts: Layouts) -> None:
    text = Form().text().replace("自评时间：", "协办方：\t张三\t备案号：\t021\n自评时间：")
    unknown = [
        (f.label_normalised, f.value_normalised)
        for f in parse(text.encode(), layouts).form_fields
        if f.part == "head" and not f.field_code
    ]
    assert unknown == [("协办方", "张三"), ("备案号", "021")]


def test_unknown_table_columns_are_kept(layouts: Layouts) -> None:
    form = Form(header=(*Form().header, "评分依据"), rows=[[*row, f"依据{n}"] for n, row in enumerate(Form().rows)])
    kept = [f.value_normalised for f in parse(form.text().encode(), layouts).form_fields if f.part == "column"]
    assert kept == [f"依据{n}" for n in range(12)]


def test_a_title_may_name_the_year(layouts: Layouts) -> None:
    parsed = parse(Form(title="项目绩效自评价表（2019年度）").text().encode(), layouts)
    assert [e.title_year for e in parsed.evaluations] == [2019]


def test_the_word_in_a_sentence_is_not_a_title(layouts: Layouts) -> None:
    text = Form().text().replace("继续。", "按要求开展\n项目绩效自评价工作。")
    assert len(parse(text.encode(), layouts).evaluations) == 1


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("春江潮水连海平，海上明月共潮生。\n" * 50, ["no_form_found"]),
        ("项目名称：\t甲\n第二行\n" + Form().text(), ["text_outside_form"]),
        ("项目绩效自我评价\n\n目录\n", ["title_without_form"]),
        (Form().text().split("\n一级指标")[0], ["table_not_found"]),
        (Form().text().replace("\t项目设立的规范性的解释\t5\t5\t", "\t项目设立的规范性的解释\t5\t5\t\t多"), ["cells_beyond_header"]),
        (Form().text().replace("说明：1", "\t补\t补\t5\t5\t\n说明：1"), ["row_after_total"]),
    ],
)  # fmt: skip
def test_rejections_have_a_reason_and_a_position(layouts: Layouts, text: str, reasons: list[str]) -> None:
    parsed = parse(text.encode(), layouts)
    assert [r.reason_code for r in parsed.rejections] == reasons
    assert all(r.first_line and r.excerpt for r in parsed.rejections)
    assert parsed.document.line_count == count_roles(parsed.document)


def test_a_truncated_form_does_not_affect_the_next_one(layouts: Layouts) -> None:
    cut = Form().text().split("达标率")[0]
    parsed = parse((cut + "\n" + Form().text()).encode(), layouts)
    assert [(e.indicator_line_count, e.total_line is not None) for e in parsed.evaluations] == [(7, False), (12, True)]


def read_head(layouts: Layouts, old: str, new: str) -> dict[str | None, str]:
    """Return the fields of a clean form after a change of its text."""
    text = Form().text()
    assert old in text
    return {f.field_code: f.value_normalised for f in parse(text.replace(old, new).encode(), layouts).form_fields}


@pytest.mark.parametrize("label", ["当年预算数【元】：", "当年预算数(单位：元)：", "当年预算数（人民币元）："])
def test_a_unit_in_a_label_may_have_many_spellings(layouts: Layouts, label: str) -> None:
    parsed = parse(Form().text().replace("当年预算数（元）：", label).encode(), layouts)
    assert [(f.value_normalised, f.label_unit) for f in parsed.form_fields if f.field_code == "budget"] == [
        ("1,000,000.00", "元")
    ]


def test_a_value_may_follow_blank_cells_of_a_merged_cell(layouts: Layouts) -> None:
    fields = read_head(layouts, "当年预算数（元）：\t1,000,000.00\t", "当年预算数（元）：\t\t1,000,000.00\t")
    assert (fields["budget"], fields["prior_year_budget"]) == ("1,000,000.00", "0.00")


def test_a_blank_value_does_not_take_the_next_label(layouts: Layouts) -> None:
    fields = read_head(layouts, "具体实施处（科室）：\t综合处\t", "具体实施处（科室）：\t\t")
    assert (fields["office_name"], fields["is_recurring"]) == ("", "否")


def test_wrapped_values_continue_in_their_columns(layouts: Layouts) -> None:
    fields = read_head(layouts, "预算单位：\t某市数据局", "预算单位：\t某市\n\n\t之二\t\t数据局")
    assert (fields["project_name"], fields["budget_unit_name"]) == ("甲项目 之二", "某市 数据局")


def test_a_narrative_line_with_tabs_stays_with_its_field(layouts: Layouts) -> None:
    fields = read_head(layouts, "主要绩效：\t任务完成。\t\t", "主要绩效：\t任务完成。\t\t\n第一，\t完成平台。\n第二。")
    assert fields["achievements"] == "任务完成。 第一, 完成平台。 第二。"


@pytest.mark.parametrize("title", ["\t项目绩效自我评价", "项目绩效自我评价\t（2019年度）", " 项 目 绩 效 自 我 评 价 "])
def test_a_title_may_be_anywhere_in_its_line(layouts: Layouts, title: str) -> None:
    assert len(parse(Form().text().replace("项目绩效自我评价\t\t\t", title).encode(), layouts).evaluations) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("\t权重\t自评分\t", "\t权重（分）\t自评分（分）\t"), ("合计\t", "合计：\t"), ("合计\t", " \t总分\t")],
)
def test_common_spellings_of_headings_and_total(layouts: Layouts, old: str, new: str) -> None:
    text = Form().text().replace(old, new)
    if new.startswith(" "):
        text = text.replace("总分\t\t\t100", "总分\t\t100")
    (evaluation,) = parse(text.encode(), layouts).evaluations
    assert (evaluation.indicator_line_count, evaluation.total_weight_normalised) == (12, "100")


@pytest.mark.parametrize("tail", ["注册单位的情况", "说明性措施"])
def test_a_fragment_that_starts_like_a_note_is_a_fragment(layouts: Layouts, tail: str) -> None:
    text = Form().text().replace("完成率的解释\t20\t19\t", f"完成率的解释\t20\t19\t\n\n\t\t{tail}\t\t\t")
    parsed = parse(text.encode(), layouts)
    assert not parsed.rejections
    assert parsed.indicator_lines[6].explanation_plain == "完成率的解释" + tail


def test_an_unknown_title_below_a_form_is_rejected_and_the_form_is_kept(layouts: Layouts) -> None:
    second = Form(title="项目绩效评价表").text().split("一级指标")[0]
    parsed = parse((Form().text() + second).encode(), layouts)
    assert [(r.reason_code, r.form_ordinal) for r in parsed.rejections] == [("text_after_form", None)]
    assert len(parsed.evaluations) == 1
    assert parsed.document.line_count == count_roles(parsed.document)


@pytest.mark.parametrize("signs", ["\u200b\ufeff", "\u202e\u202c", "\ufffe", "\x7f", "\u3164 \u034f", "\U000e0041"])
def test_a_line_of_invisible_characters_is_blank(layouts: Layouts, signs: str) -> None:
    text = Form().text().replace("完成率的解释\t20\t19\t", f"完成率的解释\t20\t19\t\n{signs}\n\t\t尾\t\t\t")
    assert parse(text.encode(), layouts).indicator_lines[6].explanation_plain == "完成率的解释尾"


def test_a_cell_of_very_many_digits_is_read_quickly(layouts: Layouts) -> None:
    parsed = parse(Form().with_cell(1, 0, "1" * 500_000 + "x").text().encode(), layouts)
    assert parsed.evaluations[0].indicator_line_count == 12
