"""Oddities of the form header: blanks, unknown rows, label spellings, ticks, codes, dates, invisible characters."""

from random import Random

from tests.corpus import words
from tests.corpus.draft import Draft, Pair
from tests.corpus.oddity import HUBEI, NATIONAL, SHANGHAI, SICHUAN, WITH_BLOCK, Oddity
from tests.corpus.spellings import print_date

NOTHING = ("/", "-", "—", "——", "－", "无", "暂无", "N/A", "")


def nothing_as_office(rng: Random, draft: Draft) -> None:
    """Print a mark for nothing, or a blank, as the office."""
    _find(draft, "office").text = rng.choice(NOTHING)
    draft.truth.office = None


def nothing_as_unit(rng: Random, draft: Draft) -> None:
    """Leave 实施单位 blank, so that the unit is the supervising department."""
    _find(draft, "unit").text = rng.choice(NOTHING)
    draft.truth.unit = draft.truth.supervising or ""


def nothing_as_narrative(rng: Random, draft: Draft) -> None:
    """Print 无 as the problems."""
    _find(draft, "problems").text = draft.truth.narratives["problems"] = rng.choice(["无", "无。"])
    draft.truth.also["problems"] = [None]


def unknown_rows(rng: Random, draft: Draft) -> None:
    """Print rows that no scheme has."""
    rows = [
        [Pair("项目负责人", words.name_person(rng)), Pair("联系电话", f"0871-{rng.randrange(60_000_000, 69_999_999)}")],
        [Pair("项目负责人及电话", f"{words.name_person(rng)} 1380000{rng.randrange(1000, 9999)}")],
        [Pair("项目编码", f"5301{rng.randrange(10**12):012d}"), Pair("项目类别", "部门预算项目")],
        [Pair("项目类别", "1、部门预算项目☑ 2、省直专项□ 3、转移支付□")],
        [Pair("项目属性", "☑持续性项目 □新增性项目"), Pair("评价方式", "部门自评")],
        [Pair("资金用途", "用于设施维护和人员培训")],
        [Pair("项目起止时间", "1月至12月"), Pair("填报人", words.name_person(rng))],
        [Pair("邮政编码", "650000"), Pair("单位地址", "人民路12号")],
    ]
    last = next(number for number, row in enumerate(draft.form_header) if any(pair.role == "unit" for pair in row)) + 1
    for row in rng.sample(rows, rng.randrange(1, 3)):
        draft.form_header.insert(rng.choice([last, 1]), row)


_LABELS = {
    "unit": (
        "实施单位（盖章）",
        "实施单位（公章）",
        "项目实施单位",
        "资金使用单位",
        "实施单位（盖章）：",
        "3.实施单位",
    ),
    "supervising": ("主管部门（公章）", "主管部门（盖章）", "县级主管部门", "2.主管部门", "主管部门："),
    "project": ("项 目 名 称", "1.项目名称", "一、项目名称", "项目名称：", "1、项目名称"),
}
_SHANGHAI_LABELS = {
    "unit": ("预算单位（盖章）", "预算部门", "预算单位（公章）", "2、预算单位"),
    "office": ("具体实施处室", "具体实施处", "具体实施处（科室）（盖章）"),
    "project": ("项 目 名 称", "1、项目名称", "一、项目名称"),
}


def spelled_labels(rng: Random, draft: Draft) -> None:
    """Print known labels with seals and numbers, or by other names."""
    labels = _SHANGHAI_LABELS if draft.scheme == SHANGHAI else _LABELS
    for role, spellings in labels.items():
        if rng.random() < 0.6 and (pair := draft.pair(role)):
            pair.label = rng.choice(spellings)


_YES = ("☑是  □否", "☑是 □否", "是☑ 否□", "是（√） 否（ ）", "☒是 ☐否", "√是 □否", "■是 □否", "是。", "TRUE")
_NO = ("□是  ☑否", "□是 ☑否", "是□ 否☑", "是（ ） 否（√）", "☐是 ☒否", "□是 √否", "□是 ■否", "否。", "FALSE")


