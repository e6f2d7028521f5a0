"""Self-scores of an invented unit: weights of a category, lost points, grade by the bands of the scheme."""

from decimal import Decimal
from random import Random

from orchestration.demo.city import Evaluation, read_data, round_half_up


def read_caps(scheme: str) -> dict[str, tuple[str, int]]:
    """Return name and points of each level-1 category of a scheme that has a cap, in order."""
    rows = [row for row in read_data("reference/categories") if row["scheme_code"] == scheme and row["cap_points"]]
    return {row["category_code"]: (row["category_name_zh"], int(row["cap_points"])) for row in rows}


def find_grade(scheme: str, score: Decimal) -> str:
    """Return the grade of a total by the scheme's bands."""
    return next(
        row["grade_name_zh"]
        for row in read_data("reference/grade_bands")
        if row["scheme_code"] == scheme and score >= Decimal(row["lower_bound_points"])
    )


def split_points(rng: Random, points: int, parts: int) -> list[int]:
    """Split points over a number of lines, each at least 2, the first ones more."""
    cuts = sorted(rng.sample(range(1, points - parts), parts - 1))
    sizes = [stop - start + 1 for start, stop in zip([0, *cuts], [*cuts, points - parts], strict=True)]
    return sorted(sizes, reverse=True)


def draw_score(rng: Random, evaluation: Evaluation, weight: Decimal, step: str = "1") -> Decimal:
    """Return the self-score of a line: full marks, or some points less where the unit admits that something went wrong.

    The random numbers of a line are the same in every version of an evaluation; its quality decides the lost points.
    """
    chance, part = rng.random(), rng.betavariate(1.3, 5)
    candour, trouble = evaluation.candour, 1 - evaluation.quality
    if candour == 0 or chance > 0.25 + 0.4 * candour + 0.8 * trouble:
        return weight
    lost = float(weight) * part * (0.35 + 2.4 * trouble)
    return max(weight - round_half_up(Decimal(str(lost)), step), Decimal(0))


def score_execution(evaluation: Evaluation, weight: Decimal, step: str) -> Decimal:
    """Return the points for the execution rate: in proportion, no more than the weight; full where it is inflated."""
    if evaluation.is_fully_inflated:
        return weight
    return min(round_half_up(weight * evaluation.rate, step), weight)


def show_points(points: Decimal) -> str:
    """Return points without trailing zeros."""
    return f"{points.normalize():f}"
