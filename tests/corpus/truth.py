"""The facts of a form, as a human reader would write them down."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Expectation = Literal["right", "right_or_held", "held", "absent"]


@dataclass
class Line:
    """A line item; `weight` and `score` are None if nothing is printed."""

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

    `expectation` is the allowed outcome: *right* must be admitted with all facts right, *right_or_held* may be held back,
    too, *held* must not be admitted, *absent* is not a filing and must not appear.
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
    also: dict[str, list[object]] = field(default_factory=dict)  # other accepted values, by field

    def expect(self, expectation: Expectation, reason: str) -> None:
        """Change the expectation; of two the one further from *right* applies."""
        order = ("right", "right_or_held", "held", "absent")
        if order.index(expectation) > order.index(self.expectation):
            self.expectation, self.reason = expectation, reason

    def weigh(self) -> Decimal:
        """Return the points that the table distributes, with the execution row."""
        return sum((line.weight or Decimal(0) for line in self.lines), self.execution_weight or Decimal(0))

    def score(self) -> Decimal:
        """Return the sum of the scores, with that of the execution row."""
        return sum((line.score or Decimal(0) for line in self.lines), self.execution_score or Decimal(0))
