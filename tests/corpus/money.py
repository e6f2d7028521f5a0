"""Draw consistent amounts: budget, executed, their rate, and the funding sources that sum to them."""

from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import NamedTuple

FEN, POINT, RATE = Decimal("0.01"), Decimal("0.01"), Decimal("0.0001")


class Amounts(NamedTuple):
    """Initial budget, budget and executed amount in yuan; and the rate as a filer rounds it."""

    initial: Decimal
    budget: Decimal
    executed: Decimal
    rate: Decimal


def draw_amounts(rng: Random) -> Amounts:
    """Draw the amounts of a county project, multiples of 100 yuan, so that 万元 have two decimals."""
    budget = Decimal(rng.randrange(3_000, 900_000)) * 100
    initial = budget if rng.random() < 0.5 else Decimal(int(budget / 100 * rng.randrange(80, 120) / 100)) * 100
    share = 1000 if rng.random() < 0.2 else rng.randrange(880, 1000)
    executed = (budget / 100 * share / 1000).quantize(Decimal(1)) * 100
    return Amounts(initial, budget, executed, round_rate(executed / budget))


def round_rate(rate: Decimal) -> Decimal:
    """Return a rate rounded to hundredths of a percent."""
    return rate.quantize(RATE, ROUND_HALF_UP)


def round_points(points: Decimal) -> Decimal:
    """Return points rounded to hundredths."""
    return points.quantize(POINT, ROUND_HALF_UP)


def split_amount(rng: Random, amount: Decimal, parts: int) -> list[Decimal]:
    """Split an amount into parts that sum to it; the first is the largest."""
    rest = [Decimal(int(amount / 100 / (parts * 3) * rng.randrange(20, 100) / 100)) * 100 for _ in range(parts - 1)]
    return [amount - sum(rest, Decimal(0)), *rest]


def draw_points(rng: Random, weight: Decimal, loss: float) -> Decimal:
    """Draw a score of a line item: mostly all its points, else slightly less."""
    if rng.random() > loss:
        return weight
    step = Decimal("0.5") if rng.random() < 0.5 else Decimal(1)
    return max(weight - step * rng.randrange(1, 4), Decimal(0))


def share_points(rng: Random, points: Decimal, lines: int) -> list[Decimal]:
    """Split points into parts that sum to them, whole or in halves."""
    shares = []
    left = points
    for place in range(lines, 1, -1):
        share = (left / place).quantize(Decimal("0.5") if rng.random() < 0.2 else Decimal(1))
        shares.append(share)
        left -= share
    shares.append(left)
    rng.shuffle(shares)
    return shares
