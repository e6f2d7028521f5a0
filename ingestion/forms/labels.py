"""Read labels as printed on forms: the name, and its unit, points, seal mark and numbering."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from ingestion.memo import remembered
from ingestion.normalise import squash

LONGEST_LABEL = 60  # longer cells are text; patterns are not applied to them
_MOST_CELLS = 2048  # remembered for each part of each layout
MONEY_UNITS = frozenset({"元", "万元", "亿元"})

_GROUP = re.compile(r"[(\[【]([^()\[\]【】]{1,24})[)\]】]$")
_GROUP_PART = re.compile(r"[,、;/ ]")
_UNIT = re.compile(r"(?:金额)?(?:单位:?)?(?:人民币)?(元|万元|亿元|%|分)")
_POINTS = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)分")
_SIGN = re.compile(
    r"(?:单位)?(?:盖章|公章|签章|签字|签名)|[A-Z](?:[/÷][A-Z])?(?:[*×x]100%?)?|\d+分[*×x]执行率|(?:单位)?全称|必填|选填|调整[前后]"
)
_NUMBERING = re.compile(r"(?:[一二三四五六七八九十]{1,2}[、.]|[(][一二三四五六七八九十\d]{1,2}[)]|\d{1,2}[、.](?!\d))")
_MARKS = "*★☆※▲●①②③④⑤⑥⑦⑧⑨"
_COLON = re.compile("[:：]")
_CONTINUED = re.compile(r"\(?(?:续表|续上表|接上表|上表续)[一二三四五六七八九十\d]{0,2}\)?:?|\(续\)")
_NOTE_BEHIND = re.compile(r"注\d{1,2}$")


class Label(NamedTuple):
    """A cell read as a label.

    `name` is the cell without unit and colon; `folded` is also without seal marks (盖章), column letters (A, B/A),
    points (20分), numbering and note marks. Both are blank if the cell is too long for a label.
    """

    name: str
    folded: str
    unit: str | None  # 元, 万元, 亿元, % or 分
    points: str | None  # of (20分)
    has_colon: bool

    def find(self, labels: Mapping[str, str]) -> str | None:
        """Return the field of the label among known labels, None if it is not one of them."""
        return labels.get(self.name) or labels.get(self.folded)

    def is_in(self, labels: Mapping[str, str]) -> bool:
        """Whether the label is one of the known labels."""
        return self.name in labels or self.folded in labels

    @property
    def is_blank(self) -> bool:
        """Whether the cell has no label."""
        return not self.name


_NONE = Label("", "", None, None, False)


@remembered(longest=LONGEST_LABEL)
def read_label(cell: str) -> Label:
    """Read a cell as a label: 当年预算数(元)： has the name 当年预算数, the unit 元 and a colon."""
    if len(cell) > LONGEST_LABEL:
        return _NONE
    text = squash(cell)
    name = text.rstrip(":")
    has_colon = name != text
    folded, unit, points = _NOTE_BEHIND.sub("", name).strip(_MARKS), None, None
    if len(folded) > 1 and (numbering := _NUMBERING.match(folded)) and len(folded) > numbering.end():
        folded = folded[numbering.end() :]
    while match := _GROUP.search(folded):
        if match.start() == 0:
            break
        found_unit, found_points, is_known = _read_group(match[1])
        if not is_known:
            break
        unit, points = unit or found_unit, points or found_points
        folded = folded[: match.start()].rstrip(":").rstrip(_MARKS)
    if (match := _GROUP.search(name)) and match.start() and _UNIT.fullmatch(match[1]):
        name = name[: match.start()]
    return Label(name, folded, unit, points, has_colon)


def _read_group(text: str) -> tuple[str | None, str | None, bool]:
    """Return unit and points from the brackets after a label, and whether the whole text was recognised."""
    unit = points = None
    for part in [text] if _SIGN.fullmatch(text) else _GROUP_PART.split(text):
        if match := _UNIT.fullmatch(part):
            if {unit, match[1]} <= MONEY_UNITS and unit != match[1]:
                return None, None, False  # 元/万元: the unit is unknown
            unit = match[1]
        elif match := _POINTS.fullmatch(part):
            points = match[1]
        elif not _SIGN.fullmatch(part):
            return None, None, False
    return unit, points, True


@remembered(longest=LONGEST_LABEL)
def read_label_before_colon(cell: str) -> Label:
    """Read the text before the first colon of a cell, or the whole cell, as a label."""
    return read_label(_COLON.split(cell, maxsplit=1)[0]) if len(cell) <= LONGEST_LABEL else _NONE


def is_continuation(cells: list[str]) -> bool:
    """Whether a line only says that a table continues: 续表, （续）."""
    printed = [cell for cell in cells if cell.strip()]
    return len(printed) == 1 and len(printed[0]) <= LONGEST_LABEL and bool(_CONTINUED.fullmatch(squash(printed[0])))


class Labels(dict[str, str]):
    """The known labels of a part of a form, squashed, each with its field. What a cell is among them is remembered."""

    @cached_property
    def find(self) -> Callable[[str], str | None]:
        """Return the field of a cell, None if it is not one of the labels."""
        return remembered(LONGEST_LABEL, _MOST_CELLS)(lambda cell: read_label(cell).find(self))

    @cached_property
    def have(self) -> Callable[[str], bool]:
        """Whether a cell is one of the labels."""
        return remembered(LONGEST_LABEL, _MOST_CELLS)(lambda cell: read_label(cell).is_in(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return Labels, (dict(self),)  # workers remember by themselves


def find_labels(cells: list[str], labels: Labels) -> dict[str, int]:
    """Return the position of the first cell of each field whose label is among the cells."""
    fields = list(map(labels.find, cells))
    found: dict[str, int] = {}
    if any(fields):
        for position, field in enumerate(fields):
            if field:
                found.setdefault(field, position)
    return found


def find_repeated(cells: list[str], labels: Labels, columns: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return field and cell of each label whose field another cell already has (`columns`)."""
    return [
        (field, cell)
        for position, cell in enumerate(cells)
        if (field := labels.find(cell)) and columns.get(field, position) != position
    ]
