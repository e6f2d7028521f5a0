"""Lay out a draft as a sheet: form header, money block, goals, table, total and form footer, below each other."""

from itertools import groupby

from orchestration.demo.writers.sheet import Cell, Sheet
from tests.corpus.draft import Column, Draft, Pair
from tests.corpus.spellings import print_amount, print_points
from tests.corpus.truth import Line
from tests.corpus.typed import CURRENCIES

_WORDY = {"explanation", "remark", "name", "target", "actual", "reason"}  # columns of text


class Pen:
    """Set cells row by row."""

    def __init__(self, width: int):
        self.width = width
        self.row = 0
        self.cells: list[Cell] = []
        self.hidden: set[int] = set()

    def put(self, text: str, column: int, columns: int = 1, rows: int = 1, role: str = "") -> Cell:
        """Set a cell in the current row."""
        cell = Cell(text, self.row, column, rows, columns, role)
        self.cells.append(cell)
        return cell


def lay_out(draft: Draft) -> Sheet:
    """Return the sheet of a draft."""
    left = 1 if draft.table_label else 0
    width = len(draft.columns) + left
    pen = Pen(width)
    compact, gaps = set(), set()
    for pairs in draft.form_header:
        if draft.scheme == "shanghai_2019":
            compact.add(pen.row)
        _set_pairs(pen, draft, pairs)
    head_rows = pen.row
    blocks = [_set_money, _set_goals]
    for set_block in reversed(blocks) if draft.scheme == "sichuan_0013zp" else blocks:
        set_block(pen, draft)
    if draft.scheme == "shanghai_2019":
        gaps.add(pen.row)
    page_starts = _set_table(pen, draft, left)
    for pairs in draft.form_footer:
        _set_pairs(pen, draft, pairs, is_footer=True)
    if len(draft.notes) > 1:
        gaps |= set(range(pen.row, pen.row + len(draft.notes)))
    currency = next((code for name, code in CURRENCIES.items() if name in draft.options), "")
    for cell in pen.cells:
        cell.runs = draft.runs.get(cell.role, []) if cell.role else []
        cell.number_format = currency
    parts = [1.0] * left + [1.6 if column.field in _WORDY else 1.0 for column in draft.columns]
    above = [*draft.above, draft.title, *draft.below]
    return Sheet(
        above,
        pen.cells,
        list(draft.notes),
        width,
        pen.row,
        compact=compact,
        gaps=gaps,
        page_starts=page_starts,
        head_rows=head_rows,
        options=draft.options,
        hidden_rows=pen.hidden,
        shares=[part / sum(parts) for part in parts],
    )


def _set_pairs(pen: Pen, draft: Draft, pairs: list[Pair], *, is_footer: bool = False) -> None:
    label = 2 if pen.width > 7 else 1
    half = pen.width // 2 if len(pairs) == 2 else pen.width
    for place, pair in enumerate(pairs):
        start = place * half
        end = pen.width if place == len(pairs) - 1 else start + half
        colon = "" if is_footer else draft.colon
        pen.put(f"{pair.label}{colon}", start, label, role=f"label:{pair.role}")
        text = _print_pair(draft, pair)
        if pair.role == "office" and "drop_blank_office" in draft.options:
            continue
        pen.put(text, start + label, end - start - label, role=pair.role)
    pen.row += 1


def _print_pair(draft: Draft, pair: Pair) -> str:
    if pair.role in draft.texts:
        return draft.texts[pair.role]
    if pair.role == "head_total":
        return print_points(draft.truth.total)
    if pair.role in draft.amounts:
        return print_amount(draft.amounts[pair.role], draft.money_unit, draft.amount_style)
    return "\n".join([pair.text, *draft.narrative_lines.get(pair.role, [])])


