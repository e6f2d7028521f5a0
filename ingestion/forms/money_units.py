"""Find the unit of money that a form states for all its amounts: 单位：万元 near the title, or in a note."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingestion.containers.result import ContainerText
from ingestion.containers.rows import Rows
from ingestion.forms.form_header import Issue, Pair
from ingestion.forms.labels import MONEY_UNITS
from ingestion.forms.layouts import AMOUNTS
from ingestion.forms.values import read_printed_number
from ingestion.normalise import normalise, squash

# 元, 万元 and 亿元 are units of amounts; the others are only recognised, so that no amount is read as yuan.
_UNIT = "(?:[十百千]?[万亿]?元|万|[美港欧日]元)"
_UNITS = f"(?:人民币)?({_UNIT}(?:[/、或]{_UNIT})*)(?:人民币)?"
_WORDS = "(?:金额|计量|货币|资金|计价)"
_BEHIND = r"(?:[、,/]%|\([^()]{1,10}\)|。)?"
_STATEMENT = re.compile(
    rf"\(?(?:以[上下]|本表)?(?:{_WORDS}?单位(?:均|统一)?[:为是(]?|(?:金额|资金)(?:均|统一)?[:为是(])"
    rf"{_UNITS}{_BEHIND}\)?{_BEHIND}|\({_UNITS}\)"
)
_BARE = re.compile(rf"\({_UNITS}\)")  # a statement only in the lines of a title
# After a title, possibly followed by the number of the form: 金额单位：元 表14.
UNIT_BEHIND = re.compile(rf"(?:\(?{_WORDS}?单位:{_UNITS}\)?|\({_UNITS}\))(?=$|\(?(?:附|公开|表\d))")
# Behind other labels and values in one cell: 填报单位：某局     单位：万元.
_AT_END = re.compile(rf" \(?{_WORDS}?单位:? ?{_UNITS}\)?$")
# In a note: 金额单位为万元; 金额单位万元; 本表金额以万元为单位.
_IN_NOTE = re.compile(
    rf"(?:单位(?:均|统一)?[:为是]?|金额(?:均|统一)?[:为是]){_UNITS}(?![\u4e00-\u9fff])|[以按]{_UNITS}为(?:金额|计量|货币)?单位"
)
_SIGN = re.compile("单 *位|金 *额")
_LONGEST_STATEMENT = 30
_LONGEST_LINE = 120
_LONGEST_NOTE = 2000


def read_money_unit(text: str) -> str | None:
    """Return the money unit that a squashed text states for a whole form (金额单位：万元), None if it states none."""
    if not 4 <= len(text) <= _LONGEST_STATEMENT or not ("元" in text or "万" in text):
        return None
    return _get(_STATEMENT.fullmatch(text))


def find_money_units(cells: list[str], *, is_title: bool) -> set[str]:
    """Return the money units that the cells of a line state for the whole form, in one cell or in two (单位：| 万元).

    In a title line the unit may follow other words and precede the number of the form (金额单位：元 表14); in a line of
    one cell it may be behind other labels. A unit that amounts cannot have is returned as printed: 千元, 元/万元.
    """
    printed = [squash(cell) for cell in cells if len(cell) <= _LONGEST_LINE and cell.strip()]
    if not any("元" in text or "万" in text for text in printed):
        return set()
    found = {unit for text in printed if (is_title or not _BARE.fullmatch(text)) and (unit := read_money_unit(text))}
    if is_title:
        found |= {unit for text in printed if (unit := _get(UNIT_BEHIND.search(text)))}
    if not is_title and len(printed) == 1:
        found |= {
            unit for cell in cells if len(cell) <= _LONGEST_LINE and (unit := _get(_AT_END.search(normalise(cell))))
        }
    pairs = pairwise(printed)
    return found | {
        unit for label, value in pairs if "单位" in label and (unit := read_money_unit(label.rstrip(":") + ":" + value))
    }


def find_margin_units(text: ContainerText, lines: range, *, is_sure: bool = True) -> set[str]:
    """Return the money units that headers and footers of the pages of these lines state; see MarginText.is_sure."""
    printed = [
        list(margin.cells)
        for margin in text.margins
        if margin.first_line < lines.stop and lines.start <= margin.last_line and margin.is_sure == is_sure
    ]
    printed += [text.rows.cells[line - 1] for line in sorted(text.running_lines) if is_sure]
    return {unit for cells in printed for unit in find_money_units(cells, is_title=True)}


def find_unit_conflict(units: set[str], line: int) -> list[Issue]:
    """Return an issue if a form states several units of money near its title on line `line`, or an unknown one."""
    if len(units) < 2 and units <= MONEY_UNITS:
        return []
    return [Issue("money_unit_conflict", "budget", ", ".join(sorted(units)), line, line)]


def find_other_units(
    rows: Rows, lines: Iterable[int], pairs: Sequence[Pair], known: set[str], unsure: set[str]
) -> list[Issue]:
    """Return an issue for each note that states another unit of money than the amounts of its form have.

    `lines` are those of the form without its table, `known` the units that the form states near its title, `unsure`
    those of headers and footers that may not be printed.
    """
    amounts = [pair for pair in pairs if pair.field_code in AMOUNTS and read_printed_number(pair.value).number]
    units = set(map(_find_unit, amounts))
    stated = [(unit, pair.first_line) for pair in amounts[:1] for unit in sorted(unsure)]
    for line in lines:
        printed = [cell for cell in rows.cells[line - 1] if cell.strip()]
        if len(printed) != 1 or len(printed[0]) > _LONGEST_NOTE or not _SIGN.search(printed[0]):
            continue
        if unit := _get(_IN_NOTE.search(squash(printed[0]))):
            stated.append((unit, line))
    return [
        Issue("money_unit_conflict", "budget", unit, line, line)
        for unit, line in stated
        if unit not in known and not units <= {unit}
    ]


def _find_unit(pair: Pair) -> str | None:
    own = read_printed_number(pair.value).unit
    return own if own in MONEY_UNITS else pair.unit


def _get(match: re.Match[str] | None) -> str | None:
    return next(filter(None, match.groups()), None) if match else None
