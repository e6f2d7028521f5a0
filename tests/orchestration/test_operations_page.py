"""The messages that docs/operations.md explains are those that the code prints."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from orchestration.settings import PROJECT

PAGE = (PROJECT / "docs" / "operations.md").read_text("utf-8")


def list_messages() -> list[str]:
    """Return the texts in code font of the first column of the table of messages; `…` stands for any text."""
    table = PAGE.split("| message | do |", maxsplit=1)[1].split("\n\n", maxsplit=1)[0]
    rows = [line.split(" | ")[0] for line in table.splitlines()[2:]]
    return [message for row in rows for message in re.findall(r"`([^`]+)`", row)]


@cache
def read_texts() -> str:
    """Return each string of the Python code, and the SQL, one a line; a line break stands where a value is put in."""
    return "\n".join([*_list_strings(), *_list_sql()])


def _list_strings() -> Iterator[str]:
    for package in ("ingestion", "orchestration"):
        for path in (PROJECT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    yield "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def _list_sql() -> Iterator[str]:
    for folder in ("models", "tests", "macros"):
        for path in (PROJECT / "dbt_project" / folder).rglob("*.sql"):
            yield re.sub(r"'\s*\|\|.*?\|\|\s*'", "\0", " ".join(path.read_text("utf-8").split()))


def test_the_table_is_found() -> None:
    assert len(list_messages()) > 20


@pytest.mark.parametrize("message", list_messages())
def test_a_message_of_the_page_is_in_the_code(message: str) -> None:
    parts = [re.escape(part) for part in message.split("…")]
    assert re.search("[^\n]*".join(parts), read_texts()), f"no code prints {message!r}"
