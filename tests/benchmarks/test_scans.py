"""What becomes of 200 degraded scans, of which some have an altered figure; seconds and memory a page."""

import resource
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from reportlab.lib.pagesizes import A4, landscape

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from orchestration.demo.writers.pdf import write_pdf
from orchestration.demo.writers.sheet import Cell, Sheet
from tests.benchmarks.test_speed import show
from tests.containers.scan import degrade, draw_fault, needs_recognition, render, save
from tests.corpus.check import check_documents
from tests.corpus.draft import Draft
from tests.corpus.generate import SCHEMES, Document, name_file
from tests.corpus.lay_out import lay_out
from tests.corpus.odd_values import set_rows
from tests.corpus.table import print_table
from tests.corpus.words import name_project

pytestmark = [pytest.mark.benchmark, needs_recognition]

PAGES, TIMED, SEED = 200, 10, 1
_ALTERED_EVERY = 4  # forms
_PROVEN = {"weight", "score", "budget", "executed", "rate"}  # what sums and rates of a form prove
_PARTS = {"line", "sum", "total"}
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "TIFF": "tif", "PDF": "pdf"}


def test_degraded_scans_are_right_or_refused(tmp_path: Path, layouts: Layouts) -> None:
    documents, pages = draw_scans()
    started = time.perf_counter()
    read = 0
    for document in documents[:TIMED]:
        parsed = parse_document(document.content, "0" * 64, layouts)
        read += max(len(parsed.document.page_starts), 1)
    seconds = (time.perf_counter() - started) / read
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    outcomes = check_documents(documents, tmp_path, target="core")
    altered = {document.name for document in documents if document.drafts[0].truth.expectation == "held"}
    counts = Counter((one.document in altered, one.scheme, one.verdict) for one in outcomes)
    show(
        f"scans: {pages} pages, {len(documents)} forms; {seconds:.1f} s a page; at most {memory:.0f} MB",
        ["figure altered", "scheme", "verdict", "forms"],
        [
            ["yes" if is_altered else "no", *others, str(count)]
            for (is_altered, *others), count in sorted(counts.items())
        ],
    )
    print(print_table(outcomes))
    assert not [one for one in outcomes if one.verdict in ("wrong", "extra", "lost")]


def draw_scans() -> tuple[list[Document], int]:
    """Return scans of about so many pages, and the number of pages."""
    documents: list[Document] = []
    count = 0
    for document, pages in _draw_forms():
        if count >= PAGES:
            break
        documents.append(document)
        count += pages
    return documents, count


def _draw_forms() -> Iterator[tuple[Document, int]]:
    """Yield scans without end, with their numbers of pages."""
    number = 0
    while True:
        rng = Random(SEED * 100_000 + number)
        scheme = rng.choices(list(SCHEMES), [4, 4, 1, 1])[0]
        draft = SCHEMES[scheme](rng, name_project(number))
        sheet = set_rows(lay_out(draft))
        if number % _ALTERED_EVERY == 0:
            _alter(rng, draft, sheet)
        pages = [
            degrade(page, draw_fault(rng), rng) for page in render(write_pdf([sheet], rng.choice([A4, landscape(A4)])))
        ]
        form = rng.choice(["TIFF", "PDF"] if len(pages) > 1 else list(_ENDINGS))
        yield Document(name_file(number, _ENDINGS[form]), save(pages, form), form.lower(), [draft]), len(pages)
        number += 1


def _alter(rng: Random, draft: Draft, sheet: Sheet) -> None:
    """Change the first figure of a cell that the form proves."""
    cell = rng.choice([cell for cell in sheet.cells if _is_proven(cell)])
    place = next(place for place, sign in enumerate(cell.text) if sign.isdigit())
    other = rng.choice([figure for figure in "123456789" if figure != cell.text[place]])
    draft.truth.expect("held", f"{cell.role} {cell.text} altered")
    cell.text = cell.text[:place] + other + cell.text[place + 1 :]


def _is_proven(cell: Cell) -> bool:
    *parts, name = cell.role.split(":")
    has_figure = any(sign in "123456789" for sign in cell.text)
    return has_figure and name in _PROVEN and (not parts or parts[0] in _PARTS)
