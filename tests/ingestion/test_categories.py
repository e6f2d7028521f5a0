"""Categories are assigned from labels, caps and weights."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.forms.categories import Label, assign_categories


def settle(labels: list[tuple[int, int]], weights: list[int | None]) -> tuple[list[int | None], str]:
    """Return groups and basis for labels given as (row, cap); None is the weight of a placeholder."""
    return tuple(
        assign_categories(
            [Label(f"类别{row}", Decimal(cap), row, row) for row, cap in labels],
            [None if weight is None else Decimal(weight) for weight in weights],
            [weight is None for weight in weights],
        )
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("labels", "weights", "groups", "basis"),
    [
        ([(0, 10), (2, 5)], [4, 6, 5], [0, 0, 1], "fill_down"),
        ([(1, 10), (3, 5)], [4, 6, 2, 3], [0, 0, 1, 1], "partition"),
        ([(1, 10), (2, 5)], [4, 6, 5], [0, 0, 1], "fill_down"),
        ([(1, 10), (3, 5)], [4, 6, 5, None], [0, 0, 1, 1], "partition"),
        ([(1, 10), (4, 5)], [4, 6, None, 2, 3], [0, 0, 0, 1, 1], "partition"),
        ([(1, 10), (4, 5)], [4, 6, 0, 2, 3], [0, 0, 0, 0, 1], "unsettled"),
        ([(0, 10), (2, 5)], [4, 5, 5], [0, 0, 1], "unmatched"),
        ([(0, 10), (1, 5)], [4, 6, 5], [0, 1, 1], "unmatched"),
        ([], [4, 6], [None, None], "none"),
        ([(0, 10), (1, 5)], [None, 10, 5], [0, 1, 1], "unmatched"),
    ],
    ids=["labels on top", "labels at the bottom", "first label below", "placeholder after", "placeholder between",
         "a weight of 0 between", "sum off", "label outside its group", "no label", "placeholder alone above"],
)  # fmt: skip
def test_assignment(
    labels: list[tuple[int, int]], weights: list[int | None], groups: list[int | None], basis: str
) -> None:
    assert settle(labels, weights) == (groups, basis)


def test_a_label_without_cap_is_filled_down_unchecked() -> None:
    result = assign_categories(
        [Label("甲", None, 0, 0), Label("乙", None, 1, 1)], [Decimal(3), Decimal(4)], [False, False]
    )
    assert result == ([0, 1], "uncapped")


@given(st.lists(st.lists(st.integers(1, 20), min_size=1, max_size=5), min_size=1, max_size=4), st.data())
def test_a_label_anywhere_in_its_group_gives_the_group(sizes: list[list[int]], data: st.DataObject) -> None:
    labels: list[tuple[int, int]] = []
    weights: list[int | None] = []
    expected: list[int] = []
    for group, members in enumerate(sizes):
        labels.append((len(weights) + data.draw(st.integers(0, len(members) - 1)), sum(members)))
        weights += members
        expected += [group] * len(members)
    groups, basis = settle(labels, weights)
    assert groups == expected
    assert basis in ("fill_down", "partition")
