"""Read the printed forms of a text, so that tests can write them in other containers.

Rows that a page break split are joined, as wide as the header, and a category label is on the first row of its group.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from ingestion.containers.rows import Rows
from ingestion.containers.text import split_rows
from ingestion.normalise import squash
from orchestration.demo.paper import Paper
from orchestration.demo.writers.sheet import Sheet

_YEAR = r"\(?20\d\d年?度?\)?"
_TITLE = re.compile(rf"(?:{_YEAR})?项目(?:支出)?绩效自我?评价?表?(?:{_YEAR})?")
_YEAR_LINE = re.compile(_YEAR)
_NAMES = {"指标名称", "三级指标"}
_WEIGHTS = {"权重", "分值"}
_SCORES = {"自评分", "自评得分", "得分"}
_TOTALS = {"合计", "总计", "总分"}
_TEMPLATE = re.compile(r"指标\d*|…+|\.+")
_WHOLE_LABEL = ("分)", "指标")
_NOTE = re.compile(r"(?:说明|注)[:1、.]")


def lay_out_text(text: str) -> list[Sheet]:
    """Return the forms of a text as sheets."""
    return [lay_out(paper) for paper in read_printed(text)]


def lay_out(paper: Paper) -> Sheet:
    """Return a form as a sheet, with the label of its total row across the blank cells that follow."""
    sheet = paper.lay_out()
    if paper.total:
        label, *others = sheet.rows()[-1]
        blanks = list(takewhile(lambda cell: not cell.text.strip(), others))
        label.columns += sum(cell.columns for cell in blanks)
        sheet.cells = [cell for cell in sheet.cells if cell not in blanks]
    return sheet


def read_printed(text: str) -> list[Paper]:
    """Return the forms of a text whose cells are separated by tabs. Raise ValueError if text precedes the first."""
    rows = split_rows(text)
    titles = [line for line, cells in enumerate(rows.cells, start=1) if _TITLE.fullmatch(squash("".join(cells)))]
    end = len(rows.cells) + 1
    if any(rows.cells[: titles[0] - 1] if titles else rows.cells):
        raise ValueError("the text does not begin with a form's title")
    return [_read_form(rows, title, stop) for title, stop in zip(titles, [*titles[1:], end], strict=True)]


def _read_form(rows: Rows, title_line: int, stop: int) -> Paper:
    title = [_join_cells(rows.cells[title_line - 1])]
    printed = [line for line in range(title_line + 1, stop) if rows.cells[line - 1]]
    if printed and _YEAR_LINE.fullmatch(squash("".join(rows.cells[printed[0] - 1]))):
        title.append(_join_cells(rows.cells[printed.pop(0) - 1]))
    header_line = next((line for line in printed if _is_header(rows.cells[line - 1])), stop)
    head = [_fit_cells(rows.cells[line - 1]) for line in printed if line < header_line]
    if header_line == stop:
        return Paper(tuple(title), head, header=[], rows=[], total=None, notes=(), labels=0)
    below = [line for line in printed if line > header_line]
    end = next((line for line in below if _is_total(rows.cells[line - 1]) or _is_note(rows.cells[line - 1])), stop)
    header = rows.cells[header_line - 1]
    table = [line for line in below if line < end]
    total = rows.cells[end - 1] if end < stop and _is_total(rows.cells[end - 1]) else None
    notes = [_join_cells(rows.cells[line - 1]) for line in below if line >= end + (total is not None)]
    labels = _find_column([squash(name) for name in header], _NAMES)
    return Paper(tuple(title), head, header, _join_rows(rows, header, table), total, tuple(notes), labels)


def _fit_cells(row: list[str]) -> list[str]:
    """Return a form header row without trailing blank cells; its first pair is kept."""
    last = max((place for place, cell in enumerate(row) if cell.strip()), default=0)
    return [*row, ""][: max(last + 1, 2)]


class _Table(NamedTuple):
    """The columns of a table that joining needs."""

    width: int
    label: int
    name: int
    figures: tuple[int, int]


def _join_rows(rows: Rows, header: list[str], table: list[int]) -> list[list[str]]:
    """Return the rows below a header after joining: a line without figures next to a break is part of its neighbour."""
    names = [squash(cell) for cell in header]
    columns = _Table(
        max([len(header), *(len(rows.cells[line - 1]) for line in table)]),
        names.index("一级指标") if "一级指标" in names else 0,
        _find_column(names, _NAMES),
        (_find_column(names, _WEIGHTS), _find_column(names, _SCORES)),
    )
    joined: list[list[str]] = []
    head: list[str] | None = None
    after_header = False
    for line in table:
        cells = rows.cells[line - 1]
        if _is_header(cells):
            after_header = True
            continue
        cells = cells + [""] * (columns.width - len(cells))
        opens = after_header or rows.breaks_before(line)
        closes = rows.breaks_after(line) or (line < len(rows.cells) and _is_header(rows.cells[line]))
        after_header = False
        is_bare = not any(cells[column].strip() for column in columns.figures)
        is_part = is_bare and not _TEMPLATE.fullmatch(squash(cells[columns.name]))
        if is_part and opens and (head or joined):
            _append(head or joined[-1], cells, columns.label)
        elif is_part and closes and head is None:
            head = cells
        elif head is not None:
            _append(head, cells, columns.label)
            joined.append(head)
            head = None
        else:
            joined.append(cells)
    return list(_place_labels(joined + ([head] if head else []), columns.label))


def _find_column(names: list[str], spellings: set[str]) -> int:
    return next(place for place, name in enumerate(names) if name in spellings)


def _append(row: list[str], part: list[str], label: int) -> None:
    """Join a part of a row cell by cell; a second whole label goes, after a line feed, to the next row."""
    for column, text in enumerate(part):
        if column == label and text.strip() and squash(row[column]).endswith(_WHOLE_LABEL):
            row[column] += "" if squash(text) == squash(row[column]) else f"\n{text}"
        else:
            row[column] += text


def _place_labels(joined: list[list[str]], column: int) -> Iterator[list[str]]:
    """Return the rows with each label on the first row of its group; the first group begins at the top."""
    waiting = next((row[column].split("\n")[0] for row in joined if row[column].strip()), "")
    group = ""
    for row in joined:
        label, _, next_label = row[column].partition("\n")
        label, waiting = label if label.strip() else waiting, next_label
        if not any(map(str.strip, row[:column] + row[column + 1 :])):
            waiting = waiting or label
            continue
        row[column] = "" if squash(label) == squash(group) else label
        group = label or group
        yield row


def _join_cells(cells: list[str]) -> str:
    return "\t".join(cells).strip("\t")


def _is_header(cells: list[str]) -> bool:
    names = {squash(cell) for cell in cells}
    return bool(names & _NAMES and names & _WEIGHTS and names & _SCORES)


def _is_total(cells: list[str]) -> bool:
    return next((squash(cell).rstrip(":") for cell in cells if cell.strip()), "") in _TOTALS


def _is_note(cells: list[str]) -> bool:
    return sum(map(bool, map(str.strip, cells))) == 1 and bool(_NOTE.match(squash(cells[0])))
