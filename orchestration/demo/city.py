"""An invented city: its units, their projects over the years, and the content of each evaluation.

Names and words are data (seeds/demo/). Every random number comes from a generator that is seeded by its purpose. So the
same city is made again, and the evaluations of a city are the same in a larger one.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import groupby
from random import Random

from orchestration.demo.offences import (
    LOW_RATE,
    Offence,
    draw_copy,
    draw_jump,
    draw_offences,
    draw_review,
    is_fully_inflated,
    is_saving,
)
from orchestration.settings import PROJECT

SEED = "示例市"
YEARS = range(2019, 2025)
NOTICE = "注：本表为软件演示虚构，示例市及其单位、项目、金额均不存在。"

_UNITS_FROM, _FORMS_A_UNIT = 8, 50  # the first 8 units of the table use every container
_RECURRING_SHARE = 0.6
_DISTRICT_SCALE = 1 / 3  # of what a budget of the city itself is
_POOR = 0.75  # quality below which a unit admits that something went wrong
_HARD_YEARS = {2020: 0.5, 2022: 0.7}  # years with a smaller share of projects that are executed in full
_OFFICES = ("办公室", "计划财务处", "综合处", "业务一处", "业务二处", "项目管理处", "信息处", "")
_PHASES = "一二三四五六七八九十"


@dataclass(frozen=True)
class Unit:
    """A budget unit. `national_from` is the first year it files the national form, None for the Shanghai one always.

    Before `renamed_on` it had its former name.
    """

    name: str
    district: str
    bureau: str
    national_from: int | None
    usual_container: str
    former_name: str = ""
    renamed_on: date = date.min

    @property
    def candour(self) -> float:
        """Return how ready the unit is to take points off itself, 0 to 1; about every tenth unit never does."""
        drawn = make_rng("candour", self.name).random()
        return 0.0 if drawn < 0.1 else drawn

    @property
    def review(self) -> str:
        """Return how reviewers see the unit: none, fair or harsh."""
        return draw_review(make_rng("review", self.name))


@dataclass(frozen=True)
class Project:
    """A project of a unit: what it delivers, and its usual budget in units of 10,000 yuan."""

    name: str
    stem: str
    is_recurring: bool
    budget_wan: float
    measure: str
    quantity: int
    measure_unit: str
    effect: str


@dataclass(frozen=True)
class Evaluation:
    """The content of a form: a project in a year. Money in yuan; `quality` is how well it went, 0 to 1."""

    unit: Unit
    project: Project
    year: int
    office: str
    initial_budget: Decimal
    budget: Decimal
    prior_year_budget: Decimal
    executed: Decimal
    evaluated_on: date
    quality: float
    offences: frozenset[Offence] = frozenset()
    is_saving: bool = False  # all was reached with much less money
    copied_from: "Evaluation | None" = None  # whose narratives it has

    @property
    def is_national(self) -> bool:
        """Whether the unit files the national form in this year."""
        return self.unit.national_from is not None and self.year >= self.unit.national_from

    @property
    def is_missing(self) -> bool:
        """Whether the unit has to file the evaluation and does not."""
        return Offence.MISSING in self.offences

    @property
    def unit_name(self) -> str:
        """Return the name of the unit on the day of the evaluation."""
        return self.unit.former_name if self.evaluated_on < self.unit.renamed_on else self.unit.name

    @property
    def rate(self) -> Decimal:
        """Return executed / budget, 0 if the budget is 0."""
        return self.executed / self.budget if self.budget else Decimal(0)

    @property
    def candour(self) -> float:
        """Return how ready the unit is to take points off: not where it inflates, more where things went badly."""
        if self.offences & {Offence.INFLATED, Offence.JUMPED}:
            return 0.0
        return max(self.unit.candour, 0.6) if self.quality < _POOR else self.unit.candour

    @property
    def is_fully_inflated(self) -> bool:
        """Whether even the execution has full marks."""
        return Offence.INFLATED in self.offences and is_fully_inflated(self.make_rng("inflation"))

    def make_rng(self, purpose: str) -> Random:
        """Return a generator for one purpose, the same in every version of the evaluation."""
        return make_rng(purpose, self.unit.name, self.project.name, self.year)


def make_rng(*names: object) -> Random:
    """Return a generator that its names seed."""
    return Random("/".join(map(str, (SEED, *names))))  # noqa: S311


@cache
def read_data(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a seed by its path below seeds/."""
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def make_city(size: int) -> list[Evaluation]:
    """Return so many evaluations that have to be filed, one for each project and year, in the order of units and years.

    A few of them are missing.
    """
    units = list_units()[: max(_UNITS_FROM, size // _FORMS_A_UNIT)]
    weights = [make_rng("size", unit.name).uniform(0.6, 1.4) for unit in units]
    shares = [weight for weight in weights for _ in YEARS]
    counts = iter(_share_out(size, shares))
    return [evaluation for unit in units for evaluation in _make_unit(unit, [next(counts) for _ in YEARS])]


def revise(evaluation: Evaluation) -> Evaluation:
    """Return the evaluation as filed again: more payments, lower scores, a later date."""
    rng = evaluation.make_rng("revision")
    found = round_half_up(evaluation.budget * Decimal(str(round(rng.uniform(-0.06, 0.04), 3))), "100")
    executed = min(max(evaluation.executed + found, Decimal(0)), evaluation.budget)
    later = evaluation.evaluated_on + timedelta(days=rng.randrange(20, 90))
    quality = max(evaluation.quality - rng.uniform(0, 0.25), 0.0)
    return replace(evaluation, executed=executed, evaluated_on=later, quality=quality)


def round_half_up(value: Decimal, step: str) -> Decimal:
    """Return a value in steps such as 0.01 or 100, halves rounded up."""
    return (value / Decimal(step)).quantize(Decimal(1), ROUND_HALF_UP) * Decimal(step)


def show_amount(value: Decimal, decimals: int = 2) -> str:
    """Return an amount with thousands separators, as forms print it."""
    return f"{value:,.{decimals}f}"


def list_units() -> list[Unit]:
    """Return the units of the table; a small city has the first of them."""
    return [
        Unit(
            row["unit_name"],
            row["district"],
            row["bureau"],
            int(row["national_from"]) if row["national_from"] else None,
            row["usual_container"],
            row["former_name"],
            date.fromisoformat(row["renamed_on"]) if row["renamed_on"] else date.min,
        )
        for row in read_data("demo/units")
    ]


def _share_out(total: int, weights: list[float]) -> Iterator[int]:
    """Yield whole numbers in proportion to the weights that sum to the total."""
    whole, reached, given = sum(weights), 0.0, 0
    for weight in weights:
        reached += weight
        upto = round(total * reached / whole)
        yield upto - given
        given = upto


def _make_unit(unit: Unit, counts: list[int]) -> Iterator[Evaluation]:
    """A unit's evaluations, year by year: the recurring projects each year, then those of the year."""
    recurring_count = int(_RECURRING_SHARE * sum(counts) / len(counts))
    recurring = [_make_project(unit, number, is_recurring=True) for number in range(recurring_count)]
    former: dict[str, Decimal] = {}
    filed: list[Evaluation] = []
    once = 0
    for year, count in zip(YEARS, counts, strict=True):
        projects = recurring[:count]
        for _ in range(count - len(projects)):
            projects = [*projects, _make_project(unit, once, is_recurring=False)]
            once += 1
        for project in projects:
            evaluation = _copy_texts(_evaluate(unit, project, year, former.get(project.name)), filed)
            former[project.name] = evaluation.budget
            if not evaluation.is_missing:
                filed.append(evaluation)
            yield evaluation


def _copy_texts(evaluation: Evaluation, filed: list[Evaluation]) -> Evaluation:
    """Return the evaluation, perhaps with the narratives of one that the unit filed before."""
    rng = evaluation.make_rng("copying")
    kind = draw_copy(rng, make_rng("copying", evaluation.unit.name))
    sources = [source for source in filed if source.copied_from is None]
    if kind is None or not sources or evaluation.is_missing:
        return evaluation
    return replace(evaluation, offences=evaluation.offences | {kind}, copied_from=rng.choice(sources))


def _make_project(unit: Unit, number: int, is_recurring: bool) -> Project:
    """Return a project of the unit by its number, from the table of its bureau; rows are reused as areas or phases."""
    kind = "是" if is_recurring else "否"
    rows = [row for row in read_data("demo/projects") if (row["bureau"], row["is_recurring"]) == (unit.bureau, kind)]
    turn, row = number // len(rows), rows[number % len(rows)]
    phase = _PHASES[turn] if turn < len(_PHASES) else str(turn + 1)
    again = "" if turn == 0 else f"第{phase}片区" if is_recurring else f"{phase}期"
    scale = 1.0 if unit.district == "市级" else _DISTRICT_SCALE
    return Project(
        name=f"{row['project_name']}{again}（虚构）",
        stem=row["project_name"],
        is_recurring=is_recurring,
        budget_wan=float(row["budget_wan"]) * scale,
        measure=row["measure"],
        quantity=max(round(int(row["quantity"]) * scale), 2),
        measure_unit=row["measure_unit"],
        effect=row["effect"],
    )


def _evaluate(unit: Unit, project: Project, year: int, former_budget: Decimal | None) -> Evaluation:
    rng = make_rng("money", unit.name, project.name, year)
    if former_budget is None:
        wan = project.budget_wan * rng.lognormvariate(0, 0.5)
    else:
        wan = float(former_budget) / 10_000 * rng.lognormvariate(0.03, 0.08)
    budget = _round_budget(wan)
    # The year before the first: a recurring project had a budget then, too.
    former = former_budget or _round_budget(wan * rng.uniform(0.85, 1.0))
    is_adjusted = rng.random() < 0.3
    initial = _round_budget(float(budget) / 10_000 * rng.uniform(0.8, 1.15)) if is_adjusted else budget
    jump = draw_jump(make_rng("jump", unit.name, project.name), YEARS) if project.is_recurring else None
    is_national = unit.national_from is not None and year >= unit.national_from
    offences = draw_offences(make_rng("offences", unit.name, project.name, year), is_national)
    is_cheap = not offences and is_saving(make_rng("saving", unit.name, project.name, year))
    rate = _draw_rate(rng, year)
    if jump in (year, year + 1):
        offences, is_cheap, rate = frozenset({Offence.JUMPED} if jump == year else ()), False, max(rate, 0.95)
    if Offence.INFLATED in offences or is_cheap:
        rate = make_rng("low rate", unit.name, project.name, year).uniform(0.35, LOW_RATE - 0.01)
    executed = budget if rate == 1 else round_half_up(budget * Decimal(str(round(rate, 6))), "100")
    evaluated_on = date(year + 1, 2, 1) + timedelta(days=rng.randrange(0, 110))
    quality = _draw_quality(rng, make_rng("quality", unit.name, project.name))
    if jump == year + 1:
        quality = 0.3
    elif is_cheap:
        quality = 0.97
    elif rate < LOW_RATE + 0.02 or Offence.UNEXPLAINED in offences:
        quality = min(quality, rng.uniform(0.35, 0.65))  # who executed little has reached little, and says so
    return Evaluation(
        unit=unit,
        project=project,
        year=year,
        office=make_rng("office", unit.name, project.name).choice(_OFFICES),
        initial_budget=initial,
        budget=budget,
        prior_year_budget=former if project.is_recurring else Decimal(0),
        executed=executed,
        evaluated_on=evaluated_on,
        quality=quality,
        offences=offences,
        is_saving=is_cheap,
    )


def _draw_quality(rng: Random, project_rng: Random) -> float:
    """Return how well a project went: about as in its other years."""
    return min(max(project_rng.gauss(0.86, 0.1) + rng.gauss(0, 0.05), 0.0), 1.0)


def _round_budget(wan: float) -> Decimal:
    """A budget in yuan, in steps of 1,000 below a million and of 10,000 above."""
    step = 10_000 if wan >= 100 else 1_000
    return Decimal(max(round(wan * 10_000 / step), 1) * step)


def _draw_rate(rng: Random, year: int) -> float:
    """Return an execution rate: most between 85 and 100 %, some in full, a few far below or above."""
    kind = rng.random()
    if kind < 0.03:
        return rng.uniform(0.3, 0.65)
    if kind < 0.1:
        return rng.uniform(0.65, 0.85)
    if kind < 0.11:
        return rng.uniform(1.01, 1.12)
    ease = _HARD_YEARS.get(year, 1.0)
    return 1.0 if rng.random() < 0.25 * ease else 1 - rng.betavariate(1, 18 * ease)


def group_by_filing(evaluations: list[Evaluation]) -> Iterator[tuple[Unit, int, list[Evaluation]]]:
    """Yield the evaluations that are filed together: those of a unit and year."""
    for (_, year), group in groupby(evaluations, lambda evaluation: (evaluation.unit.name, evaluation.year)):
        filed = list(group)
        yield filed[0].unit, year, filed