def ticked_boxes(rng: Random, draft: Draft) -> None:
    """Print ticks and booleans for 是否为经常性项目."""
    _find(draft, "recurring").text = rng.choice(_YES if draft.truth.is_recurring else _NO)


def ambiguous_boxes(rng: Random, draft: Draft) -> None:
    """Tick both boxes, or none: the answer is unknown."""
    _find(draft, "recurring").text = rng.choice(["☑是 ☑否", "□是 □否", "是□ 否□", "是/否"])
    draft.truth.is_recurring = None
    draft.truth.expect("right_or_held", "no single box is ticked")


def coded_units(rng: Random, draft: Draft) -> None:
    """Print a code before the name of a unit."""
    for role in ("unit", "supervising"):
        if (pair := draft.pair(role)) and pair.text:
            number = rng.choice(["219", "105", "330", "219001"])
            pair.text = rng.choice(["{0}-{1}", "{0} {1}", "({0}){1}", "[{0}]{1}", "（{0}）{1}"]).format(
                number, pair.text
            )


def invisible_signs(rng: Random, draft: Draft) -> None:
    """Put invisible characters inside a name."""
    sign = rng.choice("\u200b\u202e\u2067\ufeff\ufe00\u034f\u00ad\U000e0041")
    pair = _find(draft, rng.choice(["project", "unit"]))
    cut = rng.randrange(1, max(len(pair.text), 2))
    pair.text = f"{pair.text[:cut]}{sign}{pair.text[cut:]}"


def spelled_date(rng: Random, draft: Draft) -> None:
    """Print the date as officials write it."""
    assert draft.truth.evaluation_date is not None
    style = rng.choice(["chinese", "slashes", "dots", "numerals", "two_digits", "serial"])
    _find(draft, "date").text = print_date(draft.truth.evaluation_date, style)
    if style in ("serial", "two_digits"):
        draft.truth.expect("right_or_held", "a date that only looks like one to those who know")
        draft.truth.also["evaluation_date"] = [None]
        draft.truth.also["fiscal_year"] = [None, -1]


def blank_date(rng: Random, draft: Draft) -> None:
    """Print no date, and therefore no year."""
    _find(draft, "date").text = rng.choice(["", "/"])
    draft.truth.evaluation_date = draft.truth.fiscal_year = None


def dropped_blank_cell(rng: Random, draft: Draft) -> None:
    """Remove the blank cell of the office: the next cell of the line is a label."""
    nothing_as_office(rng, draft)
    _find(draft, "office").text = ""
    draft.options.add("drop_blank_office")
    draft.truth.expect("right_or_held", "the cell of a blank value is gone")


def _find(draft: Draft, role: str) -> Pair:
    pair = draft.pair(role)
    assert pair is not None, role
    return pair


HEAD = (
    Oddity("nothing_as_office", "office", nothing_as_office, (SHANGHAI,)),
    Oddity("nothing_as_unit", "unit_name", nothing_as_unit, WITH_BLOCK),
    Oddity("nothing_as_narrative", "narrative", nothing_as_narrative, (SHANGHAI, SICHUAN)),
    Oddity("unknown_rows", "unknown_rows", unknown_rows),
    Oddity("spelled_labels", "labels", spelled_labels, (SHANGHAI, NATIONAL, SICHUAN, HUBEI)),
    Oddity("ticked_boxes", "recurring", ticked_boxes, (SHANGHAI,)),
    Oddity("ambiguous_boxes", "recurring", ambiguous_boxes, (SHANGHAI,)),
    Oddity("coded_units", "unit_name", coded_units),
    Oddity("invisible_signs", "unit_name", invisible_signs, families=("text", "csv", "html", "docx", "xlsx")),
    Oddity("spelled_date", "date", spelled_date, (SHANGHAI,)),
    Oddity("blank_date", "date", blank_date, (SHANGHAI,), needs_single=True),
    Oddity("dropped_blank_cell", "office", dropped_blank_cell, (SHANGHAI,), ("text",)),
)
