"""Write forms in the containers that offices send. The same forms give the same bytes, whenever they are made."""

from collections.abc import Callable
from random import Random

from orchestration.demo.paper import Paper
from orchestration.demo.writers.docx import write_docx
from orchestration.demo.writers.html import write_html
from orchestration.demo.writers.pdf import write_pdf
from orchestration.demo.writers.sheet import Sheet
from orchestration.demo.writers.text import write_csv, write_text
from orchestration.demo.writers.xls import write_xls
from orchestration.demo.writers.xlsx import write_xlsx

_WRITERS: dict[str, Callable[[list[Sheet]], bytes]] = {
    "csv": write_csv,
    "html": write_html,
    "docx": write_docx,
    "xlsx": write_xlsx,
    "xls": lambda sheets: write_xls(sheets, merge_each=True),
    "pdf": write_pdf,
}


def write_forms(papers: list[Paper], container: str) -> bytes:
    """Return a document of the forms, in a container other than text."""
    return _WRITERS[container]([paper.lay_out() for paper in papers])


def draw_text(papers: list[Paper], rng: Random) -> bytes:
    """Return text with tabs as programs extract it from documents.

    Page breaks split rows, labels move to the bottom of their group, a line precedes the title; encodings and line
    ends differ.
    """
    has_line_above = rng.random() < 0.02
    sheets = []
    for paper in papers:
        laid = _lower_labels(paper) if paper.labels == 1 and rng.random() < 0.05 else paper
        sheets.append((_split_a_row(laid, rng) if rng.random() < 0.3 else laid).lay_out())
    if has_line_above:
        sheets[0].above = ["附件2", "", *sheets[0].above]
    encoding = rng.choices(("utf-8", "utf-8-sig", "gb18030", "utf-16"), (70, 10, 18, 2))[0]
    return write_text(sheets, encoding, "\r\n" if rng.random() < 0.3 else "\n")


def _split_a_row(paper: Paper, rng: Random) -> Paper:
    """Return the form with a page break in the longest cell of a row, if the row has figures and a long cell."""
    row = rng.randrange(1, len(paper.rows))
    cells = paper.rows[row]
    column = max(range(paper.labels, len(cells)), key=lambda column: len(cells[column]))
    middle = len(cells[column]) // 2
    return paper if middle < 2 or not cells[3] else paper.split_row(row, column, middle)


def _lower_labels(paper: Paper) -> Paper:
    """Return the form with each label on the last row of its group, as extracted from cells aligned at the bottom."""
    starts = [number for number, row in enumerate(paper.rows) if row[0]]
    ends = [start - 1 for start in starts[1:]] + [len(paper.rows) - 1]
    labels = {end: paper.rows[start][0] for start, end in zip(starts, ends, strict=True)}
    return paper.changed(rows=[[labels.get(number, ""), *row[1:]] for number, row in enumerate(paper.rows)])
