"""Oddities of formatting: struck, raised, hidden and white runs, hidden sheets and columns, line breaks."""

from random import Random

from orchestration.demo.writers.sheet import Run
from tests.corpus.draft import Draft
from tests.corpus.oddity import ALL, SHANGHAI, Oddity
from tests.corpus.spellings import print_amount

_LOOKS = {
    "docx": ("struck", "raised", "lowered", "hidden", "white", "zero"),
    "html": ("struck", "raised", "lowered", "hidden", "white", "zero"),
    "xlsx": ("struck", "raised", "lowered", "white"),
    "pdf": ("struck", "raised", "white"),
}


def _beside(family: str, target: str) -> Oddity:
    def apply(rng: Random, draft: Draft) -> None:
        look = rng.choice(_LOOKS[family])
        if target == "amount":
            role = rng.choice([role for role in draft.amounts if role.startswith("total:")])
            old = print_amount(draft.amounts[role] / 2, draft.money_unit, draft.amount_style)
        else:
            role = f"line:{rng.randrange(len(draft.truth.lines))}:score"
            old = "7"
        text = old if look == "struck" and rng.random() < 0.7 else rng.choice(["1", "0", "9", "[1]"])
        draft.runs[role] = [Run(text, look, before=rng.random() < 0.3)]
        draft.kinds.append(f"{look}_run")
        draft.truth.expect("right_or_held", f"a {look} run next to a number")

    return Oddity(f"run_beside_{target}", "runs", apply, ALL, (family,))


def hidden_sheet(rng: Random, draft: Draft) -> None:
    """Put a former version of the form on a hidden sheet."""
    draft.options.add("hidden_sheet")


def hidden_column(rng: Random, draft: Draft) -> None:
    """Put a list of choices into a hidden column, in the rows of the title."""
    draft.options.add("helper_column")


def broken_labels(rng: Random, draft: Draft) -> None:
    """Put line breaks inside labels, as in narrow cells."""
    draft.goal_label = draft.goal_label.replace("年度总体目标", "年度\n总体\n目标")
    draft.table_label = "\n".join(draft.table_label) if draft.table_label == "绩效指标" else draft.table_label
    if draft.money:
        draft.money.label = draft.money.label.replace("（", "\n（")
    for column in draft.columns:
        column.label = (
            column.label.replace("年度指标值", "年度\n指标值")
            .replace("实际完成值", "实际\n完成值")
            .replace("及改进", "\n及改进")
        )


def check_boxes(rng: Random, draft: Draft) -> None:
    """Use check boxes of Word for 是否为经常性项目."""
    checked, blank = rng.choice([("\ue001", "\ue000"), ("\ue003", "\ue002")])
    yes, no = (checked, blank) if draft.truth.is_recurring else (blank, checked)
    pair = draft.pair("recurring")
    assert pair is not None
    pair.text = rng.choice(["{}是 {}否", "{}是    {}否"]).format(yes, no)


MARKS = (
    *(_beside(family, target) for family in _LOOKS for target in ("amount", "score")),
    Oddity("hidden_sheet", "sheets", hidden_sheet, families=("xlsx",), needs_single=True),
    Oddity("hidden_column", "columns_hidden", hidden_column, families=("xlsx",)),
    Oddity("check_boxes", "recurring", check_boxes, (SHANGHAI,), ("docx",)),
    Oddity("broken_labels", "breaks", broken_labels, families=("docx", "html", "xlsx", "xls", "csv")),
)
