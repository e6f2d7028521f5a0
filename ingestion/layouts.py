"""Layouts: what each scheme's form prints as title, labels, columns, categories. Data, from form_labels.csv."""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingestion.normalise import squash

PARTS = ("title", "head", "column", "category", "total", "note")
REQUIRED_COLUMNS = frozenset({"category", "indicator_name", "weight", "self_score"})

_LONGEST_HEADING = 60  # longer cells are text, and no pattern is tried on them
_NOTE_MARKS = (":", "1", "、", ".")  # what follows 说明 or 注 where it opens a note: 注册用户数 opens none
_UNIT_SUFFIX = re.compile(r"^(.+?)[(\[【](?:单位:?)?(?:人民币)?(元|万元|亿元|%|分)[)\]】]$")
_TITLE = re.compile(r"^(?:\(?(20\d\d)年?度?\)?)?([^\d()]+?)表?(?:\(?(20\d\d)年?度?\)?)?$")
_CATEGORY = re.compile(r"^(.+?)\(?(\d+(?:\.\d+)?)分?\)?$")


@dataclass(frozen=True)
class Layout:
    """One scheme's spellings, squashed (NFKC, no white space), each mapped to the field it means."""

    scheme_code: str
    titles: frozenset[str]
    head: dict[str, str]
    columns: dict[str, str]
    categories: dict[str, str]
    totals: frozenset[str]
    notes: tuple[str, ...]

    def read_columns(self, cells: list[str]) -> dict[str, int] | None:
        """Column position of each field if the cells are the table's header, else None."""
        if len(cells) < len(REQUIRED_COLUMNS) or max(map(len, cells)) > _LONGEST_HEADING:
            return None
        columns = {
            field: position for position, cell in enumerate(cells) if (field := self.columns.get(read_label(cell)[0]))
        }
        return columns if columns.keys() >= REQUIRED_COLUMNS else None

    def read_category(self, label: str) -> tuple[str | None, str, str | None]:
        """Category code (None if unknown), name and printed cap of a label such as 产出目标 (34分)."""
        text = squash(label)
        match = _CATEGORY.match(text) if len(text) <= _LONGEST_HEADING else None
        name, cap = match.groups() if match else (text, None)
        return self.categories.get(name), name, cap

    def find_end(self, cells: list[str]) -> str | None:
        """`total` or `note` if a table row is the total row or the first note below a table, else None."""
        lead = next((read_label(cell)[0] for cell in cells if cell.strip()), "")
        if lead in self.totals:
            return "total"
        first = squash(cells[0]) if len(cells[0]) <= _LONGEST_HEADING else squash(cells[0][:_LONGEST_HEADING])
        if first.startswith(self.notes) and sum(map(bool, map(str.strip, cells))) == 1:
            return "note"
        return None

    def starts_head(self, cells: list[str]) -> bool:
        """Whether a line opens as a form's head or table does: with a known label and a colon, or as the header."""
        name, _, has_colon = next((read_label(cell) for cell in cells if cell.strip()), ("", None, False))
        return (has_colon and name in self.head) or self.read_columns(cells) is not None


class Layouts:
    """Every layout known, and which of them a title belongs to."""

    def __init__(self, layouts: list[Layout]):
        self._by_title = {title: layout for layout in layouts for title in layout.titles}
        self._longest = max((len(title) for title in self._by_title), default=0) + 16

    def find_title(self, cells: list[str]) -> tuple[Layout, int | None] | None:
        """Layout and printed year if a line is a form's title: a known title, perhaps a year, and nothing else."""
        if sum(map(bool, cells)) > 2 and sum(map(bool, map(str.strip, cells))) > 2:
            return None
        printed = [cell for cell in cells if cell.strip()]
        if not 1 <= len(printed) <= 2 or sum(map(len, printed)) > 4 * self._longest:
            return None
        text = squash("".join(printed))
        match = _TITLE.match(text) if len(text) <= self._longest else None
        layout = self._by_title.get(match[2]) if match else None
        if match is None or layout is None:
            return None
        year = match[1] or match[3]
        return layout, int(year) if year else None


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
            if label in parts[scheme][part]:
                raise ValueError(
                    f"{path.name} line {line}: {part} label {label!r} of {scheme} stands twice; remove one"
                )
            parts[scheme][part][label] = row["field_code"]
    for scheme, known in parts.items():
        missing = REQUIRED_COLUMNS - set(known["column"].values())
        if missing:
            raise ValueError(f"{path.name}: {scheme} names no column for {', '.join(sorted(missing))}; add a row")
    return Layouts(
        [
            Layout(
                scheme,
                frozenset(known["title"]),
                known["head"],
                known["column"],
                known["category"],
                frozenset(known["total"]),
                tuple(note + mark for note in known["note"] for mark in _NOTE_MARKS),
            )
            for scheme, known in parts.items()
        ]
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
