"""What a form says: the facts a reader of the paper would write down."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Expectation = Literal["right", "right_or_held", "held", "absent"]


@dataclass
class Line:
    """A row of the table of indicators; `weight` and `score` are None where nothing is printed."""

    category: str
    subcategory: str
    name: str
    weight: Decimal | None
    score: Decimal | None
    explanation: str = ""
    target: str = ""
    operator: str = ""
    target_value: str = ""
    target_unit: str = ""
    actual: str = ""
    remark: str = ""
    weight_may_be_unknown: bool = False


@dataclass
class Truth:
    """The facts of one form.

    `expectation` says what may become of it: *right* must be admitted with all facts right, *right_or_held* may be held
    back too, *held* must not be admitted, *absent* is no filing and must not appear.
    """

    scheme: str
    project: str
    unit: str
    supervising: str | None = None
    office: str | None = None
    fiscal_year: int | None = None
    evaluation_date: date | None = None
    is_recurring: bool | None = None
    initial_budget: Decimal | None = None
    budget: Decimal | None = None
    prior_budget: Decimal | None = None
    executed: Decimal | None = None
    rate: Decimal | None = None
    execution_weight: Decimal | None = None
    execution_score: Decimal | None = None
    total: Decimal | None = None
    grade: str | None = None
    lines: list[Line] = field(default_factory=list)
    narratives: dict[str, str] = field(default_factory=dict)
    expectation: Expectation = "right"
    reason: str = ""
    also: dict[str, list[object]] = field(default_factory=dict)  # other values that are as good, by field

    def expect(self, expectation: Expectation, reason: str) -> None:
        """Weaken what must become of the form; the stricter of two holds."""
        order = ("right", "right_or_held", "held", "absent")
        if order.index(expectation) > order.index(self.expectation):
            self.expectation, self.reason = expectation, reason

    def weigh(self) -> Decimal:
        """The points that the table distributes, with the row of execution."""
        return sum((line.weight or Decimal(0) for line in self.lines), self.execution_weight or Decimal(0))

    def score(self) -> Decimal:
        """The sum of the scores, with that of execution."""
        return sum((line.score or Decimal(0) for line in self.lines), self.execution_score or Decimal(0))
