"""Layouts: what each scheme's form prints as title, labels, columns, categories. Data, from form_labels.csv."""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ingestion.normalise import squash

PARTS = (
    "title", "head", "money_column", "money_row", "goal_column", "column", "assessor", "category", "subtotal", "total",
    "foot", "note", "set_aside",
)  # fmt: skip
ANY_SCHEME = "*"  # scheme_code of titles of other kinds of forms
REQUIRED_COLUMNS = frozenset({"category", "indicator_name", "weight", "self_score"})

_LONGEST_HEADING = 60  # longer cells are text, and no pattern is tried on them
_SHORTEST_TITLE = 5  # 绩效目标, which stands in any form, is not 绩效目标表
_NOTE_MARKS = (":", "1", "、", ".")  # what follows 说明 or 注 where it opens a note: 注册用户数 opens none
_UNIT_SUFFIX = re.compile(r"^(.+?)[(\[【](?:金额)?(?:单位:?)?(?:人民币)?(元|万元|亿元|%|分)[)\]】]$")
_TITLE_YEAR = re.compile(r"[(\[【]?(20\d\d)(?:年度|年)?[)\]】]?")
_TITLE_NUMBER = re.compile(r"^(?:附[件表]?[\d-]*|\(?公开\d+表\)?|表\d+)[:\-.、]?|\(?公开\d+表\)?$|\(公开\)$")
_SENTENCE = re.compile(r"[,，。;；:：、\d]")
_CATEGORY = re.compile(r"^(.+?)\(?(\d+(?:\.\d+)?)分?\)?$")


class Title(NamedTuple):
    """A line that is a form's title: the layout it belongs to, or the kind of form that is set aside; its year."""

    layout: "Layout | None"
    set_aside_kind: str | None
    year: int | None


@dataclass(frozen=True)
class Layout:
    """One scheme's spellings, squashed (NFKC, no white space), each mapped to the field it means."""

    scheme_code: str
    titles: frozenset[str]
    head: dict[str, str]
    money_columns: dict[str, str]
    money_rows: dict[str, str]
    goal_columns: dict[str, str]
    columns: dict[str, str]
    assessors: dict[str, str]
    categories: dict[str, str]
    subtotals: frozenset[str]
    totals: frozenset[str]
    foot: dict[str, str]
    notes: tuple[str, ...]

    def read_columns(self, cells: list[str]) -> dict[str, int] | None:
        """Column position of each field if the cells are the table's header, else None."""
        if len(cells) < len(REQUIRED_COLUMNS) or max(map(len, cells)) > _LONGEST_HEADING:
            return None
        columns = find_labels(cells, self.columns)
        return columns if columns.keys() >= REQUIRED_COLUMNS else None

    def read_category(self, label: str) -> tuple[str | None, str, str | None]:
        """Category code (None if unknown), name and printed cap of a label such as 产出目标 (34分)."""
        text = squash(label)
        match = _CATEGORY.match(text) if len(text) <= _LONGEST_HEADING else None
        name, cap = match.groups() if match else (text, None)
        return self.categories.get(name), name, cap

    def is_category(self, label: str) -> bool:
        """Whether a cell holds a category's whole label: a known name, or any with a printed cap."""
        code, _, cap = self.read_category(label)
        text = squash(label)
        return code is not None or (cap is not None and text.endswith("分)") and not text.startswith("("))

    def find_end(self, cells: list[str]) -> str | None:
        """`subtotal` or `total` if a table row is one, `note` if a line is the first below a table; else None."""
        lead = next((read_label(cell)[0] for cell in cells if cell.strip()), "")
        if lead in self.totals:
            return "total"
        if lead in self.subtotals:
            return "subtotal"
        first = squash(cells[0]) if len(cells[0]) <= _LONGEST_HEADING else squash(cells[0][:_LONGEST_HEADING])
        if first.startswith(self.notes) and sum(map(bool, map(str.strip, cells))) == 1:
            return "note"
        return "note" if self.foot and self.starts_foot(cells) else None

    def starts_foot(self, cells: list[str]) -> bool:
        """Whether a line below the table opens with a labelled field, such as the grade."""
        lead = next((cell for cell in cells if cell.strip()), "")
        label = re.split("[:：]", lead, maxsplit=1)[0] if len(lead) <= _LONGEST_HEADING else ""
        return read_label(label)[0] in self.foot

    def starts_head(self, cells: list[str]) -> bool:
        """Whether a line opens as a form's head or table does: with a known label and a colon, or as the header."""
        name, _, has_colon = next((read_label(cell) for cell in cells if cell.strip()), ("", None, False))
        return (has_colon and name in self.head) or self.read_columns(cells) is not None


