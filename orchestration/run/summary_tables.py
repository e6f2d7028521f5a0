"""Print tables and lists of the summary. Numbers are never cut; columns are left out if the output is narrow."""

from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Column, Table

_SHOWN = 20
_NARROWEST_TEXT = 10

Row = Sequence[object]


def show_table(
    console: Console, title: str, headings: Sequence[str], rows: Sequence[Row], where: str = "", count: int = _SHOWN
) -> None:
    """Print the first `count` rows under their headings; print nothing if there are no rows.

    If there are more, a line has their number and says `where` they are.

    Texts are wrapped. If the table is still too wide, the last columns of numbers are left out, and a line below the
    table names them.
    """
    if not rows:
        return
    shown = [[_show_value(value) for value in row] for row in rows[:count]]
    columns = [
        _make_column(heading, list(texts), is_text=isinstance(value, str))
        for heading, texts, value in zip(headings, zip(*shown, strict=True), rows[0], strict=True)
    ]
    kept, dropped = list(range(len(columns))), list[int]()
    while True:
        table = Table(
            *(deepcopy(columns[index]) for index in kept),
            title=f"\n{title}", title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False,
        )  # fmt: skip
        numbers = [index for index in kept if columns[index].no_wrap]
        if (
            not numbers
            or Measurement.get(console, console.options.update(max_width=10_000), table).minimum <= console.width
        ):
            break
        kept.remove(numbers[-1])
        dropped.insert(0, numbers[-1])
    for row in shown:
        table.add_row(*(escape(row[index]) for index in kept))
    console.print(table)
    if dropped:
        names = ", ".join(headings[index].replace("\n", " ") for index in dropped)
        console.print(f"Not shown for lack of width: {names}.", markup=False, soft_wrap=True)
    _show_rest(console, len(rows) - count, where)


def _make_column(heading: str, texts: list[str], *, is_text: bool) -> Column:
    """Return a column of texts, which wrap, or a column of numbers, as wide as the longest number."""
    if is_text:
        return Column(heading, overflow="fold", min_width=_NARROWEST_TEXT)
    width = max(cell_len(line) for text in (heading, *texts) for line in text.split("\n"))
    return Column(heading, justify="right", no_wrap=True, min_width=width)


def make_printable(text: str) -> str:
    """Return a text from a document or a name of a file without characters that a terminal obeys or does not show.

    Line breaks stay; control, bidirectional and zero-width characters become blanks.
    """
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def show_list(
    console: Console, title: str, entries: Sequence[Sequence[str | None]], where: str = "", count: int = _SHOWN
) -> None:
    """Print the first `count` entries: the first text of each on a line, its other texts indented below.

    If there are more, a line has their number and says `where` they are.
    """
    if not entries:
        return
    console.print(f"\n{title}", style="bold", markup=False)
    for head, *sentences in entries[:count]:
        console.print(make_printable(f"{head}"), markup=False, soft_wrap=True)
        for sentence in sentences:
            if sentence:
                console.print(f"    {make_printable(sentence)}", markup=False, soft_wrap=True)
    _show_rest(console, len(entries) - count, where)


def _show_rest(console: Console, count: int, where: str) -> None:
    if count > 0:
        console.print(f"... and {count} more{where and f' in {where}'}", markup=False, soft_wrap=True)


def _show_value(value: object) -> str:
    """Return the text of a value: money with thousands separators, other decimals without trailing zeros."""
    if isinstance(value, Decimal):
        is_money = value.as_tuple().exponent == -2
        return f"{value:,.2f}" if is_money else f"{value.normalize():f}"
    return "" if value is None else make_printable(str(value))
