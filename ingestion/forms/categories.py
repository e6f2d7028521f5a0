"""Assign each line item to its level-1 category, from printed labels, caps and weights."""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple


class Label(NamedTuple):
    """A category label printed on rows `first` to `last` (a label repeated after a page break counts once)."""

    name: str
    cap: Decimal | None
    first: int
    last: int


class Assignment(NamedTuple):
    """For each row the index of its label (None if the form prints no label), and the basis of the assignment.

    basis: `fill_down` (sums equal caps), `partition` (exactly one other partition makes them equal), `unsettled`
    (several partitions do), `unmatched` (no partition does: the fill-down is kept and the cap rule fails), `uncapped`
    (filled down; a label has no cap to check against), `none` (no label at all).
    """

    groups: Sequence[int | None]
    basis: str


def assign_categories(
    labels: Sequence[Label],
    weights: Sequence[Decimal | None],
    placeholders: Sequence[bool],
    *,
    may_move: bool = True,
) -> Assignment:
    """Assign rows to labels.

    First fill down from the labels; rows above the first label belong to it. If the weights of every group sum to its
    cap, this is the result. Otherwise, if a label may be printed below the first row of its group (`may_move`), use the
    only contiguous partition in which each label is inside its group and each sum equals its cap. Partitions that
    differ only in the position of placeholders count as one; such a placeholder goes to the label at or above it.
    """
    count = len(weights)
    if not labels:
        return Assignment([None] * count, "none")
    fill_down = [label.first for label in labels[1:]]
    caps = [label.cap for label in labels]
    if any(cap is None for cap in caps):
        return Assignment(fill_down_groups(fill_down, count), "uncapped")
    sums = [Decimal(0), *accumulate(weight or Decimal(0) for weight in weights)]
    targets = list(accumulate(cap for cap in caps if cap is not None))
    is_filled = all(sums[start] == target for start, target in zip(fill_down, targets, strict=False))
    if is_filled and sums[count] == targets[-1]:
        return Assignment(fill_down_groups(fill_down, count), "fill_down")
    if not may_move or sums[count] != targets[-1]:
        return Assignment(fill_down_groups(fill_down, count), "unmatched")

    # Sums determine the start of each group independently, so any choice of one candidate per label is a partition.
    starts: list[int] = []
    is_ambiguous = False
    for above, below, target in zip(labels, labels[1:], targets, strict=False):
        candidates = [start for start in range(above.last + 1, below.first + 1) if sums[start] == target]
        if not candidates:
            return Assignment(fill_down_groups(fill_down, count), "unmatched")
        is_ambiguous |= not all(placeholders[candidates[0] : candidates[-1]])
        starts.append(candidates[-1])
    if is_ambiguous:
        return Assignment(fill_down_groups(fill_down, count), "unsettled")
    return Assignment(fill_down_groups(starts, count), "partition")


def fill_down_groups(starts: Sequence[int], count: int) -> list[int]:
    """Return the group of each row; `starts` has the first row of every group after the first, in order."""
    return [bisect_right(starts, row) for row in range(count)]