class Layouts:
    """Every layout known, which of them a title belongs to, and the titles of forms that are set aside."""

    def __init__(self, layouts: list[Layout], set_aside: dict[str, str]):
        self.layouts = tuple(layouts)
        self._titles: dict[str, Layout | str] = {title.removesuffix("表"): kind for title, kind in set_aside.items()}
        for layout in reversed(layouts):
            self._titles |= dict.fromkeys(layout.titles, layout)
        self._known_ends = frozenset(title[-2:] for title in self._titles)

    def find_title(self, cells: list[str]) -> Title | None:
        """The title that a line is: a known one, perhaps with a year, and nothing else.

        Where it ends in 表, the name of a place or unit may stand before it (某省项目支出绩效自评表).
        """
        if sum(map(bool, cells)) > 2 and sum(map(bool, map(str.strip, cells))) > 2:
            return None
        printed = [cell for cell in cells if cell.strip()]
        if not 1 <= len(printed) <= 2 or sum(map(len, printed)) > 2 * _LONGEST_HEADING:
            return None
        text = squash("".join(printed))
        if len(text) > _LONGEST_HEADING:
            return None
        years = _TITLE_YEAR.findall(text)
        if len(set(years)) > 1:
            return None
        name = _TITLE_NUMBER.sub("", _TITLE_YEAR.sub("", text))
        known = self._titles.get(name.removesuffix("表")) or self._find_ending(name)
        if known is None or len(name) < _SHORTEST_TITLE:
            return None
        year = int(years[0]) if years else None
        return Title(None, known, year) if isinstance(known, str) else Title(known, None, year)

    def _find_ending(self, name: str) -> "Layout | str | None":
        """What the longest known title at the end of a longer one belongs to."""
        if not name.endswith("表") or name[-3:-1] not in self._known_ends or _SENTENCE.search(name):
            return None
        body = name.removesuffix("表")
        return next((self._titles[body[start:]] for start in range(len(body)) if body[start:] in self._titles), None)


def find_labels(cells: list[str], labels: dict[str, str]) -> dict[str, int]:
    """Position of the first cell of each field whose label is printed among the cells."""
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        if cell and (field := labels.get(read_label(cell)[0])):
            found.setdefault(field, position)
    return found


def load_layouts(path: Path) -> Layouts:
    """Layouts of form_labels.csv (scheme_code, part, label, field_code).

    Raises ValueError naming file and line where a part is unknown, a label stands twice in one part of a scheme,
    or a scheme lacks a column that a table cannot be read without.
    """
    parts: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: {part: {} for part in PARTS})
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            scheme, part, label = row["scheme_code"], row["part"], squash(row["label"])
            if part not in PARTS:
                raise ValueError(f"{path.name} line {line}: part {part!r} is unknown; use one of {', '.join(PARTS)}")
            if (scheme == ANY_SCHEME) != (part == "set_aside"):
                raise ValueError(f"{path.name} line {line}: set_aside titles, and only they, stand under scheme *")
            if label in parts[scheme][part]:
                raise ValueError(
                    f"{path.name} line {line}: {part} label {label!r} of {scheme} stands twice; remove one"
                )
            parts[scheme][part][label] = row["field_code"]
    set_aside = parts.pop(ANY_SCHEME, {"set_aside": {}})["set_aside"]
    for scheme, known in parts.items():
        missing = REQUIRED_COLUMNS - set(known["column"].values())
        if missing:
            raise ValueError(f"{path.name}: {scheme} names no column for {', '.join(sorted(missing))}; add a row")
    return Layouts([_make_layout(scheme, known) for scheme, known in parts.items()], set_aside)


def _make_layout(scheme: str, known: dict[str, dict[str, str]]) -> Layout:
    return Layout(
        scheme_code=scheme,
        titles=frozenset(title.removesuffix("表") for title in known["title"]),
        head=known["head"],
        money_columns=known["money_column"],
        money_rows=known["money_row"],
        goal_columns=known["goal_column"],
        columns=known["column"],
        assessors=known["assessor"],
        categories=known["category"],
        subtotals=frozenset(known["subtotal"]),
        totals=frozenset(known["total"]),
        foot=known["foot"],
        notes=tuple(note + mark for note in known["note"] for mark in _NOTE_MARKS),
    )


@lru_cache(maxsize=16_384)
def _read_short_label(cell: str) -> tuple[str, str | None, bool]:
    text = squash(cell)
    name = text.rstrip(":")
    match = _UNIT_SUFFIX.match(name)
    return (match[1], match[2], name != text) if match else (name, None, name != text)


def read_label(cell: str) -> tuple[str, str | None, bool]:
    """Name, unit and whether a colon follows, of a label cell: 当年预算数(元)： is 当年预算数, 元, True.

    A cell too long for a label gives no name.
    """
    return _read_short_label(cell) if len(cell) <= _LONGEST_HEADING else ("", None, False)
