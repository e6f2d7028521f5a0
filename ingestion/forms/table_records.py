"""Make records of table rows: line items, scores of assessors, other cells."""

from typing import NamedTuple

from ingestion.forms.header_blocks import ExecutionRow
from ingestion.forms.layouts import Layout
from ingestion.forms.values import read_number
from ingestion.normalise import is_nothing, normalise, squash, to_plain
from ingestion.records import AssessorScore, FormField, IndicatorLine

EXECUTION_CATEGORY = "budget_execution"  # code of the level-1 category of the scored execution row


class Place(NamedTuple):
    """A position: form, lines and pages."""

    document_hash: str
    form_ordinal: int
    first_line: int
    last_line: int
    first_page: int
    last_page: int


def get_cell(cells: list[str], columns: dict[str, int], field: str) -> str:
    """Return the cell of a field, blank if the table has no column for it."""
    return cells[columns[field]] if field in columns else ""


def is_placeholder(weight: str, score: str) -> bool:
    """Whether a row is an unused line item: no weight, and no score or 0."""
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
    """Return the record of a line item; `category` is code, name and printed cap."""
    printed = {field: cells[column] for field, column in columns.items()}
    name, weight, score = printed["indicator_name"], printed["weight"], printed["self_score"]
    explanation, deviation, remark = (printed.get(field, "") for field in ("explanation", "deviation", "remark"))
    target, actual = printed.get("target", ""), printed.get("actual", "")
    operator, unit = printed.get("target_operator", ""), printed.get("target_unit", "")
    category_code, category_name, category_cap = category
    return IndicatorLine(
        document_hash=place.document_hash,
        form_ordinal=place.form_ordinal,
        line_number=number,
        category_label_text=printed["category"],
        category_code=category_code,
        category_normalised=category_name,
        category_cap_normalised=category_cap,
        category_cap_number=read_number(category_cap) if category_cap else None,
        subcategory_label_text=printed.get("subcategory", ""),
        subcategory_normalised=subcategory,
        indicator_name_text=name,
        indicator_name_normalised=normalise(name),
        explanation_text=explanation,
        explanation_plain=to_plain(explanation),
        target_operator_text=operator,
        target_operator_normalised=normalise(operator),
        target_text=target,
        target_normalised=normalise(target),
        target_unit_text=unit,
        target_unit_normalised=normalise(unit),
        actual_text=actual,
        actual_normalised=normalise(actual),
        weight_text=weight,
        weight_normalised=normalise(weight),
        weight_number=read_number(weight),
        self_score_text=score,
        self_score_normalised=normalise(score),
        self_score_number=read_number(score),
        deviation_text=deviation,
        deviation_plain=to_plain(deviation),
        remark_text=remark,
        remark_plain=to_plain(remark),
        is_placeholder=is_placeholder,
        is_execution_row=False,
        first_line=place.first_line,
        last_line=place.last_line,
        first_page=place.first_page,
        last_page=place.last_page,
    )


def make_execution_line(place: Place, row: ExecutionRow, layout: Layout) -> IndicatorLine:
    """Return the scored execution row as a line item, in the layout's category `budget_execution`."""
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
    """Return the record of an assessor's score of line item `number`."""
    return AssessorScore(
        document_hash=place.document_hash,
        form_ordinal=place.form_ordinal,
        line_number=number,
        assessor_role_code=role,
        label_text=label.strip(),
        score_text=text,
        score_normalised=normalise(text),
        score_number=read_number(text),
        first_line=place.first_line,
        last_line=place.last_line,
        first_page=place.first_page,
        last_page=place.last_page,
    )


def make_cell(
    place: Place, part: str, number: int, code: str | None, label: str, value: str, answer: str | None = None
) -> FormField:
    """Return the record of a cell of the table that is not part of a line item; `answer` is what it means."""
    return FormField(
        document_hash=place.document_hash,
        form_ordinal=place.form_ordinal,
        part=part,
        field_number=number,
        field_code=code,
        funding_source_code=None,
        label_text=label,
        label_normalised=squash(label),
        label_unit=None,
        value_text=value,
        value_plain=to_plain(value),
        value_normalised=normalise(value) if answer is None else answer,
        value_number=None,
        value_unit=None,
        first_line=place.first_line,
        last_line=place.last_line,
        first_page=place.first_page,
        last_page=place.last_page,
    )
