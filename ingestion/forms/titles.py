"""Find where the forms of a document begin: lines with a title, followed by a form."""

import re
from itertools import chain
from typing import NamedTuple

from ingestion.containers.rows import Rows
from ingestion.forms.labels import LONGEST_LABEL, read_label
from ingestion.forms.layouts import Layout, Layouts
from ingestion.forms.money_units import UNIT_BEHIND, read_money_unit
from ingestion.forms.years import read_year_alone, spell_years
from ingestion.memo import remembered
from ingestion.normalise import squash

_SIGNED = 2  # signature labels that identify a scheme
_CLEARLY_MORE = 3
_LONGEST_TITLE = 80
_LONGEST_BEFORE = 45  # characters before a known title: a unit, a project
_SHORTEST_ENDING = 7  # characters of a known title without 表 at the end of a longer one
_SHORTEST_TITLE = 5  # 绩效目标, which any form prints, is not 绩效目标表
_MOST_CELLS = 4
_WIDE_SPACE = re.compile(r"[ \u3000\u00a0\n]{2,}|\n")
_YEAR = re.compile(r"([(\[【]?)(20\d\d)(年度|年)?[)\]】]?")
_NUMBER = re.compile(
    r"附[件表]?[\d一二三四五六七八九十]*(?:[-—.]\d+)*|[(]?公开\d*表?[)]?|表\d+(?:[-—.]\d+)*|样表|第?\d+页(?:[,，/]?共\d+页)?|序号:?\d+"
)
_PAGE_NUMBER = re.compile(r"[-—–]+\d{1,3}[-—–]+|\d{1,3}/\d{1,3}")
_PART_OF_UNIT = re.compile(r"(?:金额|计量|货币)?单位:?|(?:人民币)?(?:元|万元|亿元)")  # in a cell of its own
_NUMBER_BEFORE = re.compile(rf"^(?:{_NUMBER.pattern})[:\-.、]?")
_NUMBER_BEHIND = re.compile(rf"[(]?(?:{_NUMBER.pattern})[)]?$")
_SENTENCE = re.compile(r"[,，。;；:：!?！？]")
_NOTE_BEHIND = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]$")
_BEHIND = re.compile(r"[-—(\[【].*|.{0,20}")
_FURTHER = re.compile(
    r"填报|填写|工作|报告|说明|通知|要求|办法|情况如下|公示|模板|汇总"
)  # words around a title that is only mentioned


class Title(NamedTuple):
    """A line read as a title: its layout or the kind of form that is set aside, and its year.

    `layout` is None for a title that only ends like those of self-evaluations: the form below it decides the layout.
    `is_year_sure` is true if the year is that of the form (2022年度) and not part of a project name. `is_whole` is true
    if the line is a known title and nothing else.
    """

    layout: Layout | None
    set_aside_kind: str | None
    year: int | None
    is_year_sure: bool
    is_whole: bool


class TitleLine(NamedTuple):
    """The position of a form: its first line, the line of its title, and the line after its last."""

    start: int
    line: int
    title: Title
    stop: int


def read_title(cells: list[str], layouts: Layouts) -> Title | None:
    """Read a line as a title; return None if it is not a title.

    Other cells of the line, or texts after wide spaces, may be a number (附件2, 公开14表), a year or the money unit.
    """
    if not layouts.title_sign.search("\t".join(cells)):
        return None
    printed = list(filter(str.strip, cells))
    title = _read_cells(printed, layouts)
    if title is None and len(printed) == 1 and len(parts := _WIDE_SPACE.split(printed[0].strip())) > 1:
        title = _read_cells(parts, layouts)
    return title


def _read_cells(printed: list[str], layouts: Layouts) -> Title | None:
    if not 1 <= len(printed) <= _MOST_CELLS or sum(map(len, printed)) > 2 * _LONGEST_TITLE:
        return None
    words = [text for cell in printed if not is_number_or_unit(text := squash(cell)) and read_year_alone(text) is None]
    if not 1 <= len(words) <= 2:
        return None
    title = _read_words("".join(words), layouts)
    if title is None and len(words) == 2:
        return None
    if title is not None and title.year is None:
        years = {year for cell in printed if (year := read_year_alone(squash(cell)))}
        if len(years) == 1:
            title = title._replace(year=years.pop(), is_year_sure=True)
    return title


