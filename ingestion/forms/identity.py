"""Check whether names in a form header are plausible names of a project, a unit or an office."""

import html
import re
from collections.abc import Sequence

from ingestion.forms.form_header import Issue, Pair
from ingestion.forms.labels import read_label
from ingestion.forms.layouts import IDENTITY, Layout, Layouts
from ingestion.normalise import is_nothing, squash

_LONGEST_PROJECT, _LONGEST_UNIT = 100, 60
_FIGURE = re.compile(r"[\d.,:%¥+\-/()年月日元万亿\s]+")
_BOX = re.compile("[☐☑☒□■√✓]")
_SENTENCE = re.compile("[。；;！!？?\n\t]")
_BEFORE_COLON = re.compile(r"([\u4e00-\u9fff()]{2,40}):")
_LONGEST_LABEL = 14
_NO_NAME = re.compile(
    r"第?\d+页.*|[(]?[一二三四五六七八九十\d]+[)、.]?|(?:详)?见附[件表].*|同上|#N/A|#+|[(]?请?填写.*名称[)]?"
    r"|'[^']*|.*\ufffd.*"  # the mark of a text in a spreadsheet; a sign that cannot be read
)


def find_implausible(pairs: Sequence[Pair], title_line: int, layout: Layout, layouts: Layouts) -> list[Issue]:
    """Return an issue for each name that is a label, grade, figure or ticked box, is too long, or contains a label.

    A form without a label for its project or for a unit also has an issue, since the name may be anywhere.
    """
    codes = {pair.field_code for pair in pairs}
    missing = [("project_name", "项目名称")] if "project_name" not in codes else []
    if not codes & {"budget_unit_name", "supervising_department_name"}:
        missing.append(("budget_unit_name", "预算单位"))
    return [Issue("identity_implausible", code, label, title_line, title_line) for code, label in missing] + [
        Issue("identity_implausible", pair.field_code, pair.value.strip(), pair.first_line, pair.last_line)
        for pair in pairs
        if pair.field_code in IDENTITY and not is_nothing(pair.value) and not _is_name(pair, layout, layouts)
    ]


def _is_name(pair: Pair, layout: Layout, layouts: Layouts) -> bool:
    text = squash(pair.value)
    longest = _LONGEST_PROJECT if pair.field_code == "project_name" else _LONGEST_UNIT
    if len(text) < 2 or len(text) > longest or _FIGURE.fullmatch(text) or _BOX.search(text):
        return False
    if _SENTENCE.search(html.unescape(pair.value.strip())):
        return False
    if layout.is_form_text(text) or text in layout.level_2 or _NO_NAME.fullmatch(text):
        return False
    return not any(_ends_with_label(before, layouts) for before in _BEFORE_COLON.findall(text))


def _ends_with_label(text: str, layouts: Layouts) -> bool:
    """Whether the words before a colon end with a label of a form header: 某局实施单位."""
    endings = [read_label(text[start:]) for start in range(max(0, len(text) - _LONGEST_LABEL), len(text) - 1)]
    return any(ending.is_in(layout.form_header) for ending in endings for layout in layouts.layouts)
