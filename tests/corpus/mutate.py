"""Change one thing in a sheet, and its facts accordingly.

A change that keeps the grid changes the fact of its cell. After a change that shifts cells, a fact must be the printed
text of its cell or missing: it must not become the text of another cell under its label.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import TypeVar

from orchestration.demo.writers.sheet import Cell, Run, Sheet
from tests.corpus.draft import Draft
from tests.corpus.facts import (
    AMOUNTS,
    NARRATIVES,
    accept,
    find_fact,
    follow,
    follow_printed_date,
    follow_year,
    get_fact,
    set_fact,
)

_T = TypeVar("_T")
Mutation = Callable[
    [Random, Draft, Sheet], str | None
]  # returns the role of the changed cell, None if nothing can be changed
_LETTERS = "甲木水光天地人山中上下左右"
LOOKS = {
    "docx": ("struck", "raised", "lowered", "hidden", "white", "zero"), "html": ("struck", "raised", "lowered", "hidden", "white", "zero"),
    "xlsx": ("struck", "raised", "lowered", "white"),
}  # fmt: skip


def change_digit(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Change a digit in a cell."""
    cell = _choose(rng, [cell for cell in sheet.cells if find_fact(draft, cell.role) and re.search(r"\d", cell.text)])
    if cell is None:
        return None
    place = rng.choice([match.start() for match in re.finditer(r"\d", cell.text)])
    digit = rng.choice([sign for sign in "0123456789" if sign != cell.text[place]])
    return _rewrite(draft, cell, cell.text[:place] + digit + cell.text[place + 1 :])


