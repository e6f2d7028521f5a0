"""Read answers given by ticking boxes: ☑是 □否 is 是, 优 良√ 中 差 is 良."""

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ingestion.normalise import normalise

_TICKED = "☑☒√✓✔✅✗✘■●⊙◉"
_UNTICKED = "□☐○◯◻"
_BRACKETED = re.compile(r"[(\[【] ?([√✓✔vVxX×✗✘☑☒■]?) ?[)\]】]")
_BOX = re.compile(f"[{_TICKED}{_UNTICKED}]")
_BETWEEN = " 、,;/|"
_LONGEST_CHOICE = 200  # characters of a list of options
_YES_NO = {"TRUE": "是", "FALSE": "否", "YES": "是", "NO": "否", "Y": "是", "N": "否"}


class _Part(NamedTuple):
    """An option or a box of a text, and whether the part before it touches it."""

    option: str | None  # None for a box
    is_ticked: bool
    touches: bool


def has_boxes(text: str) -> bool:
    """Whether a text contains boxes to tick."""
    return bool(_BOX.search(_spell_boxes(text)))


def is_choice(text: str, options: Collection[str]) -> bool:
    """Whether a text consists of boxes and some of the options, ticked or not."""
    parts = _read_parts(text, frozenset(options))
    return any(part.option is None for part in parts) and any(part.option is not None for part in parts)


def read_choice(text: str, options: Collection[str]) -> str | None:
    """Return the only ticked option of a text that consists of options and boxes.

    Return None if none or several are ticked, if the text has other words, or if a box may belong to two options: it
    belongs to the option that it touches. If each option has a box, the order decides: all before or all behind them.
    """
    parts = _read_parts(text, frozenset(options))
    boxes = [place for place, part in enumerate(parts) if part.option is None]
    is_alternating = len(parts) == 2 * len(boxes) and all(
        (above.option is None) != (below.option is None) for above, below in pairwise(parts)
    )
    ticked: list[str] = []
    for place in boxes:
        near = _find_near(parts, place)
        if is_alternating:
            owner = place + (1 if boxes[0] == 0 else -1)
            if len(near) == 1 and owner not in near:
                return None
        elif len(near) == 1:
            owner = near[0]
        else:
            return None
        if parts[place].is_ticked:
            ticked.append(parts[owner].option or "")
    return ticked[0] if len(ticked) == 1 else None


def has_choice(text: str, options: Collection[str]) -> bool:
    """Whether a text has a choice among at least two options: a box next to one, but not a mark at each."""
    text = _spell_boxes(normalise(text[:_LONGEST_CHOICE]))
    found = [match for match in _make_pattern(frozenset(options)).finditer(text) if match["box"] not in ("v", "V")]
    is_next = any(
        (above["box"] is None) != (below["box"] is None) and not text[above.end() : below.start()].strip(" ")
        for above, below in pairwise(found)
    )
    named = [match["option"] for match in found if match["option"]]
    ticked = sum(match["box"] is not None and match["box"] not in _UNTICKED for match in found)
    return is_next and len(set(named)) > 1 and ticked < len(named)


def join_choice(cells: list[str], is_label: Callable[[str], bool], options: Collection[str]) -> list[str]:
    """Return the cells of a line with a choice in one cell, if each option behind a label has a cell of its own."""
    if not any(map(has_boxes, cells)):
        return cells
    for place in (place for place, cell in enumerate(cells) if is_label(cell)):
        run: list[int] = []
        for behind in range(place + 1, len(cells)):
            if cells[behind].strip():
                if not _read_parts(cells[behind], frozenset(options)):
                    break
                run.append(behind)
        text = " ".join(cells[behind] for behind in run)
        if len(run) > 1 and is_choice(text, options):
            return [text if other == run[0] else "" if other in run else cell for other, cell in enumerate(cells)]
    return cells


def read_yes_or_no(text: str) -> str | None:
    """Return 是 or 否 for an answer in words, a ticked box or a Boolean cell; None for any other text."""
    if has_boxes(text):
        return read_choice(text, ("是", "否"))
    answer = normalise(text).replace(" ", "").rstrip("。.")
    answer = _YES_NO.get(answer.upper(), answer)
    return answer if answer in ("是", "否") else None


def _find_near(parts: list[_Part], place: int) -> list[int]:
    """Return the places of the options that touch a box."""
    near = [place - 1] if place and parts[place].touches else []
    if place + 1 < len(parts) and parts[place + 1].touches:
        near.append(place + 1)
    return [other for other in near if parts[other].option is not None]


def _read_parts(text: str, options: frozenset[str]) -> list[_Part]:
    """Return the options and boxes of a text in their order; an empty list if the text has other words."""
    if len(text) > _LONGEST_CHOICE:
        return []
    text = _spell_boxes(normalise(text)).rstrip("。. ")
    parts: list[_Part] = []
    end = 0
    for match in _make_pattern(options).finditer(text):
        if text[end : match.start()].strip(_BETWEEN):
            return []
        touches = match.start() == end > 0
        option, box = match["option"], match["box"]
        parts.append(_Part(option and option.replace(" ", ""), bool(box) and box not in _UNTICKED, touches))
        end = match.end()
    return [] if text[end:].strip(_BETWEEN) else parts


@lru_cache(maxsize=16)
def _make_pattern(options: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of a box, or of an option with the note in brackets behind it."""
    names = "|".join(" ?".join(map(re.escape, name)) for name in sorted(options, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?P<box>[{_TICKED}{_UNTICKED}vV])|(?P<option>{names})(?: ?\([^()]{{1,24}}\))?")


def _spell_boxes(text: str) -> str:
    """Return the text with brackets around a tick or a blank replaced by boxes."""
    return _BRACKETED.sub(lambda match: "☑" if match[1] else "☐", text)
