"""What some of the invented units do that a reviewer should find, and the evaluations that only look like it.

Each evaluation has the kinds of its offences. `jixiao demo` writes them to offences.csv of its home, so that rules and
signals can be measured against them.
"""

from enum import StrEnum
from random import Random


class Offence(StrEnum):
    """A kind of offence."""

    INFLATED = "inflated"  # the best grade, or full marks, although less than 80 % was executed
    TARGET_MISSED = "target_missed"  # full points for a target that was not reached
    UNEXPLAINED = "unexplained"  # points lost without a reason
    JUMPED = "jumped"  # 10 points and more above the year before
    COPIED = "copied"  # narratives of another evaluation of the unit
    NEARLY_COPIED = "nearly_copied"  # the same with a word changed
    OVERRATED = "overrated"  # the reviewer gives this unit far fewer points than it gives itself
    LATE = "late"  # received after the due date
    MISSING = "missing"  # expected and never filed
    RENAMED = "renamed"  # no offence: filed under the former name of the unit, which is still one unit


LOW_RATE = 0.8  # execution below it does not go with the best grade

# Shares of evaluations: rare, as audits find them, but some of each kind in a city of 2,000.
_INFLATED = 0.02
_FULLY_INFLATED = 0.5  # of these: full marks on every line, the execution row too
_SAVED = 0.004  # little was spent because a tender was cheap: a best grade with a good reason
_MISSING = 0.02
_TARGET_MISSED, _UNEXPLAINED = 0.04, 0.04  # of evaluations on the national form
_JUMPED = 0.06  # of recurring projects, once
_COPYING_UNITS, _COPIED, _COPIED_ELSEWHERE = (
    0.12,
    0.35,
    0.01,
)  # share of units; of their evaluations; of those of others
_NEARLY = 0.4  # of copied texts
_REVIEWED, _OVERRATED = 0.3, 0.3  # share of units that are reviewed; of these


def draw_offences(rng: Random, is_national: bool) -> frozenset[Offence]:
    """Return what a unit does in one evaluation, apart from what it does over years and units."""
    kind, missed, unexplained = rng.random(), rng.random(), rng.random()
    if kind < _INFLATED:
        return frozenset({Offence.INFLATED})
    if kind > 1 - _MISSING:
        return frozenset({Offence.MISSING})
    found = set()
    if is_national and missed < _TARGET_MISSED:
        found.add(Offence.TARGET_MISSED)
    if is_national and unexplained < _UNEXPLAINED:
        found.add(Offence.UNEXPLAINED)
    return frozenset(found)


def is_saving(rng: Random) -> bool:
    """Whether a project reached its targets with much less money than planned."""
    return rng.random() < _SAVED


def is_fully_inflated(rng: Random) -> bool:
    """Whether an inflated evaluation has full marks everywhere."""
    return rng.random() < _FULLY_INFLATED


def draw_jump(rng: Random, years: range) -> int | None:
    """Return the year in which the score of a recurring project jumps, mostly None."""
    return rng.choice(years[1:]) if rng.random() < _JUMPED else None


def draw_copy(rng: Random, unit_rng: Random) -> Offence | None:
    """Return whether and how an evaluation copies its narratives; `unit_rng` is the same for the whole unit."""
    share = _COPIED if unit_rng.random() < _COPYING_UNITS else _COPIED_ELSEWHERE
    if rng.random() >= share:
        return None
    return Offence.NEARLY_COPIED if rng.random() < _NEARLY else Offence.COPIED


def draw_review(unit_rng: Random) -> str:
    """Return how reviewers see a unit: not at all (`none`), `fair`, or `harsh` because it overrates itself."""
    if unit_rng.random() >= _REVIEWED:
        return "none"
    return "harsh" if unit_rng.random() < _OVERRATED else "fair"
