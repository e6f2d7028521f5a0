"""Quote values for SQL.

A query with parameters makes DuckDB's client import pandas, which takes half a second. Queries that every command runs
therefore contain literals.
"""


def quote(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
