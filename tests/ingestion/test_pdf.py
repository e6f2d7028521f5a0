"""Forms written as PDF have the facts of their texts, wherever pages break."""

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument
from tests.conftest import REAL_FORMS, SAMPLES
from tests.containers.draw_pdf import (
    RULES,
    WIDTHS,
    Row,
    Rule,
    draw,
    wrap,
)
from tests.containers.write_pdf import write_pdf
from tests.ingestion.test_documents import facts
from tests.national_form import NationalForm
from tests.shanghai_form import Form

SAMPLE = SAMPLES / "shanghai_big_data_centre_2019.txt"
REAL = REAL_FORMS / "shanghai_big_data_centre_2019.txt"


def parse(content: bytes, layouts: Layouts) -> ParsedDocument:
    """Parse a document."""
    return parse_document(content, "0" * 64, layouts)


def squeeze(text: str) -> str:
    """Return a text without white space, which is unknown at the line ends of a PDF."""
    return "".join(text.split())


def all_facts(parsed: ParsedDocument) -> list[object]:
    """Return the content of a document, with explanations and remarks, without positions and white space."""
    _, lines, totals = facts(parsed)
    fields = [(f.form_ordinal, f.field_code, f.label_unit, squeeze(f.value_normalised)) for f in parsed.form_fields]
    texts = [(squeeze(line.explanation_plain), squeeze(line.remark_plain)) for line in parsed.indicator_lines]
    return [fields, lines, totals, texts]


@pytest.fixture(params=["sample", "real", "clean", "national"])
def text(request: pytest.FixtureRequest) -> str:
    """Return texts of forms: four real ones (as a sample and in full), a clean one of each layout."""
    if request.param == "real" and not REAL.exists():
        pytest.skip(f"the real forms are not at {REAL}")
    paths: dict[str, Path] = {"sample": SAMPLE, "real": REAL}
    if path := paths.get(request.param):
        return path.read_text("utf-8")
    return Form().text() if request.param == "clean" else NationalForm().text()


@pytest.mark.parametrize("rows_on_first_page", [None, 1, 4])
@pytest.mark.parametrize("split_row", [True, False], ids=["split", "whole"])
def test_forms_set_as_a_pdf_give_the_same_facts(
    text: str, layouts: Layouts, rows_on_first_page: int | None, split_row: bool
) -> None:
    parsed = parse(write_pdf(text, rows_on_first_page=rows_on_first_page, split_row=split_row), layouts)
    assert parsed.document.container == "pdf"
    assert not parsed.rejections
    assert all_facts(parsed) == all_facts(parse(text.encode(), layouts))
    if rows_on_first_page:
        assert parsed.document.header_line_count > len(parsed.evaluations)


def test_rows_split_by_page_breaks_are_joined(layouts: Layouts) -> None:
    parsed = parse(write_pdf(SAMPLE.read_text("utf-8"), rows_on_first_page=1), layouts)
    split_rows = [line for line in parsed.indicator_lines if line.first_page < line.last_page]
    assert len(split_rows) == parsed.document.fragment_line_count >= 2


class Tear(NamedTuple):
    """A page break within a form's table: the row, the number of its lines above the break, whether the figures are
    printed above or below, and whether header and category are repeated on the new page."""

    row: int
    lines: int
    figures_above: bool
    header_again: bool
    label_again: bool


TEARS = st.builds(
    Tear,
    row=st.integers(0, 11),
    lines=st.integers(0, 2),
    figures_above=st.booleans(),
    header_again=st.booleans(),
    label_again=st.booleans(),
)
# Explanations that take three or four lines in their column.
LONG = Form(rows=[[*row[:2], f"{row[2]}：是否依据充分、符合客观实际，是否规范、完整、有效，用以反映和考核执行情况。", *row[3:]] for row in Form().rows])  # fmt: skip


def draw_torn(form: Form, tear: Tear, rule: Rule) -> bytes:
    """Return a form whose table is split over two pages, with categories merged over their groups on each."""
    rows: list[list[list[str]]] = [
        [wrap(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)] for cells in form.rows
    ]
    upper = [cell[: tear.lines] for cell in rows[tear.row]]
    lower = [cell[tear.lines :] for cell in rows[tear.row]]
    if tear.lines:
        for figure in (3, 4):
            upper[figure] = rows[tear.row][figure] if tear.figures_above else []
            lower[figure] = [] if tear.figures_above else rows[tear.row][figure]
    label = next(rows[row][0] for row in range(tear.row, -1, -1) if form.rows[row][0])
    if tear.lines:
        upper[0], lower[0] = rows[tear.row][0], label if tear.label_again else []
    elif tear.label_again:
        lower[0] = label

    def merge(part: list[list[list[str]]]) -> list[Row]:
        texts: list[Row] = [["\n".join(cell) for cell in cells] for cells in part]
        return [[row[0] or (None if number else ""), *row[1:]] for number, row in enumerate(texts)]

    head: list[Row] = [
        ["\n".join(wrap(f"{label}：", WIDTHS[0])), "\n".join(wrap(value, WIDTHS[1])), "", "", "", ""]
        for label, value in form.head.items()
    ]
    header: Row = list(form.header)
    total: Row = list(form.total or [])
    first, second = rows[: tear.row] + [upper] * bool(tear.lines), [lower, *rows[tear.row + 1 :]]
    again = [header] if tear.header_again else []
    return draw(
        [form.title, [*head, header, *merge(first)], "- 1 -"],
        [[*again, *merge(second), total], *form.notes, "- 2 -"],
        rule=rule,
        height=1200,
    )


@pytest.mark.slow
@settings(max_examples=40)
@given(tear=TEARS, rule=st.sampled_from(RULES))
def test_the_facts_do_not_depend_on_the_page_break(layouts: Layouts, tear: Tear, rule: Rule) -> None:
    parsed = parse(draw_torn(LONG, tear, rule), layouts)
    assert not parsed.rejections
    assert all_facts(parsed) == all_facts(parse(LONG.text().encode(), layouts))
