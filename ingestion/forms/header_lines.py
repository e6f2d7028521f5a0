"""Read one line of a form header or footer as label/value pairs, from cell positions and known labels."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ingestion.forms.labels import LONGEST_LABEL, Labels, read_label
from ingestion.forms.layouts import NARRATIVES
from ingestion.memo import remembered

_LONGEST_LABEL = 40
_LONGEST_UNKNOWN = 20
_LONGEST_LINE = 400  # of several labels and values in one cell
_SENTENCE = re.compile(r"[,，。;；!！?？\d％%]")
_FIGURE = re.compile(r"^\s*[¥￥]?[\d０-９]")  # a value, not words of a narrative
_PROSE = re.compile(r"[,，。;；!！?？]")
_WHOLE_FIGURE = re.compile(r"\s*[¥￥]?[\d０-９.,，年月日/-]+(?:元|万元|%|％)?\s*")
_NOTE_BEHIND = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]$")
_LABEL_BEHIND_SPACE = re.compile(r"(?<![ \u3000\u00a0])[ \u3000\u00a0]+([^ \u3000\u00a0:：]{2,20})[:：]")
_LISTING = re.compile(
    r"其中|包括|主要(?:有|是|包括)?|如下|例如|即|[一二三四五六七八九十]是|第[一二三四五六七八九十\d]+"
)  # words before a colon in prose


class LinePair(NamedTuple):
    """A label as printed, its field (None if unknown), its value, and the cell of the value."""

    label_text: str | None
    field_code: str | None
    value: str
    column: int


class Line(NamedTuple):
    """Contents of a line: pairs; cells that continue a value above, by column; cells without a label.

    Each cell without a label comes with the field of the label before it.
    """

    pairs: list[LinePair]
    continued: list[tuple[int, str]]
    beyond: list[tuple[str | None, str]]


class LineReader:
    """Read lines of label/value pairs. `labels` maps every known label to its field."""

    def __init__(self, labels: Labels, sections: frozenset[str], *, is_grid: bool):
        self._labels = labels
        self._sections = sections
        self._is_grid = is_grid
        self._label_columns: set[int] = {0} if is_grid else set()

    def learn_columns(self, lines: Sequence[list[str]]) -> None:
        """Remember the columns of known labels that have a value: unknown texts in these columns are labels, too."""
        for cells in lines:
            if sum(map(bool, map(str.strip, cells))) > 1:
                self._label_columns.update(place for place, cell in enumerate(cells[:-1]) if self._is_known(cell))

    def find_labels(self, lines: Sequence[list[str]]) -> set[str]:
        """Return fields whose label has its own cell before a value; an empty set in a grid, which does not need it."""
        if self._is_grid:
            return set()
        found = set()
        for cells in lines:
            printed = filter(str.strip, cells)
            lead = next(printed, "")
            if len(lead) <= _LONGEST_LABEL and (code := self._labels.find(lead)) and next(printed, ""):
                found.add(code)
        return found

    def find_later(self, lines: Sequence[list[str]]) -> list[frozenset[str]]:
        """Return for each line the fields that find_labels finds below it."""
        later = [frozenset[str]()]
        for cells in reversed(lines[1:]):
            found = self.find_labels([cells])
            later.append(later[-1] if found <= later[-1] else later[-1] | found)
        return later[::-1]

    def read(self, cells: list[str], *, is_narrative: bool, seen: set[str], later: Collection[str] = ()) -> Line:
        """Read the cells of a line. `is_narrative` is true if the line may continue a narrative above.

        `seen` are fields that already have a value, `later` those whose labels have their own cell in a later line.
        """
        places = [place for place, cell in enumerate(cells) if cell.strip()]
        if len(places) == 1:
            return self._read_single(cells, places[0], is_narrative=is_narrative, seen=seen.union(later))
        if not self._has_label(cells, places, is_narrative=is_narrative, seen=seen):
            return Line([], [(place, cells[place]) for place in places], [])
        return self._read_cells(cells, places, seen)

    def _read_single(self, cells: list[str], place: int, *, is_narrative: bool, seen: set[str]) -> Line:
        """Read a line of one printed cell: a label with a blank value, both in one cell, or a text."""
        cell = cells[place]
        if pairs := self._split_inline(cell, place):
            are_words = all(self._is_part_of_narrative(pair.field_code, pair.value, seen) for pair in pairs)
            if is_narrative and self._is_text(cells) and are_words:
                return Line([], [(place, cell)], [])  # a line of a narrative that begins with the words of a label
            return Line(pairs, [], [])
        if self._is_section(cell):
            return Line([LinePair(cell, None, "", place)], [], [])
        code = self._labels.find(cell)
        if code is not None and not (is_narrative and code in seen and self._is_text(cells)):
            return Line([LinePair(cell, code, "", place + 1)], [], [])
        if is_narrative and not self._is_grid and _WHOLE_FIGURE.fullmatch(cell):
            return Line([], [], [(None, cell)])  # a figure or date whose label is missing
        is_unknown_label = (
            (self._is_grid or not is_narrative) and place == 0 and len(cells) > 1 and self.may_be_label(cell)
        )
        if is_unknown_label:
            return Line([LinePair(cell, None, "", place + 1)], [], [])
        return Line([], [(place, cell)], [])

    def _has_label(self, cells: list[str], places: list[int], *, is_narrative: bool, seen: set[str]) -> bool:
        """Whether a line of several cells has labels and does not only continue the values above."""
        known = [place for place in places if self._is_known(cells[place]) or self._split_inline(cells[place], place)]
        if known:
            code = self._labels.find(cells[known[0]])
            value = cells[places[1]]
            are_words = len(known) == 1 and len(places) == 2 and self._is_part_of_narrative(code, value, seen)
            return not (is_narrative and not self._is_grid and are_words)
        if any(read_label(cells[place]).has_colon and self.may_be_label(cells[place]) for place in places):
            return True
        if is_narrative and not self._is_grid:
            return self._is_pair(cells, places)
        return places[0] == 0 and (not is_narrative or self.may_be_label(cells[0]))

    def _is_part_of_narrative(self, code: str | None, value: str, seen: set[str]) -> bool:
        """Whether a label below a narrative is part of it: prose follows, or the field already has a value."""
        if _FIGURE.search(value):
            return False
        if code not in NARRATIVES and _PROSE.search(value.rstrip("。 ")):
            return True
        return code in seen and (code in NARRATIVES or _PROSE.search(value) is not None)

    def _is_pair(self, cells: list[str], places: list[int]) -> bool:
        """Whether a line below a narrative is an unknown label and its value, and not words separated by a tab."""
        if len(places) != 2 or places[0] != 0 or not self.may_be_label(cells[0]):
            return False
        value = cells[places[1]]
        return _WHOLE_FIGURE.fullmatch(value) is not None or self.may_be_label(value)

    def _read_cells(self, cells: list[str], places: list[int], seen: set[str]) -> Line:
        line = Line([], [], [])
        index = 0
        while index < len(places):
            place = places[index]
            cell = cells[place]
            following = places[index + 1] if index + 1 < len(places) else None
            index += 1
            pairs = [] if self._is_known(cell) else self._split_inline(cell, place)
            if self._is_section(cell):
                line.pairs.append(LinePair(cell, None, "", place))
            elif pairs:
                line.pairs.extend(pairs)
            elif self._is_label(cells, place, following, is_first=not line.pairs):
                has_value = following is not None and not self._is_next_label(cells, following, places[index + 1 :])
                code = self._labels.find(cell)
                if has_value and following is not None:
                    line.pairs.append(LinePair(cell, code, cells[following], following))
                    index += 1
                elif self._may_be_value(code, line.pairs, seen):
                    line.beyond.append((line.pairs[-1].field_code, cell))  # perhaps its value, shifted
                else:
                    line.pairs.append(LinePair(cell, code, "", place + 1))
            elif not line.pairs and place > 0:
                line.continued.append((place, cell))
            elif line.pairs and line.pairs[-1].field_code in NARRATIVES:
                last = line.pairs.pop()
                line.pairs.append(last._replace(value=f"{last.value} {cell}"))
            elif line.pairs and self._keeps_rest(line.pairs[-1]):
                line.pairs.append(LinePair(None, line.pairs[-1].field_code, cell, place))
            else:
                line.beyond.append((line.pairs[-1].field_code if line.pairs else None, cell))
        return line

    def _may_be_value(self, code: str | None, pairs: list[LinePair], seen: set[str]) -> bool:
        """Whether a label without a value is itself the value of the label before it, whose cell is blank."""
        is_blank = bool(pairs) and pairs[-1].field_code is not None and not pairs[-1].value.strip()
        has_value = code in seen or any(pair.field_code == code and pair.value.strip() for pair in pairs)
        return is_blank and (code is None or (self._is_grid and has_value))

    def _is_label(self, cells: list[str], place: int, following: int | None, *, is_first: bool) -> bool:
        """Whether a cell that is not the value of a label before it is a label."""
        cell = cells[place]
        if self._is_known(cell):
            return True
        label = read_label(cell)
        if not self.may_be_label(cell):
            return False
        if label.has_colon and place + 1 < len(cells):
            return True
        has_value = following is not None and not self._is_known(cells[following])
        if place in self._label_columns:
            return has_value or place + 1 >= len(cells) or not cells[place + 1].strip() or is_first
        return has_value and ((is_first and place == 0) or self._is_grid)

    def _is_next_label(self, cells: list[str], place: int, rest: Sequence[int]) -> bool:
        """Whether the cell after a label is itself a label, so that the label before it has no value."""
        cell = cells[place]
        if self._is_known(cell):
            return True
        return read_label(cell).has_colon and self.may_be_label(cell) and bool(rest)

    def _keeps_rest(self, pair: LinePair) -> bool:
        """Whether further cells belong to a label: fields that the warehouse does not use may have several options."""
        return pair.field_code is not None and pair.field_code.startswith("other_")

    def _is_section(self, cell: str) -> bool:
        label = read_label(cell)
        return label.name in self._sections or label.folded in self._sections

    def _is_known(self, cell: str) -> bool:
        return len(cell) <= _LONGEST_LABEL and self._labels.have(cell)

    def may_be_label(self, cell: str) -> bool:
        """Whether an unknown cell may be a label: short, without sentence punctuation and figures."""
        return _may_be_label(cell)

    def _is_text(self, cells: list[str]) -> bool:
        """Whether a line is not a row of a table."""
        return not self._is_grid or len(cells) == 1

    def _split_inline(self, cell: str, place: int) -> list[LinePair]:
        """Return the pairs of a cell that contains labels and values, as in 项目名称：数据运营服务.

        Several pairs are separated by spaces (单位名称：甲    填报日期：乙). The list is empty if there are none.
        """
        if not (":" in cell or "：" in cell):
            return []
        parts = self._part_labels(cell) if len(cell) <= _LONGEST_LINE and "\n" not in cell else [cell]
        pairs = [self._split_one(part, place) for part in parts]
        known = [pair for pair in pairs if pair is not None]
        if known and len(known) == len(parts):
            return known
        whole = self._split_one(cell, place)
        return [whole] if whole is not None else []

    def _part_labels(self, cell: str) -> list[str]:
        """Split a cell before each known label that follows a space and precedes a colon."""
        starts = [
            match.start() for match in _LABEL_BEHIND_SPACE.finditer(cell) if read_label(match[1]).is_in(self._labels)
        ]
        return [cell[start:stop] for start, stop in zip([0, *starts], [*starts, len(cell)], strict=True)]

    def _split_one(self, text: str, place: int) -> LinePair | None:
        for colon in "：:":
            label, found, value = text.partition(colon)
            if found and value.strip() and len(label) <= _LONGEST_LABEL:
                code = self._labels.find(label)
                if code is not None:
                    return LinePair(label + colon, code, value, place)
        return None


@remembered(longest=LONGEST_LABEL)
def _may_be_label(cell: str) -> bool:
    name = _NOTE_BEHIND.sub("", read_label(cell).folded)
    is_prose = _SENTENCE.search(name) or _LISTING.fullmatch(name)
    return 1 < len(name) <= _LONGEST_UNKNOWN and not is_prose
