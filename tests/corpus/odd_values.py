"""Oddities of values and other rows: marks for nothing, codes, invisible characters, surplus cells, remarks, titles."""

from dataclasses import replace
from random import Random

from orchestration.demo.writers.sheet import Cell, Run, Sheet
from tests.corpus.draft import Draft, Pair
from tests.corpus.oddity import ALL, HUBEI, NATIONAL, SHANGHAI, SICHUAN, WITH_BLOCK, Oddity
from tests.corpus.spellings import print_rate

_NOTHING = ("/", "-", "—", "——", "－", "无", "暂无", "N/A")
# A filler, a joiner, a tag and a variation selector; text may also contain characters that XML forbids.
_SHAPELESS = "\u3164\u115f\u180e\u2060\ufe0f\U000e0001"
_FORBIDDEN = "\ufffe\uffff\x07\x1f"


def nothing_as_amount(rng: Random, draft: Draft) -> None:
    """Print a mark for nothing as an amount."""
    if draft.scheme == SHANGHAI:
        draft.texts["total:prior"] = rng.choice(_NOTHING)
        draft.truth.prior_budget = None
        return
    assert draft.money is not None
    for row in draft.money.rows[1:]:
        for phase in ("initial", "budget", "executed", "rate"):
            if f"{row.source}:{phase}" not in draft.amounts and not row.cells.get(phase):
                row.cells[phase] = rng.choice(_NOTHING)


def blank_unknown_rows(rng: Random, draft: Draft) -> None:
    """Print blank rows that no scheme has."""
    last = next(number for number, row in enumerate(draft.form_header) if any(pair.role == "unit" for pair in row)) + 1
    rows = [
        [Pair("项目负责人", ""), Pair("联系电话", "")],
        [Pair("项目编码", ""), Pair("项目类别", "")],
        [Pair("评价方式", "")],
    ]
    draft.form_header.insert(rng.choice([last, 1]), rng.choice(rows))


def amount_of_unknown_label(rng: Random, draft: Draft) -> None:
    """Print an amount under a label that no scheme has."""
    place = next(number for number, row in enumerate(draft.form_header) if row[0].role == "total:budget") + 1
    draft.form_header.insert(place, [Pair("年中追加数（元）", "120,000.00"), Pair("自筹资金（元）", "50,000.00")])
    draft.truth.expect("right_or_held", "an amount under a label that no scheme has")


def spelled_money_labels(rng: Random, draft: Draft) -> None:
    """Print letters, numbers and notes with the labels of amounts."""
    spellings = {
        "当年预算数": ("当年预算数（A）", "1.当年预算数", "当年预算数（调整后）"),
        "预算执行数": ("预算执行数（B）", "2.预算执行数"),
        "预算执行率": ("预算执行率（B/A）", "3、预算执行率"),
    }
    for row in draft.form_header:
        for pair in row:
            for name, others in spellings.items():
                if pair.label.startswith(name):
                    pair.label = pair.label.replace(name, rng.choice(others))


def spelled_rate(rng: Random, draft: Draft) -> None:
    """Print the rate as 98.35％ or 98.35 %."""
    assert draft.truth.rate is not None
    bare = print_rate(draft.truth.rate, "bare")
    text = rng.choice(["{}％", "{} %"]).format(bare)
    if pair := draft.pair("rate"):
        pair.text = text
    for row in draft.money.rows if draft.money else []:
        if row.source == "total":
            row.cells["rate"] = text


def two_units_of_money(rng: Random, draft: Draft) -> None:
    """Print 元 in a line above the form and 万元 in the label of the block."""
    if draft.money_unit == "万元":
        draft.above.append("单位：元")
        draft.truth.expect("right_or_held", "two units of money")


def surplus_cell(rng: Random, draft: Draft) -> None:
    """Insert a cell after a value of the form header."""
    pair = draft.pair(rng.choice(["project", "unit", "supervising", "office", "rate"]))
    if pair is not None:
        pair.text = f"{pair.text}\t{rng.choice(['5', '附件', '12.50', '（见附件）'])}"
        draft.truth.expect("right_or_held", "a cell that no label has")


def coded_project(rng: Random, draft: Draft) -> None:
    """Print a code of 21 characters before the project name."""
    pair = draft.pair("project")
    assert pair is not None
    pair.text = f"5300{rng.randrange(10, 99)}22T{rng.randrange(10**9):012d}-{pair.text}"


def shapeless_signs(rng: Random, draft: Draft) -> None:
    """Put invisible characters inside a name."""
    _insert(rng, draft, _SHAPELESS)


def forbidden_signs(rng: Random, draft: Draft) -> None:
    """Put control characters and noncharacters inside a name."""
    _insert(rng, draft, _FORBIDDEN)


