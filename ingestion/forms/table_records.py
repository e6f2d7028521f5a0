"""A table's rows as records: indicator lines, assessors' scores, cells beside them."""

from typing import NamedTuple

from ingestion.forms.head_blocks import ExecutionRow
from ingestion.forms.layouts import Layout
from ingestion.forms.values import read_number
from ingestion.normalise import is_nothing, normalise, squash, to_plain
from ingestion.records import AssessorScore, FormField, IndicatorLine

EXECUTION_CATEGORY = "budget_execution"  # code of the level-1 category of the scored execution row


class Place(NamedTuple):
    """Where something stands: its form and its lines and pages."""

    document_hash: str
    form_ordinal: int
    first_line: int
    last_line: int
    first_page: int
    last_page: int


def get_cell(cells: list[str], columns: dict[str, int], field: str) -> str:
    return cells[columns[field]] if field in columns else ""


def is_placeholder(weight: str, score: str) -> bool:
    """Whether a row is an indicator left unused: no weight, and no score or 0."""
    return is_nothing(weight) and (is_nothing(score) or read_number(score) == 0)


def make_line(
    place: Place,
    number: int,
    cells: list[str],
    columns: dict[str, int],
    category: tuple[str | None, str | None, str | None],
    subcategory: str | None,
    is_placeholder: bool,
) -> IndicatorLine:
    name, weight, score = cells[columns["indicator_name"]], cells[columns["weight"]], cells[columns["self_score"]]
    explanation = get_cell(cells, columns, "explanation")
    target, actual = get_cell(cells, columns, "target"), get_cell(cells, columns, "actual")
    operator, unit = get_cell(cells, columns, "target_operator"), get_cell(cells, columns, "target_unit")
    deviation, remark = get_cell(cells, columns, "deviation"), get_cell(cells, columns, "remark")
    return IndicatorLine(
        place.document_hash,
        place.form_ordinal,
        number,
        cells[columns["category"]],
        *category,
        get_cell(cells, columns, "subcategory"),
        subcategory,
        name,
        normalise(name),
        explanation,
        to_plain(explanation),
        operator,
        normalise(operator),
        target,
        normalise(target),
        unit,
        normalise(unit),
        actual,
        normalise(actual),
        weight,
        normalise(weight),
        score,
        normalise(score),
        deviation,
        to_plain(deviation),
        remark,
        to_plain(remark),
        is_placeholder,
        False,
        *place[2:],
    )


def make_execution_line(place: Place, row: ExecutionRow, layout: Layout) -> IndicatorLine:
    """The scored execution row as an indicator line, in the category that the layout names `budget_execution`."""
    category = next((name for name, code in layout.categories.items() if code == EXECUTION_CATEGORY), None)
    cells = [row.name_text, row.weight_text, row.score_text]
    columns = {"category": 3, "indicator_name": 0, "weight": 1, "self_score": 2}
    line = make_line(
        place,
        1,
        [*cells, ""],
        columns,
        (EXECUTION_CATEGORY if category else None, category, None),
        None,
        is_placeholder(row.weight_text, row.score_text),
    )
    return line._replace(is_execution_row=True)


def make_score(place: Place, number: int, role: str, label: str, text: str) -> AssessorScore:
    return AssessorScore(
        place.document_hash, place.form_ordinal, number, role, label.strip(), text, normalise(text), *place[2:]
    )


def make_cell(place: Place, part: str, number: int, code: str | None, label: str, value: str) -> FormField:
    return FormField(
        place.document_hash,
        place.form_ordinal,
        part,
        number,
        code,
        None,
        label,
        squash(label),
        None,
        value,
        to_plain(value),
        normalise(value),
        *place[2:],
    )