def insert_sign(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Insert a character in a cell."""
    cell = _choose(rng, [cell for cell in sheet.cells if find_fact(draft, cell.role) and cell.text])
    if cell is None:
        return None
    place = rng.randrange(len(cell.text) + 1)
    return _rewrite(
        draft, cell, cell.text[:place] + rng.choice(["5", "x", " ", ".", ",", "新", "0"]) + cell.text[place:]
    )


def blank_cell(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Blank the cell of a fact."""
    cell = _choose(rng, [cell for cell in sheet.cells if find_fact(draft, cell.role) and cell.text])
    return None if cell is None else _rewrite(draft, cell, "")


def _rewrite(draft: Draft, cell: Cell, text: str) -> str:
    """Change a cell's text and the fact with it; a label of a group may then be read as that of the group above."""
    fact = find_fact(draft, cell.role)
    assert fact is not None
    cell.text = text
    name = fact.rsplit(":", 1)[-1]
    if name in ("category", "subcategory"):
        first = int(fact.split(":")[1])
        above = getattr(draft.truth.lines[first - 1], name) if first else None
        for place in range(first, first + cell.rows):
            accept(draft, f"line:{place}:{name}", None, above, text, re.sub(r"[（(][\d.]+分[)）]$", "", text))
        if name == "subcategory":
            _follow_level(draft, first, cell)
        return cell.role
    if not text:
        _follow_blank(draft, fact, cell.role)
    follow(draft, fact, text)
    return cell.role


def _follow_level(draft: Draft, first: int, cell: Cell) -> None:
    """Update the points in a level label, which are those of its only line; without it those of the category are unsure."""
    lines = draft.truth.lines
    if lines[first].weight_may_be_unknown and cell.rows == 1:
        points = re.search(r"[（(]\s*(\d+(?: ?\. ?\d+)?)\s*分\s*[)）]$", cell.text)
        lines[first].weight = Decimal(points[1].replace(" ", "")) if points else None
    for place, line in enumerate(lines):
        if line.category == lines[first].category:
            accept(draft, f"line:{place}:subcategory", None)


def _follow_blank(draft: Draft, fact: str, role: str) -> None:
    """Accept the facts that follow without a cell.

    A total of money is the sum of its parts; a total score may also be in the form header; without a unit the project is unknown.
    """
    if fact in AMOUNTS:
        accept(draft, fact, *_sum_sources(draft, role))
    if fact == "unit":
        accept(draft, "project", None)
        accept(draft, "office", None)
    if fact == "total" and draft.pair("head_total"):
        accept(draft, "total", draft.truth.total)


def change_label(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Put another letter into a label: the values under it are as before, or not read."""
    labels = [
        cell
        for cell in sheet.cells
        if cell.role.split(":")[0] in ("label", "column", "money_column", "source") and cell.text
    ]
    cell = _choose(rng, labels)
    if cell is None:
        return None
    place = rng.randrange(len(cell.text))
    cell.text = cell.text[:place] + rng.choice(_LETTERS) + cell.text[place + 1 :]
    for fact in _find_under(draft, cell.role):
        if fact not in AMOUNTS:  # a figure under a label that no scheme has holds the form back
            accept(draft, fact, None)
    return cell.role


def _find_under(draft: Draft, role: str) -> list[str]:
    """Return the facts of a label."""
    part, name = role.split(":", 1)
    if part == "column":
        names = {"target_value": ["target_value", "target"]}.get(name, [name])
        return [f"line:{place}:{one}" for place in range(len(draft.truth.lines)) for one in names]
    if part == "money_column" or role in ("label:money", "source:total"):
        names = ["initial", "budget", "executed", "rate", "weight", "score"] if part != "money_column" else [name]
        return [fact for one in names if (fact := find_fact(draft, f"total:{one}"))]
    if role == "label:sum":
        return ["total", "grade"]
    if role == "label:goals":
        return ["goal", "achievements"]
    fact = find_fact(draft, name)
    return [fact] if fact else []


def change_title(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Change a letter or digit above the form."""
    number = rng.randrange(len(sheet.above))
    line = sheet.above[number]
    place = rng.randrange(len(line))
    is_digit = line[place].isdigit()
    sheet.above[number] = line[:place] + rng.choice("0123456789" if is_digit else _LETTERS) + line[place + 1 :]
    changed = sheet.above[number]
    sign = next((sign for sign in ("年度", "年）") if sign in line), None)
    if is_digit and sign and changed != line and place < line.index(sign):
        follow_year(draft, changed.split(sign)[0])
    if sign and sign not in changed and draft.truth.evaluation_date:
        accept(draft, "fiscal_year", draft.truth.evaluation_date.year - 1)
    if "填报日期" in line:
        follow_printed_date(draft, changed)
    accept(draft, "evaluation_date", None)
    return f"above:{number}"


def delete_cell(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Remove a cell; the rest of its row moves to the left."""
    cell = _choose(rng, [cell for row in _list_rows(draft, sheet) for cell in row])
    if cell is None:
        return None
    _loosen(draft, [other for other in sheet.cells if other.row == cell.row and other.column > cell.column])
    if (fact := find_fact(draft, cell.role)) in NARRATIVES:
        for other_fact in NARRATIVES:  # values that are then under the label belong to it
            accept(draft, str(fact), get_fact(draft, other_fact))
    if fact and cell.text:
        _follow_blank(draft, fact, cell.role)
        set_fact(draft, fact, None)
        accept(draft, fact, None)
    if cell.role.startswith("label:"):  # a text in the position of a label is not a value
        for named in _find_under(draft, cell.role):
            accept(draft, named, None)
    sheet.cells.remove(cell)
    for other in sheet.cells:
        if other.row == cell.row and other.column > cell.column:
            other.column -= cell.columns
    return cell.role


def insert_cell(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Insert a blank cell or a tab; the rest of the row moves to the right."""
    cell = _choose(rng, [cell for row in _list_rows(draft, sheet) for cell in row])
    if cell is None:
        return None
    moved = [other for other in sheet.cells if other.row == cell.row and other.column >= cell.column]
    _loosen(draft, moved)
    column = cell.column
    for other in moved:
        other.column += 1
    sheet.cells.append(Cell("", cell.row, column))
    return cell.role


def _list_rows(draft: Draft, sheet: Sheet) -> list[list[Cell]]:
    """Return cells that can move without cells of other rows: those of rows with a fact, right of merged labels."""
    rows = []
    for cells in sheet.rows():
        last = max((number for number, cell in enumerate(cells) if cell.rows > 1), default=-1)
        free = cells[last + 1 :]
        if any(find_fact(draft, cell.role) and cell.text for cell in free) and not _is_placeholder(draft, free):
            rows.append(free)
    return rows


def _is_placeholder(draft: Draft, cells: list[Cell]) -> bool:
    places = {cell.role.split(":")[1] for cell in cells if cell.role.startswith("line:")}
    return any(not draft.truth.lines[int(place)].score for place in places)


def _loosen(draft: Draft, cells: list[Cell]) -> None:
    for cell in cells:
        if fact := find_fact(draft, cell.role):
            if not cell.text or fact in NARRATIVES or fact.endswith((":target", ":target_value", ":actual")):
                accept(draft, fact, None)  # a missing text of a line item is accepted
            if fact.endswith(("category", "subcategory")):
                _loosen_group(draft, fact)


def _loosen_group(draft: Draft, fact: str) -> None:
    _, first, name = fact.split(":")
    place = int(first)
    value = getattr(draft.truth.lines[place], name)
    above = getattr(draft.truth.lines[place - 1], name) if place else None
    while place < len(draft.truth.lines) and getattr(draft.truth.lines[place], name) == value:
        accept(draft, f"line:{place}:{name}", None, above)
        place += 1


def swap_cells(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Swap two cells of a table row."""
    rows = [[cell for cell in row if cell.role.startswith("line:") and cell.rows == 1] for row in sheet.rows()]
    row = _choose(rng, [row for row in rows if len(row) > 2])
    if row is None:
        return None
    one, other = rng.sample(row, 2)
    if one.text == other.text or any(cell.role.endswith("category") for cell in (one, other)):
        return None
    one.text, other.text = other.text, one.text
    for cell in (one, other):
        _follow_any(draft, cell)
    return f"{one.role}/{other.role.rsplit(':', 1)[1]}"


def _follow_any(draft: Draft, cell: Cell) -> None:
    if fact := find_fact(draft, cell.role):
        follow(draft, fact, cell.text)
    elif cell.role.startswith("line:"):
        _, place, name = cell.role.split(":")
        if name in ("operator", "target_unit"):
            setattr(draft.truth.lines[int(place)], name, cell.text)


def swap_rows(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Swap two line items; the labels of their groups stay in place."""
    lines = draft.truth.lines
    if len(lines) < 2:
        return None
    one, other = rng.sample(range(len(lines)), 2)
    for cell in sheet.cells:
        match = re.fullmatch(r"line:(\d+):(\w+)", cell.role)
        if match and int(match[1]) == one and match[2] not in ("category", "subcategory"):
            twin = next(twin for twin in sheet.cells if twin.role == f"line:{other}:{match[2]}")
            cell.text, twin.text = twin.text, cell.text
    lines[one], lines[other] = lines[other], lines[one]
    first, second = lines[one], lines[other]
    first.category, second.category = second.category, first.category
    first.subcategory, second.subcategory = second.subcategory, first.subcategory
    if first.weight_may_be_unknown:  # points are printed in the labels
        first.weight, second.weight = second.weight, first.weight
    return f"line:{one}/{other}"


def delete_row(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Delete a row."""
    rows = [row for row in sheet.rows() if row and all(cell.rows == 1 for cell in row)]
    row = _choose(rng, [row for row in rows if any(find_fact(draft, cell.role) for cell in row)])
    if row is None:
        return None
    number = row[0].row
    for cell in row:
        fact = find_fact(draft, cell.role)
        if fact and not fact.startswith("line:"):
            accept(draft, fact, None, *(_sum_sources(draft, cell.role) if fact in AMOUNTS else []))
            if fact == "total":
                _follow_blank(draft, fact, cell.role)
            set_fact(draft, fact, None)
            if fact == "evaluation_date":
                draft.truth.fiscal_year = None
    places = {int(cell.role.split(":")[1]) for cell in row if cell.role.startswith("line:")}
    for place in places:
        del draft.truth.lines[place]
    sheet.cells = [cell for cell in sheet.cells if cell.row != number]
    _move_rows(sheet, number, -1)
    return row[0].role


def _sum_sources(draft: Draft, role: str) -> list[object]:
    """Return the sum of the parts if the row of totals is missing."""
    phase = role.split(":")[1]
    parts = [
        amount for key, amount in draft.amounts.items() if key.endswith(f":{phase}") and not key.startswith("total:")
    ]
    return [sum(parts)] if parts else []


def duplicate_row(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
    """Repeat a row."""
    rows = [row for row in sheet.rows() if row and all(cell.rows == 1 for cell in row)]
    row = _choose(rng, [row for row in rows if any(find_fact(draft, cell.role) for cell in row)])
    if row is None:
        return None
    number = row[0].row
    _move_rows(sheet, number + 1, 1)
    copies = [Cell(cell.text, number + 1, cell.column, 1, cell.columns, cell.role) for cell in row]
    sheet.cells += copies
    for cell, before in zip(row, [None, *row], strict=False):
        if (fact := find_fact(draft, cell.role)) in NARRATIVES:
            label = before.text if before and before.role.startswith("label:") else ""
            accept(draft, str(fact), cell.text * 2, f"{cell.text}{label}{cell.text}")
    places = {int(cell.role.split(":")[1]) for cell in row if cell.role.startswith("line:")}
    for place in places:
        draft.truth.lines.insert(place, draft.truth.lines[place])
    return row[0].role


def _move_rows(sheet: Sheet, first: int, by: int) -> None:
    """Move rows from `first` on; merged cells across that position grow or shrink."""
    for cell in sheet.cells:
        if cell.row >= first:
            cell.row += by
        elif cell.row + cell.rows > first - (1 if by > 0 and cell.rows > 1 else 0):
            cell.rows += by
    for rows in (sheet.compact, sheet.gaps):
        moved = {row + by if row >= first else row for row in rows}
        if by > 0 and first - 1 in rows and rows is sheet.compact:
            moved.add(first)
        rows.clear()
        rows.update(moved)
    sheet.height += by


def mark_run(family: str) -> Mutation:
    """Strike, raise, hide or whiten a part of a number: the rest is the number."""

    def apply(rng: Random, draft: Draft, sheet: Sheet) -> str | None:
        cells = [cell for cell in sheet.cells if find_fact(draft, cell.role) and re.fullmatch(r"[\d,.]{2,}", cell.text)]
        cell = _choose(rng, cells)
        if cell is None:
            return None
        start = rng.randrange(len(cell.text))
        end = min(start + rng.choice([1, 1, 2]), len(cell.text))
        look = rng.choice(LOOKS[family])
        text = cell.text
        if look in ("raised", "lowered") and not text[start:end].isdigit():
            return None  # a raised decimal point is a decimal point
        fact = find_fact(draft, cell.role)
        assert fact is not None
        follow(draft, fact, text[:start] + text[end:])
        cell.text = text[:start]
        cell.runs = [Run(text[start:end], look), Run(text[end:], "")]
        return f"{cell.role} {look}"

    return apply


def _choose(rng: Random, candidates: list[_T]) -> _T | None:
    return rng.choice(candidates) if candidates else None


MUTATIONS: tuple[tuple[str, Mutation], ...] = (
    ("change_digit", change_digit), ("change_digit", change_digit), ("insert_sign", insert_sign), ("blank_cell", blank_cell),
    ("change_label", change_label), ("change_title", change_title), ("delete_cell", delete_cell), ("insert_cell", insert_cell),
    ("swap_cells", swap_cells), ("swap_rows", swap_rows), ("delete_row", delete_row), ("duplicate_row", duplicate_row),
)  # fmt: skip
