"""Numbers as the reader takes them: one grammar, the same as the warehouse's."""

from decimal import Decimal

import pytest

from ingestion.forms.values import read_amount, read_number
from ingestion.normalise import is_nothing
from tests.number_spellings import AMOUNTS, NOTHING, POINTS, SOMETHING


@pytest.mark.parametrize(("text", "expected"), POINTS.items())
def test_points(text: str, expected: str | None) -> None:
    assert read_number(text) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(("text", "expected"), AMOUNTS.items())
def test_amounts(text: str, expected: str | None) -> None:
    assert read_amount(text) == (None if expected is None else Decimal(expected))


def test_the_unit_beside_an_amount_goes_before_its_label() -> None:
    assert read_amount("3,075.00", "万元") == 30_750_000
    assert read_amount("3,075.00元", "万元") == 3075
    assert read_amount("3075", "亿元") == 307_500_000_000


@pytest.mark.parametrize("text", NOTHING)
def test_nothing(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_something(text: str) -> None:
    assert not is_nothing(text)
