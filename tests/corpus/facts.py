"""Map cells to facts, and texts to values of facts."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from tests.corpus.draft import Draft
from tests.corpus.spellings import UNITS

_FACTS = {
    "total:initial": "initial_budget", "total:budget": "budget", "total:prior": "prior_budget", "total:executed": "executed",
    "total:rate": "rate", "rate": "rate", "total:weight": "execution_weight", "total:score": "execution_score", "sum:score": "total",
    "sum:remark": "grade", "grade": "grade", "project": "project", "unit": "unit", "supervising": "supervising", "office": "office",
    "recurring": "is_recurring", "date": "evaluation_date", "goal": "goal", "achievements": "achievements", "problems": "problems",
    "improvements": "improvements",
}  # fmt: skip
NARRATIVES = ("goal", "achievements", "problems", "improvements")
AMOUNTS = ("initial_budget", "budget", "prior_budget", "executed")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_YEAR = re.compile(r"20\d\d")


def find_fact(draft: Draft, role: str) -> str | None:
    """Return the fact of a cell: a field of the truth, `line:<place>:<field>`, or None."""
    if role == "sum:remark" and draft.truth.grade is None:
        return None
    if role.startswith("line:"):
        name = role.rsplit(":", 1)[1]
        return None if name in ("explanation", "remark", "extra", "operator", "target_unit") else role
    return _FACTS.get(role)


def get_fact(draft: Draft, fact: str) -> Any:
    """Return the value of a fact."""
    if fact.startswith("line:"):
        _, place, name = fact.split(":")
        return getattr(draft.truth.lines[int(place)], name)
    return draft.truth.narratives.get(fact) if fact in NARRATIVES else getattr(draft.truth, fact)


def set_fact(draft: Draft, fact: str, value: Any) -> None:
    """Change a fact and the facts derived from it."""
    if fact.startswith("line:"):
        _, place, name = fact.split(":")
        value = value if value is not None or name in ("weight", "score") else ""
        setattr(draft.truth.lines[int(place)], name, value)
    elif fact in NARRATIVES:
        draft.truth.narratives[fact] = value or ""
    else:
        setattr(draft.truth, fact, value)


def accept(draft: Draft, fact: str, *values: object) -> None:
    """Accept other values of a fact."""
    draft.truth.also.setdefault(fact, []).extend(values)
    if fact == "evaluation_date":
        draft.truth.also.setdefault("fiscal_year", []).append(None)
    if fact.endswith(":target_value"):
        draft.truth.also.setdefault(fact.replace("target_value", "target"), []).extend(values)
    if fact == "unit":  # if no unit is read, it is the supervising department
        draft.truth.also["unit"].append(draft.truth.supervising)
    if fact == "supervising" and draft.truth.supervising is not None:
        draft.truth.also["supervising"].append(None)


def follow(draft: Draft, fact: str, text: str) -> None:
    """Set a fact to the value that its cell now shows; for another text accept no value or the old value."""
    old = get_fact(draft, fact)
    name = fact.rsplit(":", 1)[-1]
    if name in AMOUNTS or name in ("weight", "score", "rate", "execution_weight", "execution_score", "total"):
        _follow_number(draft, fact, name, text)
    elif name == "evaluation_date":
        _follow_date(draft, fact, text)
    elif name == "is_recurring":
        accept(draft, fact, None)
        set_fact(draft, fact, {"是": True, "否": False}.get(text.strip()))
        if len(text.strip()) > 1:
            accept(draft, fact, old)
    elif name == "grade":
        accept(draft, fact, None)
        set_fact(draft, fact, text.strip() if text.strip() == old else None)
        if text.strip() and old and old in text.replace(" ", ""):
            accept(draft, fact, old)
    elif name in ("category", "subcategory"):
        accept(draft, fact, None, old)
    else:
        set_fact(draft, fact, _strip_code(text))
        accept(draft, fact, text, re.sub(r"^[0-9A-Za-z]{20,24}-", "", text))


def _strip_code(text: str) -> str:
    """Return the name of a project without the code before it."""
    return re.sub(r"^\d{8}[A-Z]\d{12}-", "", text)


def _follow_number(draft: Draft, fact: str, name: str, text: str) -> None:
    bare = "".join(text.split())
    bare = bare.removesuffix("%") if name == "rate" else bare
    factor = {"rate": Decimal("0.01")}.get(name, Decimal(UNITS[draft.money_unit] if name in AMOUNTS else 1))
    value = Decimal(bare.replace(",", "")) * factor if _NUMBER.fullmatch(bare) else None
    set_fact(draft, fact, value)
    digits = bare.replace(",", "")
    if value is None and _NUMBER.fullmatch(digits):  # commas at odd places
        accept(draft, fact, Decimal(digits) * factor)


def _follow_date(draft: Draft, fact: str, text: str) -> None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    set_fact(draft, fact, day)
    if day and not 2000 < day.year < 2100:  # a finding reports that a form cannot have this date
        accept(draft, fact, None)
    compact = "".join(text.split())
    if day is None and compact != text.strip():  # a space within a date is ignored
        _follow_date(draft, fact, compact)
        accept(draft, fact, None)
        draft.truth.also.setdefault("fiscal_year", []).append(None)
        return
    if day is None:
        draft.truth.fiscal_year = None
    else:
        draft.truth.fiscal_year = day.year - 1 if day.month < 10 else None
        draft.truth.also.setdefault("fiscal_year", []).append(day.year)


def follow_printed_date(draft: Draft, text: str) -> None:
    """Set the date to the one that a text prints in Chinese (2023年1月28日), None if it prints none."""
    match = re.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text)
    try:
        draft.truth.evaluation_date = date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        draft.truth.evaluation_date = None


def follow_year(draft: Draft, text: str) -> None:
    """Set the fiscal year to the one in a line above the form."""
    found = _YEAR.findall(text)
    day = draft.truth.evaluation_date
    draft.truth.also.setdefault("fiscal_year", []).extend([None, day.year - 1] if day and not found else [None])
    draft.truth.fiscal_year = int(found[0]) if found else None
