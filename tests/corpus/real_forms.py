"""Mutate real forms: change cells and lines of their text, and read the new facts off the text itself.

The forms are tab-separated text, one row a line. `read_truth` knows nothing else: it splits lines at tabs. Where the real
forms are absent, the sample forms are used.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from orchestration.settings import Seeds
from tests.conftest import REAL_FORMS, SAMPLES
from tests.corpus.draft import Draft
from tests.corpus.generate import Document, name_file
from tests.corpus.truth import Line, Truth
from tests.corpus.words import name_project

_TITLE = re.compile(r"项目绩效自我?评价\s*")
_TABLE, _TOTAL = "一级指标", "合计"
_TEXTS = {"项目名称": "project", "预算单位": "unit", "具体实施处(科室)": "office", "绩效等级": "grade"}
_NUMBERS = {
    "当年预算数(元)": "budget", "当年预算(元)": "budget", "上年预算金额(元)": "prior_budget", "预算执行数(元)": "executed",
}  # fmt: skip
_NARRATIVES = {
    "项目年度总目标": "goal", "主要绩效": "achievements", "主要问题": "problems", "改进措施": "improvements",
}  # fmt: skip
_CATEGORY = re.compile(r"\s*[（(]?\s*\d+分?[）)]?\s*$")
_GRADE_ALIASES = {"优": "优秀", "良": "良好", "及格": "合格", "不及格": "不合格"}
_YEARS = range(2000, 2100)
_EACH_UNCHANGED = 3
_FIRST_FILE, _FIRST_PROJECT = 400_000, 60_000
Cells = list[list[str]]


def draw_real(count: int, seed: int, first: int = 0) -> Iterator[Document]:
    """Yield documents of one real form with one change.

    Every third is unchanged, and must be right: the gate would refuse a release of broken forms only.
    """
    forms = split_forms()
    rng = Random(f"real {seed} {first}")
    for number in range(first, first + count):
        lines = [line.split("\t") for line in forms[number % len(forms)]]
        _rename(lines, name_project(_FIRST_PROJECT + number))
        name, change = ("unchanged", None) if number % _EACH_UNCHANGED == 0 else rng.choice(_CHANGES)
        if change:
            change(rng, lines)
        truth = read_truth(lines)
        if change:
            truth.expect("right_or_held", name)
        text = "\n".join("\t".join(cells) for cells in lines)
        draft = Draft(truth, title="", kinds=[f"real: {name}"])
        yield Document(name_file(_FIRST_FILE + number, "txt"), text.encode(), "real_text", [draft])


@cache
def split_forms() -> tuple[tuple[str, ...], ...]:
    """Return the lines of each real form, or of each sample form."""
    paths: list[Path] = sorted(REAL_FORMS.glob("*.txt")) or sorted(SAMPLES.glob("*.txt"))
    forms: list[list[str]] = []
    for line in "\n".join(path.read_text("utf-8") for path in paths).split("\n"):
        if _TITLE.fullmatch(line):
            forms.append([])
        if forms:
            forms[-1].append(line.removesuffix("\r"))
    return tuple(tuple(form) for form in forms)


def read_truth(lines: Cells) -> Truth:
    """Return the facts of a form that is split into cells."""
    facts: dict[str, object] = {"scheme": "shanghai_2019", "project": "", "unit": ""}
    narratives: dict[str, str] = {}
    items: list[Line] = []
    is_table = False
    category = ""
    for cells in lines:
        if cells[0].startswith(_TABLE):
            is_table = True
        elif cells[0].startswith(_TOTAL):
            facts["total"] = _read_number(cells, 4)
            break
        elif is_table and len(cells) > 4:
            category = _CATEGORY.sub("", cells[0]) or category
            if any(cells[place].strip() for place in (1, 3, 4, *range(5, len(cells)))):
                items.append(Line(category, "", cells[1], _read_number(cells, 3), _read_number(cells, 4)))
        elif not is_table:
            for place, label in enumerate(cells):
                value = next(filter(str.strip, cells[place + 1 :]), "")
                _read_field(facts, narratives, label, "" if _is_label(value) else value)
    for item in items:
        item.category = item.category or next(line.category for line in items if line.category)
    truth = Truth(lines=items, narratives=narratives, **facts)  # type: ignore[arg-type]
    if truth.grade not in ("优秀", "良好", "合格", "不合格"):
        truth.also["grade"] = [None, _GRADE_ALIASES.get(truth.grade or "")]
    if truth.evaluation_date and truth.evaluation_date.year not in _YEARS:  # it cannot be right: a finding, no date
        truth.also |= {"evaluation_date": [None], "fiscal_year": [-1]}
    if not truth.unit:  # projects and offices are those of a unit
        truth.also |= {"project": [None], "office": [None]}
    _accept_continued(truth, lines)
    aliases = read_aliases()
    for place, item in enumerate(items):
        accept_alias = aliases.get(item.name)
        if accept_alias:
            truth.also[f"line:{place}:name"] = [accept_alias]
    return truth


def _fold(label: str) -> str:
    return label.strip().rstrip("：:").replace("（", "(").replace("）", ")")


def _is_label(text: str) -> bool:
    return text.strip().endswith(("：", ":")) or _fold(text) in (
        *_TEXTS,
        *_NUMBERS,
        *_NARRATIVES,
        "预算执行率(%)",
        "是否为经常性项目",
        "自评时间",
    )


def _read_field(facts: dict[str, object], narratives: dict[str, str], label: str, value: str) -> None:
    label = _fold(label)
    value = re.sub(r"</?[a-z]+[^>]*>", "", value).strip()
    if label in _TEXTS:
        facts[_TEXTS[label]] = value
    elif label in _NARRATIVES:
        narratives[_NARRATIVES[label]] = value
    elif label in _NUMBERS:
        facts[_NUMBERS[label]] = _parse(value)
    elif label == "预算执行率(%)":
        number = _parse(value.rstrip("%％"))
        facts["rate"] = None if number is None else number / 100
    elif label == "是否为经常性项目":
        facts["is_recurring"] = {"是": True, "否": False}.get(value)
    elif label == "自评时间" and re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", value):
        with suppress(ValueError):
            facts["evaluation_date"] = day = date(*map(int, value.split("-")))
            facts["fiscal_year"] = day.year - 1


def _read_number(cells: list[str], place: int) -> Decimal | None:
    return _parse(cells[place]) if place < len(cells) else None


def _parse(text: str) -> Decimal | None:
    plain = text.strip().replace(",", "")
    return Decimal(plain) if re.fullmatch(r"[+-]?\d+(\.\d+)?", plain) else None


def _accept_continued(truth: Truth, lines: Cells) -> None:
    """Accept that a line without a known label, or with the label once more, continues the narrative above."""
    last = ""
    is_below_grade = False
    for cells in lines[1 : next(place for place, row in enumerate(lines) if row[0].startswith(_TABLE))]:
        fact = _NARRATIVES.get(_fold(cells[0]))
        if last and (fact == last or not any(map(_is_label, cells))):
            text = (truth.also.get(last) or [truth.narratives[last]])[-1]
            truth.also[last] = [f"{text}{re.sub('<[^>]+>', '', ''.join(cells))}"]
        elif any(map(_is_label, cells)):
            last = fact or ""
            is_below_grade = any(_fold(text) == "绩效等级" for text in cells)
        elif is_below_grade and any(map(str.strip, cells)):  # it continues the grade, which cannot be read then
            truth.also["grade"] = [None]


@cache
def read_aliases() -> dict[str, str]:
    """Return the names under which the catalogue publishes indicators, by the names on forms."""
    rows = Seeds().read("indicator_aliases")
    names = {row["indicator_code"]: row["indicator_name_zh"] for row in Seeds().read("indicator_catalogue")}
    return {row["alias_name"]: names[row["indicator_code"]] for row in rows}


def _rename(lines: Cells, project: str) -> None:
    row = next(cells for cells in lines if cells[0].startswith("项目名称"))
    row[1] = project


def _choose(rng: Random, lines: Cells, is_candidate: Callable[[str], bool]) -> tuple[list[str], int]:
    """Return a row and the place of a cell in it, up to the total; header and table with equal chance."""
    end = next(number for number, cells in enumerate(lines) if cells[0].startswith(_TOTAL)) + 1
    start = next(number for number, cells in enumerate(lines) if cells[0].startswith(_TABLE))
    parts = [part for part in (lines[1:start], lines[start + 1 : end]) if part]
    rng.shuffle(parts)
    for part in parts:
        found = [(cells, place) for cells in part for place, text in enumerate(cells) if is_candidate(text)]
        if found:
            return rng.choice(found)
    raise AssertionError("no cell can be changed")


def _change_digit(rng: Random, lines: Cells) -> None:
    cells, place = _choose(rng, lines, lambda text: bool(re.search(r"\d", text)))
    at = rng.choice([found.start() for found in re.finditer(r"\d", cells[place])])
    digit = rng.choice([sign for sign in "0123456789" if sign != cells[place][at]])
    cells[place] = cells[place][:at] + digit + cells[place][at + 1 :]


def _insert_digit(rng: Random, lines: Cells) -> None:
    cells, place = _choose(rng, lines, lambda text: bool(re.fullmatch(r"[\d,.%]+", text)))
    at = rng.randrange(len(cells[place]) + 1)
    cells[place] = cells[place][:at] + rng.choice("0123456789.,") + cells[place][at:]


def _delete_sign(rng: Random, lines: Cells) -> None:
    cells, place = _choose(rng, lines, bool)
    at = rng.randrange(len(cells[place]))
    cells[place] = cells[place][:at] + cells[place][at + 1 :]


def _swap_signs(rng: Random, lines: Cells) -> None:
    cells, place = _choose(rng, lines, lambda text: len(text) > 1)
    at = rng.randrange(len(cells[place]) - 1)
    text = cells[place]
    cells[place] = text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _empty_cell(rng: Random, lines: Cells) -> None:
    cells, place = _choose(rng, lines, bool)
    cells[place] = ""


def _swap_cells(rng: Random, lines: Cells) -> None:
    one, first = _choose(rng, lines, lambda text: bool(re.fullmatch(r"[\d,.%]+", text)))
    other, second = _choose(rng, lines, lambda text: bool(re.fullmatch(r"[\d,.%]+", text)))
    one[first], other[second] = other[second], one[first]


def _repeat_row(rng: Random, lines: Cells) -> None:
    cells, _ = _choose(rng, lines, bool)
    lines.insert(lines.index(cells), list(cells))


def _delete_row(rng: Random, lines: Cells) -> None:
    # Without the name of the project, two documents may be the same.
    kept = {text for cells in lines if cells[0].startswith((_TOTAL, "项目名称")) for text in cells}
    cells, _ = _choose(rng, lines, lambda text: bool(text) and text not in kept)
    lines.remove(cells)


def _shift_row(rng: Random, lines: Cells) -> None:
    cells, place = _choose(rng, lines, bool)
    cells.insert(place, "")


_CHANGES: tuple[tuple[str, Callable[[Random, Cells], None]], ...] = (
    ("change_digit", _change_digit),
    ("change_digit", _change_digit),
    ("insert_digit", _insert_digit),
    ("delete_sign", _delete_sign),
    ("swap_signs", _swap_signs),
    ("empty_cell", _empty_cell),
    ("swap_cells", _swap_cells),
    ("repeat_row", _repeat_row),
    ("delete_row", _delete_row),
    ("shift_row", _shift_row),
)
