"""A form whose table has no ruled lines is refused with this reason, however it is set; none of its cells is guessed."""

from random import Random

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument
from orchestration.demo.writers.pdf import FONT
from tests.containers.draw_pdf import LEFT, SIZE, print_pages, wrap
from tests.national_form import NationalForm
from tests.shanghai_form import Form

_LEADING, _HEIGHT = 11.0, 1400.0
_ALIGNMENTS = ("left", "right", "centre")
_RULES = ("none", "under the header", "beside a column", "around the header")
Rows = list[list[str]]


def list_parts(rng: Random) -> tuple[list[str], Rows]:
    """Return the lines above the table of a form of either scheme, and the rows of its table."""
    if rng.random() < 0.5:
        form = Form()
        head = [form.title, *(f"{label}：{value}" for label, value in form.head.items())]
        return head, [list(form.header), *(list(row) for row in form.rows), list(form.total or [])]
    national = NationalForm()
    head = [national.title, national.year, *(f"{label}：{value}" for label, value in national.head.items())]
    return head, [list(national.header), *(list(row) for row in national.rows), list(national.total or [])]


def spoil(rng: Random, rows: Rows) -> None:
    """Change one thing of a table: a cell is missing, two are exchanged, one is long, or a label is in the middle."""
    row = rows[rng.randrange(1, len(rows))]
    column = rng.randrange(1, len(row))
    kind = rng.choice(("missing", "exchanged", "long", "label", "nothing"))
    if kind == "missing":
        row[column] = ""
    elif kind == "exchanged":
        other = rng.randrange(1, len(row))
        row[column], row[other] = row[other], row[column]
    elif kind == "long":
        row[column] += "按照需求清单完成接口的开发与联调工作"
    elif kind == "label":
        labels = [place for place in range(1, len(rows) - 2) if rows[place][0] and not rows[place + 1][0]]
        for place in labels:
            rows[place + 1][0], rows[place][0] = rows[place][0], ""


def draw_form(canvas: Canvas, rng: Random, top: float) -> float:
    """Draw a form whose table has no ruled lines around its cells; return its bottom."""
    head, rows = list_parts(rng)
    spoil(rng, rows)
    for line in head:
        canvas.drawString(LEFT, top, line)
        top -= 15
    gutter, padding = rng.uniform(1.1, 4) * SIZE, rng.choice((0.0, 3.0, 9.0))
    widths = [
        min(90.0, max(stringWidth(row[column], FONT, SIZE) for row in rows) + 9) for column in range(len(rows[0]))
    ]
    widths = [width * rng.uniform(0.7, 1.2) for width in widths]
    is_wrapped, alignments = rng.random() < 0.7, [rng.choice(_ALIGNMENTS) for _ in widths]
    rule = rng.choice(_RULES)
    for number, row in enumerate(rows):
        lines = [
            wrap(cell, max(width, 30.0)) if is_wrapped else [cell] for cell, width in zip(row, widths, strict=True)
        ]
        height = _LEADING * max(map(len, lines))
        left = LEFT
        for texts, width, alignment in zip(lines, widths, alignments, strict=True):
            for place, text in enumerate(texts):
                free = width - stringWidth(text, FONT, SIZE)
                shift = {"left": 0.0, "right": free, "centre": free / 2}[alignment]
                canvas.drawString(left + max(shift, 0.0), top - _LEADING * place, text)
            left += width + gutter
        if number == 0 and rule == "under the header":
            canvas.line(LEFT, top - height + 6, left, top - height + 6)
        elif number == 0 and rule == "around the header":
            canvas.rect(LEFT - 4, top - height + 6, left - LEFT, height + 4)
        elif rule == "beside a column":
            canvas.line(LEFT + widths[0] + gutter / 2, top + 8, LEFT + widths[0] + gutter / 2, top - height)
        top -= height + padding
    return top - 30


def read_form(seed: int, layouts: Layouts) -> ParsedDocument:
    """Return what is read from a page of one or two forms drawn from a seed."""
    rng = Random(seed)

    def fill(canvas: Canvas) -> None:
        top = _HEIGHT - 40
        for _ in range(rng.choice((1, 1, 2))):
            top = draw_form(canvas, rng, top)

    return parse_document(print_pages(fill, height=_HEIGHT), "0" * 64, layouts)


@pytest.mark.parametrize("seed", range(40))
def test_no_cell_of_it_is_guessed(seed: int, layouts: Layouts) -> None:
    parsed = read_form(seed, layouts)
    assert parsed.evaluations
    assert parsed.indicator_lines == [] and parsed.assessor_scores == []
    refused = {found.form_ordinal for found in parsed.rejections if found.reason_code == "table_without_lines"}
    assert refused == {form.form_ordinal for form in parsed.evaluations}
    assert all(form.total_weight_number is None and form.total_score_number is None for form in parsed.evaluations)
