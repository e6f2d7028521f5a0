"""Texts that a spreadsheet would take for formulas."""

import re

# Excel takes the full-width signs for their half-width twins; blanks before a sign don't make it harmless everywhere.
# Written so that Python and DuckDB read it alike.
PATTERN = "^([\\s\u3000]*[=+\\-@＝＋－＠]|[\\t\\r\\n])"
_FORMULA = re.compile(PATTERN)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet that opens the text as a cell might compute it."""
    return bool(_FORMULA.match(text))
