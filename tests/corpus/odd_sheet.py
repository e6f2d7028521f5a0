"""Oddities that programs add: symbol fonts, footnote marks, page numbers, currency formats, hidden rows."""

from random import Random

from tests.corpus.draft import Draft
from tests.corpus.oddity import ALL, NATIONAL, SHANGHAI, SICHUAN, WITH_BLOCK, Oddity
from tests.corpus.spellings import print_amount, print_date

_EVERY_NOTHING = ("/", "-", "—", "——", "－", "无", "暂无", "N/A")
_FOREIGN = ("usd", "euro", "hong_kong")


def ticks_of_a_font(rng: Random, draft: Draft) -> None:
    """Print check boxes in Wingdings, as Word does."""
    pair = draft.pair("recurring")
    assert pair is not None
    yes, no = ("\uf0fe", "\uf0a8") if draft.truth.is_recurring else ("\uf0a8", "\uf0fe")
    pair.text = f"{yes}是 {no}否"


def footnote_mark(rng: Random, draft: Draft) -> None:
    """Print a footnote mark after an amount, a unit or a name."""
    mark = rng.choice(["①", "[1]", "*", "〔1〕", "¹"])
    role = rng.choice([*(role for role in draft.amounts if role.startswith("total:")), "unit", "project"])
    if role in draft.amounts:
        draft.texts[role] = f"{print_amount(draft.amounts[role], draft.money_unit, draft.amount_style)}{mark}"
    else:
        pair = draft.pair(role)
        assert pair is not None
        pair.text = f"{pair.text}{mark}"
    draft.truth.expect("right_or_held", "the mark of a note behind a value")


def page_furniture(rng: Random, draft: Draft) -> None:
    """Print a form number next to the title, the name of the filer below, or a page number at the end."""
    choice = rng.choice(["next to", "below", "end"])
    if choice == "next to":
        draft.title = f"{draft.title}\t{rng.choice(['公开14表', '附表3', '表14'])}"
    elif choice == "below":
        day = draft.truth.evaluation_date
        text = f"填报日期：{print_date(day, 'chinese')}" if day and draft.scheme == SHANGHAI else "填报人：张某某"
        draft.notes.append(text)
    else:
        draft.notes.append(rng.choice(["— 1 —", "第1页 共1页", "- 1 -"]))


def nothing_in_head(rng: Random, draft: Draft) -> None:
    """Print a mark for nothing in a form header field that may be blank."""
    role = rng.choice([role for role in ("recurring", "goal", "supervising") if draft.pair(role)])
    mark = _set_nothing(rng, draft, role)
    if role == "goal":
        draft.truth.narratives["goal"] = mark
        draft.truth.also["goal"] = [None]
    elif role == "supervising":
        draft.truth.supervising = None
    else:
        draft.truth.is_recurring = None


def nothing_as_rate(rng: Random, draft: Draft) -> None:
    """Print a mark for nothing as the rate."""
    _set_nothing(rng, draft, "rate")
    draft.truth.rate = None


def nothing_as_grade(rng: Random, draft: Draft) -> None:
    """Print a mark for nothing as the grade."""
    _set_nothing(rng, draft, "grade")
    draft.truth.grade = None


def _set_nothing(rng: Random, draft: Draft, role: str) -> str:
    pair = draft.pair(role)
    assert pair is not None
    pair.text = rng.choice(_EVERY_NOTHING)
    draft.truth.expect("right_or_held", "a field of the head holds a mark for nothing")
    return pair.text


def header_in_three_rows(rng: Random, draft: Draft) -> None:
    """Print a row above the header, separated by two more rows."""
    draft.table_label = ""
    for column in draft.columns:
        if column.field in ("category", "subcategory", "name"):
            column.over = "绩效指标"
    draft.options.add("row_over_header")


def foreign_money(rng: Random, draft: Draft) -> None:
    """Format amounts in another currency: they are not yuan."""
    draft.amount_style = "commas"
    draft.options.add(rng.choice(_FOREIGN))
    draft.truth.expect("held", "amounts in another currency")


def yuan_formats(rng: Random, draft: Draft) -> None:
    """Format amounts with the sign of the yuan."""
    draft.amount_style = "commas"
    draft.options.add("yuan_sign")


def hidden_row(rng: Random, draft: Draft) -> None:
    """Hide a row of the table."""
    draft.options.add("hidden_row")
    draft.truth.expect("right_or_held", "a hidden row in the table")


SHEET = (
    Oddity("ticks_of_a_font", "recurring", ticks_of_a_font, (SHANGHAI,), ("docx",)),
    Oddity("footnote_mark", "unit_name", footnote_mark),
    Oddity("page_furniture", "furniture", page_furniture, ALL, ("text", "csv", "docx", "xlsx", "xls", "html", "pdf")),
    Oddity("nothing_in_head", "recurring", nothing_in_head, (SHANGHAI,)),
    Oddity("nothing_in_head", "unit_name", nothing_in_head, (NATIONAL, SICHUAN)),
    Oddity("nothing_as_rate", "rate", nothing_as_rate, (SHANGHAI,)),
    Oddity("nothing_as_grade", "grade", nothing_as_grade, (SHANGHAI,)),
    Oddity("header_in_three_rows", "header", header_in_three_rows, WITH_BLOCK),
    Oddity("foreign_money", "unit", foreign_money, (SHANGHAI, NATIONAL), ("xlsx",)),
    Oddity("yuan_formats", "unit", yuan_formats, (SHANGHAI, NATIONAL), ("xlsx",)),
    Oddity("hidden_row", "rows_hidden", hidden_row, ALL, ("xlsx", "docx")),
)
