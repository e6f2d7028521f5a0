"""The ten questions of docs/ten-questions.md: the printed answers are the results on the sample release."""

import re
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from pglast import parse_sql

from orchestration.settings import PROJECT
from tests.conftest import query

PAGE = PROJECT / "docs" / "ten-questions.md"
NO_ROW = "No row: "  # printed instead of a table


class Question(NamedTuple):
    """A question of the page: its heading, its SQL, and its answer as the page prints it."""

    title: str
    sql: str
    answer: str
    metrics: set[str]  # named below the question


def read_questions() -> list[Question]:
    """Return the questions of the page."""
    sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = []
    for section in sections:
        title, _, rest = section.partition("\n")
        _, sql, answer = re.split(r"^```(?:sql)?\n", rest, flags=re.MULTILINE)
        named = re.search(r"^Metrics 度量: (.*)$", rest, flags=re.MULTILINE)
        found.append(Question(title, sql, answer.strip(), set(re.findall(r"`(\w+)`", named[1])) if named else set()))
    return found


QUESTIONS = read_questions()
EACH = pytest.mark.parametrize("question", QUESTIONS, ids=[question.title for question in QUESTIONS])


def run(release: Path, sql: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """Return column names and rows of a query on a release."""
    with duckdb.connect(str(release), read_only=True) as connection:
        done = connection.execute(sql)
        return [column[0] for column in done.description], done.fetchall()


def show(value: object) -> str:
    """Return a value as the page prints it: numbers with thousands separators, nothing for NULL."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return "" if value is None else str(value)


def draw_table(columns: list[str], rows: list[tuple[object, ...]]) -> str:
    """Return a table in Markdown; columns of numbers are aligned right."""
    sides = ["---" if isinstance(value, str | None) else "---:" for value in rows[0]]
    lines = [columns, sides, *([show(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def test_there_are_ten() -> None:
    assert [question.title.split(".")[0] for question in QUESTIONS] == [str(number) for number in range(1, 11)]


@EACH
def test_the_printed_answer_is_the_result_on_the_sample(question: Question, sample_home: Path) -> None:
    columns, rows = run(sample_home / "current" / "warehouse.duckdb", question.sql)
    if rows:
        assert draw_table(columns, rows) == question.answer
    else:
        assert question.answer.startswith(NO_ROW)


@EACH
def test_the_metrics_of_an_answer_are_named(question: Question, sample_home: Path) -> None:
    published = query(
        sample_home / "current" / "warehouse.duckdb",
        "select metric_name, unnest(string_split(published_in, ', ')) from catalog.metrics where published_in <> ''",
    )
    used = set()
    for name, place in published:
        table, column = str(place).rsplit(".", 1)
        if re.search(rf"\bmarts\.{table}\b", question.sql) and re.search(rf"\b{column}\b", question.sql):
            used.add(str(name))
    assert question.metrics == used


@EACH
def test_the_sql_is_postgresql_too(question: Question) -> None:
    assert parse_sql(question.sql)