def _set_money(pen: Pen, draft: Draft) -> None:
    """Set the label of the block and the row labels in the first columns, the columns of the block at the right."""
    money = draft.money
    if money is None:
        return
    count = len(money.columns)
    first = max(1, (pen.width - count) // 2)
    starts = [pen.width - count + place for place in range(count)]
    row_columns = starts[0] - first
    pen.put(money.label, 0, first, len(money.rows) + 1, "label:money")
    pen.put(money.row_label, first, row_columns)
    for start, column in zip(starts, money.columns, strict=True):
        pen.put(column.label, start, role=f"money_column:{column.field}")
    pen.row += 1
    for row in money.rows:
        pen.put(row.label, first, row_columns, role=f"source:{row.source}")
        for start, column in zip(starts, money.columns, strict=True):
            role, text = f"{row.source}:{column.field}", row.cells.get(column.field, "")
            if role in draft.amounts:
                text = print_amount(draft.amounts[role], draft.money_unit, draft.amount_style)
            pen.put(draft.texts.get(role, text), start, role=role)
        pen.row += 1


def _set_goals(pen: Pen, draft: Draft) -> None:
    """Set planned and achieved goals in adjacent columns; Sichuan numbers its rows, one of which is text only."""
    if not draft.goals:
        return
    first = 2 if pen.width > 7 else 1
    height = sum(1 if not pairs[0].label else 2 for pairs in draft.goals)
    label = 1 if draft.goal_rows else first
    pen.put(draft.goal_label, 0, label, height, "label:goals")
    for number, pairs in enumerate(draft.goals):
        if draft.goal_rows:
            pen.put(draft.goal_rows[number], label, first - label, 2 if pairs[0].label else 1)
        half = (pen.width - first) // len(pairs)
        for is_text in (False, True) if pairs[0].label else (True,):
            for place, pair in enumerate(pairs):
                start = first + place * half
                columns = (pen.width if place == len(pairs) - 1 else start + half) - start
                if is_text:
                    pen.put(_print_pair(draft, pair), start, columns, role=pair.role)
                else:
                    pen.put(pair.label, start, columns, role=f"label:{pair.role}")
            pen.row += 1


def _set_table(pen: Pen, draft: Draft, left: int) -> set[int]:
    """Set header, lines and total; return the rows that start a new page."""
    page_starts = set()
    if "row_over_header" in draft.options:
        pen.put("绩效指标自评情况", 0, pen.width)
        pen.row += 1
    top = pen.row
    _set_header(pen, draft.columns, left)
    lines = draft.truth.lines
    for place, line in enumerate(lines):
        if place in draft.page_starts:
            page_starts.add(pen.row)
        split_field, cut = draft.splits.get(place, ("", 0))
        for number, column in enumerate(draft.columns):
            rows, text, role = 1, "", f"line:{place}:{column.field}"
            if column.field == "category":
                rows = _measure_group(lines, place, by_level=False)
                text = draft.category_labels.get(line.category, line.category)
            elif column.field == "subcategory":
                rows = _measure_group(lines, place, by_level=True)
                text = draft.subcategory_labels.get(line.subcategory, line.subcategory)
            elif column.field in ("weight", "score"):
                text = print_points(getattr(line, column.field))
            elif column.field:
                text = str(getattr(line, column.field, ""))
            if split_field == column.field:
                text = draft.texts.get(role, text)
                pen.put(text[:cut], left + number, role=role)
                pen.put(text[cut:], left + number).row += 1
            elif rows:
                pen.put(draft.texts.get(role, text), left + number, rows=rows, role=role)
        pen.row += 1
        if split_field:
            page_starts.add(pen.row)
            pen.row += 1
    if "hidden_row" in draft.options:
        _set_hidden_row(pen, draft, left)
    if left:
        pen.cells.append(Cell(draft.table_label, top, 0, pen.row - top, 1, "label:table"))
    _set_total(pen, draft, left)
    return page_starts


def _set_hidden_row(pen: Pen, draft: Draft, left: int) -> None:
    """Set a row with points below the line items."""
    texts = {"category": "产出指标", "subcategory": "数量指标", "name": "作废指标", "weight": "5", "score": "5"}
    for number, column in enumerate(draft.columns):
        pen.put(texts.get(column.field, ""), left + number)
    pen.hidden.add(pen.row)
    pen.row += 1


def _set_header(pen: Pen, columns: list[Column], left: int) -> None:
    depth = 2 if any(column.over for column in columns) else 1
    place = left
    for over, group in groupby(columns, key=lambda column: column.over):
        members = list(group)
        if over:
            pen.put(over, place, len(members))
        for column in members:
            cell = pen.put(column.label, place, rows=1 if over else depth, role=f"column:{column.field}")
            cell.row += 1 if over else 0
            place += 1
    pen.row += depth


def _measure_group(lines: list[Line], place: int, *, by_level: bool) -> int:
    """Return the number of rows that a label covers from this line on; 0 if a label above covers it."""

    def key(number: int) -> tuple[str, str]:
        return (lines[number].category, lines[number].subcategory if by_level else "")

    if place and key(place - 1) == key(place):
        return 0
    end = place
    while end < len(lines) and key(end) == key(place):
        end += 1
    return end - place


def _set_total(pen: Pen, draft: Draft, left: int) -> None:
    fields = [column.field for column in draft.columns]
    first = min(fields.index(name) for name in ("weight", "score") if name in fields)
    pen.put(draft.total_label, 0, left + first, role="label:sum")
    for number, name in list(enumerate(fields))[first:]:
        text = {"weight": draft.total_weight, "score": print_points(draft.truth.total)}.get(name, "")
        role = f"sum:{name}"
        pen.put(draft.texts.get(role, draft.total_extra.get(name, text)), left + number, role=role)
    pen.row += 1