def is_number_or_unit(text: str) -> bool:
    """Return whether a squashed text is only the number of a form or page, or the money unit."""
    return len(text) <= 30 and (
        _NUMBER.fullmatch(text.strip("()-—: ")) is not None
        or _PAGE_NUMBER.fullmatch(text) is not None
        or read_money_unit(text) is not None
        or _PART_OF_UNIT.fullmatch(text) is not None
    )


def read_year_line(text: str) -> int | None:
    """Return the year of a squashed text of only a year, perhaps with the unit of money behind it; else None."""
    return read_year_alone(UNIT_BEHIND.sub("", text))


@remembered(longest=_LONGEST_TITLE)
def _strip(text: str) -> tuple[str, tuple[tuple[int, bool], ...]]:
    """Return a title without numbers, years and money unit, and its years with whether each is surely the form's."""
    text = spell_years(text)
    years = tuple((int(year), bool(bracket) or unit == "年度") for bracket, year, unit in _YEAR.findall(text))
    text = _YEAR.sub("", text)
    before = None
    while before != text:
        before = text
        text = UNIT_BEHIND.sub("", _NUMBER_BEHIND.sub("", _NUMBER_BEFORE.sub("", text)))
    return text, years


def _read_words(text: str, layouts: Layouts) -> Title | None:
    if len(text) > _LONGEST_TITLE:
        return None
    name, years = _strip(text)
    if len(name) < _SHORTEST_TITLE:
        return None
    found = _find_known(name, layouts)
    if found is None:
        return None
    layout, kind, is_whole = found
    sure = {year for year, is_sure in years if is_sure}
    every = sure or {year for year, _ in years}
    year = every.pop() if len(every) == 1 else None
    return Title(layout, kind, year, year is not None and bool(sure), is_whole)


def _find_known(name: str, layouts: Layouts) -> tuple[Layout | None, str | None, bool] | None:
    """Return layout or kind of the longest known title in a name, and whether the name is exactly that title."""
    for candidate in dict.fromkeys((name, _NOTE_BEHIND.sub("", name))):
        body = candidate.removesuffix("表")
        if body in layouts.set_aside:
            return None, layouts.set_aside[body], True
        if layout := next((layout for layout in layouts.layouts if body in layout.titles), None):
            return layout, None, True
        if _SENTENCE.search(candidate):
            continue
        if found := _find_ending(candidate, layouts):
            return found
    return None


def _find_ending(name: str, layouts: Layouts) -> tuple[Layout | None, str | None, bool] | None:
    end = name.rfind("表")
    behind = name[end + 1 :] if end > 0 else ""
    if end > 0 and (len(behind) > 20 or _FURTHER.search(behind)):
        return None
    body = name[:end] if end > 0 else name
    is_table = end > 0
    for start in range(min(len(body), _LONGEST_BEFORE + 1)):
        ending = body[start:]
        if len(ending) < 4:
            break
        if is_table and ending in layouts.set_aside:
            return None, layouts.set_aside[ending], False
        layout = next((layout for layout in layouts.layouts if ending in layout.titles), None)
        # Without 表 at the end, the words of a title may be part of a sentence: 做好项目绩效自评.
        if layout is not None and (is_table or len(ending) >= _SHORTEST_ENDING):
            return layout, None, False
        if is_table and f"{ending}表" in layouts.title_endings:
            return None, None, False
    return None


