"""Printed numbers are parsed with one grammar, the same as in the warehouse."""

from decimal import Decimal

import pytest

from ingestion.forms.values import read_number, read_printed_number
from ingestion.normalise import is_nothing
from tests.number_spellings import AMOUNTS, NOTHING, POINTS, SOMETHING

YUAN = {"万元": 10_000, "亿元": 100_000_000}


@pytest.mark.parametrize(("text", "expected"), POINTS.items())
def test_points(text: str, expected: str | None) -> None:
    assert read_number(text) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(("text", "expected"), AMOUNTS.items())
def test_amounts(text: str, expected: str | None) -> None:
    number, unit = read_printed_number(text)
    is_amount = number is not None and unit not in ("分", "%")
    assert (number * YUAN.get(unit or "", 1) if number and is_amount else None) == (expected and Decimal(expected))


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("3,075.00", "3075", None),
        ("3,075.00万元", "3075", "万元"),
        ("0.3亿", "0.3", "亿元"),
        ("3075圆整", "3075", "元"),
        ("98.5％", "98.5", "%"),
        ("8 分", "8", "分"),
    ],
)
def test_a_number_has_the_unit_printed_with_it(text: str, number: str, unit: str | None) -> None:
    assert read_printed_number(text) == (Decimal(number), unit)


@pytest.mark.parametrize("text", NOTHING)
def test_nothing(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_something(text: str) -> None:
    assert not is_nothing(text)
