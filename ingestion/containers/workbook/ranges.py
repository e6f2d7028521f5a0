"""Ranges of cells, as files spell them."""

from typing import NamedTuple

from openpyxl.utils.cell import range_boundaries

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class Merge(NamedTuple):
    """A range of cells, mostly merged ones; rows and columns count from 1 and the last ones are included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def read_merge(reference: str) -> Merge:
    """Return the range of a reference such as B2:C9. Raises ValueError if it is none."""
    first_column, first_row, last_column, last_row = range_boundaries(reference)
    return Merge(first_row or 1, first_column or 1, last_row or LAST_ROW, last_column or LAST_COLUMN)
