"""Write SQL.

A query with parameters makes DuckDB's client import pandas, which takes half a second. Queries that every command runs
therefore hold literals.
"""


def quote(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
