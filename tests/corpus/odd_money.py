"""Oddities of money: positions of the unit, spellings of amounts and rates, names of columns."""

from decimal import Decimal
from random import Random

from tests.corpus.draft import Column, Draft
from tests.corpus.oddity import NATIONAL, SHANGHAI, SICHUAN, WITH_BLOCK, Oddity
from tests.corpus.spellings import FULL_WIDTH, print_amount, print_rate

_PHASES = ("initial", "budget", "prior", "executed")


def drop_units(draft: Draft) -> None:
    """Remove the money unit from all labels."""
    for row in draft.form_header:
        for pair in row:
            pair.label = pair.label.replace("（元）", "")
    if draft.money:
        draft.money.label = draft.money.label.replace("（万元）", "").replace("（元）", "")
        draft.money.row_label = draft.money.row_label.replace("（万元）", "")
        for money_row in draft.money.rows:
            money_row.label = money_row.label.replace("（万元）", "")


def unit_in_own_line(rng: Random, draft: Draft) -> None:
    """Print 单位：万元 above, next to or below the title, for every amount."""
    drop_units(draft)
    draft.money_unit = "万元" if draft.scheme == SHANGHAI or rng.random() < 0.6 else "元"
    line = rng.choice(["单位：{}", "（单位：{}）", "金额单位：{}", "单位:人民币{}"]).format(draft.money_unit)
    place = rng.choice(["above", "next to", "below"])
    if place == "above":
        draft.above.append(line)
    elif place == "next to":
        draft.title = f"{draft.title}\t{line}"
    else:
        draft.below.append(line)


def hundred_millions(rng: Random, draft: Draft) -> None:
    """Print 亿元 in the label, or on a separate line."""
    drop_units(draft)
    draft.money_unit = "亿元"
    if draft.money is not None and rng.random() < 0.6:
        draft.money.label += "（亿元）"
    else:
        draft.below.append("单位：亿元")


def unit_with_each_amount(rng: Random, draft: Draft) -> None:
    """Print 3,075.00万元 in the cell and no unit in the label."""
    drop_units(draft)
    unit = rng.choice(["万元", "元"])
    for role, amount in draft.amounts.items():
        draft.texts[role] = f"{print_amount(amount, unit)}{unit}"


def spelled_amounts(rng: Random, draft: Draft) -> None:
    """Print a currency sign, 元整 or full-width digits."""
    spelling = rng.choice(["¥{}", "￥{}", "wide"])
    if draft.money_unit == "元":
        spelling = rng.choice([spelling, "人民币{}元", "{}元整", "{}元"])
    for role, amount in draft.amounts.items():
        text = print_amount(amount, draft.money_unit)
        draft.texts[role] = text.translate(FULL_WIDTH) if spelling == "wide" else spelling.format(text)


def short_amounts(rng: Random, draft: Draft) -> None:
    """Print amounts without commas and zeros: 3075000."""
    draft.amount_style = rng.choice(["short", "plain"])


def bare_rate(rng: Random, draft: Draft) -> None:
    """Print 98.35 without the sign, under （%）."""
    _set_rate(draft, "bare")


def rate_as_fraction(rng: Random, draft: Draft) -> None:
    """Print 0.9835 under （%）."""
    if draft.truth.rate == 1:
        return  # 1 under （%） may as well be a hundredth
    _set_rate(draft, "fraction")
    draft.truth.expect("right_or_held", "a fraction under a label of percents")


def _set_rate(draft: Draft, style: str) -> None:
    assert draft.truth.rate is not None
    text = print_rate(draft.truth.rate, style)
    if pair := draft.pair("rate"):
        pair.text = text
    if draft.money:
        for column in draft.money.columns:
            if column.field == "rate" and "%" not in column.label:
                column.label = f"{column.label}（%）"
        for row in draft.money.rows:
            if row.cells.get("rate"):
                row.cells["rate"] = text


def blank_total_of_money(rng: Random, draft: Draft) -> None:
    """Leave the row of totals blank, with its parts printed."""
    for phase in _PHASES:
        if f"total:{phase}" in draft.amounts:
            draft.texts[f"total:{phase}"] = ""
    draft.truth.expect("right_or_held", "the total of money is blank")


def yuan_under_ten_thousands(rng: Random, draft: Draft) -> None:
    """Print amounts in yuan under the label 万元: they are 10,000 times too large."""
    if draft.money_unit != "万元":
        return
    for role in draft.amounts:
        draft.amounts[role] *= 10_000
    for name in ("initial_budget", "budget", "executed"):
        value = getattr(draft.truth, name)
        setattr(draft.truth, name, None if value is None else value * 10_000)
    draft.truth.expect("right_or_held", "yuan under a label of 万元")