def find_titles(rows: Rows, part: range, layouts: Layouts) -> list[TitleLine]:
    """Return the forms of a part of a document.

    The words of a title are a title if a form follows. Within a form header or table they are a page heading or part of
    a narrative, unless another form header follows.
    """
    candidates = [
        (line, title)
        for line in part
        if (cells := rows.cells[line - 1]) and (title := read_title(cells, layouts)) is not None
    ]
    accepted: list[tuple[int, Title]] = []
    for place, (line, title) in enumerate(candidates):
        stop = candidates[place + 1][0] if place + 1 < len(candidates) else part.stop
        zone = _find_zone(rows, accepted[-1][0], line, layouts) if accepted else "before"
        has_form_header, header = _look_below(rows, range(line + 1, stop), layouts)
        is_last = place + 1 == len(candidates)
        if zone in ("head", "table"):
            is_title = has_form_header
        elif has_form_header or header is not None:
            is_known = title.layout is not None or title.set_aside_kind is not None
            is_title = is_known or header is not None
        else:
            # No form follows: a heading above another title, or a title without its form.
            is_narrative = zone == "notes" and _is_before_form_footer(rows, range(line + 1, stop), layouts)
            is_title = title.set_aside_kind is not None or (title.is_whole and is_last and not is_narrative)
        if is_title:
            accepted.append((line, title))
    starts = [_find_start(rows, line, part.start if not place else accepted[place - 1][0] + 1)
              for place, (line, _) in enumerate(accepted)]  # fmt: skip
    stops = [*starts[1:], part.stop][: len(accepted)]
    return [
        TitleLine(start, line, title, stop) for start, (line, title), stop in zip(starts, accepted, stops, strict=True)
    ]


def _find_zone(rows: Rows, title: int, line: int, layouts: Layouts) -> str:
    """Return the part of the form above that contains a line: head, table or notes."""
    zone = "head"
    for other in range(title + 1, line):
        cells = rows.cells[other - 1]
        if not cells:
            continue
        if zone == "head" and layouts.is_table_header(cells):
            zone = "table"
        elif zone != "head" and layouts.is_end(cells):
            return "notes"
    return zone


def _is_before_form_footer(rows: Rows, lines: range, layouts: Layouts) -> bool:
    """Whether the next printed line is a labelled field of the form footer above."""
    cells = next((cells for line in lines if (cells := rows.cells[line - 1])), [])
    return any(layout.starts_form_footer(cells) for layout in layouts.layouts)


def _look_below(rows: Rows, lines: range, layouts: Layouts) -> tuple[bool, int | None]:
    """Return whether identity labels precede a table header among lines, and the line of the table header."""
    has_form_header = False
    for line in lines:
        cells = rows.cells[line - 1]
        if not cells:
            continue
        if layouts.is_table_header(cells):
            return has_form_header, line
        has_form_header = has_form_header or any(
            layouts.is_identity_label(cell) or layouts.is_identity_label(re.split("[:：]", cell, maxsplit=1)[0])
            for cell in cells
            if cell.strip() and len(cell) <= _LONGEST_TITLE
        )
    return has_form_header, None


def _find_start(rows: Rows, title: int, first: int) -> int:
    """Return the first of the lines above a title that number the form or state its money unit."""
    start = title
    for line in range(title - 1, first - 1, -1):
        printed = [squash(cell) for cell in rows.cells[line - 1] if cell.strip()]
        if not printed:
            continue
        if not all(map(is_number_or_unit, printed)):
            break
        start = line
    return start


def rank_layouts(rows: Rows, lines: range, title: Title, layouts: Layouts) -> list[Layout]:
    """Return the layouts that the body of a form may have, most likely first.

    Labels that only one scheme prints decide. Otherwise it is the layout of the title, unless the body has clearly more
    labels of another layout; without a layout of the title it is the one with most labels.
    """
    cells = chain.from_iterable(rows.cells[lines.start - 1 : lines.stop - 1])
    seen = set(chain.from_iterable(map(_list_names, cells)))
    signed = [
        layout
        for layout in layouts.layouts
        if len(layout.signature & seen) >= (1 if layout is title.layout and layout.signature else _SIGNED)
    ]
    if len(signed) == 1:
        return signed
    counts = {layout: len(layout.labels & seen) for layout in layouts.layouts if not layout.signature}
    if title.layout in counts:
        counts[title.layout] += _CLEARLY_MORE
    return sorted(counts, key=lambda layout: -counts[layout])


@remembered(longest=LONGEST_LABEL)
def _list_names(cell: str) -> tuple[str, ...]:
    """Return the names under which layouts may have the label in a cell, none if it has no label."""
    label = read_label(cell)
    if label.is_blank:
        return ()
    return label.name, f"{label.folded}({label.points}分)" if label.points else label.folded