def _insert(rng: Random, draft: Draft, signs: str) -> None:
    pair = draft.pair(rng.choice(["project", "unit"]))
    assert pair is not None
    cut = rng.randrange(1, len(pair.text))
    pair.text = f"{pair.text[:cut]}{rng.choice(signs)}{pair.text[cut:]}"


def spaced_points(rng: Random, draft: Draft) -> None:
    """Print 8 .5 for 8.5."""
    for number, line in enumerate(draft.truth.lines):
        if line.score is not None and rng.random() < 0.4:
            draft.texts[f"line:{number}:score"] = f"{line.score:.1f}".replace(".", rng.choice([" .", ". "]))


def month_without_day(rng: Random, draft: Draft) -> None:
    """Print a month without a day (2023年5月) as the date."""
    pair, day = draft.pair("date"), draft.truth.evaluation_date
    assert pair is not None
    assert day is not None
    pair.text = f"{day.year}年{day.month}月"
    draft.truth.also["fiscal_year"] = [None, -1]
    draft.truth.evaluation_date = None
    draft.truth.expect("right_or_held", "a month is not a date")


def mark_beside_name(rng: Random, draft: Draft) -> None:
    """Print a raised footnote mark after a name."""
    draft.runs[rng.choice(["project", "unit"])] = [Run(rng.choice(["1", "[1]", "①"]), "raised")]
    draft.truth.expect("right_or_held", "a raised mark behind a name")


def remarks_below(rng: Random, draft: Draft) -> None:
    """Print other remarks below the total."""
    draft.form_footer.append(
        [Pair(rng.choice(["其他需要说明的问题", "其他需要说明事项", "备注"]), rng.choice(["无", "无。", "/"]))]
    )


def remarks_in_total_row(rng: Random, draft: Draft) -> None:
    """Print other remarks in the total row before its label."""
    draft.options.add("remarks_in_total_row")


def title_in_table(rng: Random, draft: Draft) -> None:
    """Print the title as the first row of the form's table."""
    draft.options.add("title_in_table")


def set_rows(sheet: Sheet) -> Sheet:
    """Return a sheet after applying options that change its rows."""
    if "remarks_in_total_row" in sheet.options:
        label = next(cell for cell in sheet.cells if cell.role == "label:sum")
        sheet.cells += [
            Cell("其他需要说明事项", label.row, 0),
            Cell("无", label.row, 1, 1, label.columns - 2),
        ]
        label.column, label.columns = label.columns - 1, 1
    if "title_in_table" not in sheet.options:
        return sheet
    count = len(sheet.above)
    titles = [Cell(line, number, 0, 1, sheet.width) for number, line in enumerate(sheet.above)]
    moved = [replace(cell, row=cell.row + count) for cell in sheet.cells]
    return replace(
        sheet,
        above=[],
        cells=[*titles, *moved],
        height=sheet.height + count,
        head_rows=sheet.head_rows + count,
        compact={row + count for row in sheet.compact},
        gaps={row + count for row in sheet.gaps},
        page_starts={row + count for row in sheet.page_starts},
    )


_RULED = ("html", "docx", "xlsx", "xls", "pdf")
VALUES = (
    Oddity("nothing_as_amount", "unit", nothing_as_amount, (SHANGHAI, NATIONAL, SICHUAN)),
    Oddity("blank_unknown_rows", "unknown_rows", blank_unknown_rows),
    Oddity("amount_of_unknown_label", "columns", amount_of_unknown_label, (SHANGHAI,)),
    Oddity("spelled_money_labels", "columns", spelled_money_labels, (SHANGHAI,)),
    Oddity("spelled_rate", "rate", spelled_rate),
    Oddity("two_units_of_money", "unit", two_units_of_money, WITH_BLOCK),
    Oddity("surplus_cell", "unit_name", surplus_cell, families=("text",)),
    Oddity("coded_project", "unit_name", coded_project, (NATIONAL, HUBEI)),
    Oddity("shapeless_signs", "unit_name", shapeless_signs, families=("text", "csv", "html", "docx", "xlsx")),
    Oddity("forbidden_signs", "unit_name", forbidden_signs, families=("text", "csv")),
    Oddity("spaced_points", "points", spaced_points),
    Oddity("month_without_day", "date", month_without_day, (SHANGHAI,), needs_single=True),
    Oddity("mark_beside_name", "unit_name", mark_beside_name, ALL, ("docx", "html", "xlsx", "pdf")),
    Oddity("remarks_below", "foot", remarks_below, (NATIONAL,)),
    Oddity("remarks_in_total_row", "foot", remarks_in_total_row, (NATIONAL,)),
    Oddity("title_in_table", "rows_hidden", title_in_table, ALL, _RULED),
)