def executed_in_yuan(rng: Random, draft: Draft) -> None:
    """Print another unit in one column than in the block."""
    assert draft.money is not None
    if draft.money_unit != "万元":
        return
    for column in draft.money.columns:
        if column.field == "executed":
            column.label = f"{column.label}（元）"
    for role, amount in draft.amounts.items():
        if role.endswith(":executed"):
            draft.texts[role] = print_amount(amount, "元")


_SPELLINGS = {
    "initial": ("年初预算", "年初预算数"),
    "budget": ("调整后预算数", "全年预算数（A）", "调整后预算数（A）", "全年预算数（调整后）", "预算数（调整后）"),
    "executed": ("预算执行数", "预算执行数（B）", "实际支出数", "全年支出数", "全年执行数（B）"),
    "rate": ("执行率（B/A）", "预算执行率", "执行率"),
}


def spelled_columns(rng: Random, draft: Draft) -> None:
    """Print the money columns by other names."""
    assert draft.money is not None
    for column in draft.money.columns:
        if column.field in _SPELLINGS and rng.random() < 0.7:
            unit = "（元）" if column.label.endswith("（元）") else ""
            column.label = rng.choice(_SPELLINGS[column.field]) + unit


def column_of_received_money(rng: Random, draft: Draft) -> None:
    """Print the received budget instead of the initial budget."""
    assert draft.money is not None
    draft.money.columns = [column for column in draft.money.columns if column.field != "initial"]
    draft.truth.initial_budget = None
    place = next(number for number, column in enumerate(draft.money.columns) if column.field == "executed")
    draft.money.columns.insert(place, Column("到位数", "received"))
    for row in draft.money.rows:
        amount = draft.amounts.get(f"{row.source}:budget")
        row.cells["received"] = "" if amount is None else print_amount(amount, draft.money_unit, draft.amount_style)
    draft.truth.expect("right_or_held", "a column of money that no total has")


def other_order_of_money(rng: Random, draft: Draft) -> None:
    """Print the rate before the points, as in Sichuan, or the points first."""
    assert draft.money is not None
    columns = {column.field: column for column in draft.money.columns}
    order = rng.choice(
        [
            ("initial", "budget", "executed", "rate", "weight", "score"),
            ("budget", "initial", "executed", "weight", "score", "rate"),
        ]
    )
    rest = [column for column in draft.money.columns if column.field not in order]
    draft.money.columns = [columns[name] for name in order if name in columns] + rest


def wrong_rate(rng: Random, draft: Draft) -> None:
    """Print a rate that is not executed / budget: it is kept as printed, with a finding."""
    assert draft.truth.rate is not None
    draft.truth.rate += Decimal(rng.choice(["-0.05", "0.03", "-0.02"]))
    _set_rate(draft, "percent")


def separator_as_tab(rng: Random, draft: Draft) -> None:
    """Put a tab inside an amount."""
    role = rng.choice([role for role in draft.amounts if role.startswith("total:")])
    text = print_amount(draft.amounts[role], "元" if draft.scheme == SHANGHAI else draft.money_unit)
    cut = rng.randrange(1, len(text))
    draft.texts[role] = f"{text[:cut]}\t{text[cut:]}"
    draft.truth.expect("right_or_held", "a tab inside an amount")


def commas_without_quotes(rng: Random, draft: Draft) -> None:
    """Print 1,234,000.00 in a CSV without quotes."""
    draft.amount_style = "commas"
    draft.options.add("unquoted_commas")
    draft.truth.expect("right_or_held", "commas of amounts are not quoted")


MONEY = (
    Oddity("unit_in_own_line", "unit", unit_in_own_line),
    Oddity("unit_in_own_line_again", "unit", unit_in_own_line),
    Oddity("hundred_millions", "unit", hundred_millions),
    Oddity("unit_with_each_amount", "unit", unit_with_each_amount, (SHANGHAI, NATIONAL)),
    Oddity("spelled_amounts", "unit", spelled_amounts),
    Oddity("short_amounts", "style", short_amounts),
    Oddity("bare_rate", "rate", bare_rate),
    Oddity("rate_as_fraction", "rate", rate_as_fraction),
    Oddity("wrong_rate", "rate", wrong_rate, (SHANGHAI, NATIONAL)),
    Oddity("blank_total_of_money", "unit", blank_total_of_money, (NATIONAL, SICHUAN)),
    Oddity("yuan_under_ten_thousands", "unit", yuan_under_ten_thousands, (NATIONAL,)),
    Oddity("executed_in_yuan", "unit", executed_in_yuan, (NATIONAL,)),
    Oddity("spelled_columns", "columns", spelled_columns, (NATIONAL,)),
    Oddity("column_of_received_money", "columns", column_of_received_money, (NATIONAL,)),
    Oddity("other_order_of_money", "columns", other_order_of_money, WITH_BLOCK),
    Oddity("separator_as_tab", "unit", separator_as_tab, families=("text",)),
    Oddity("commas_without_quotes", "unit", commas_without_quotes, (SHANGHAI, NATIONAL), ("csv",)),
)
