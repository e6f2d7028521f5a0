"""Generate mutated forms from a random seed, one per document, each with its new facts."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random

from orchestration.demo.writers.sheet import Sheet
from tests.corpus.draft import Draft
from tests.corpus.facts import NARRATIVES, accept, find_fact
from tests.corpus.generate import SCHEMES, Document, name_file
from tests.corpus.lay_out import lay_out
from tests.corpus.mutate import LOOKS, MUTATIONS, Mutation, mark_run
from tests.corpus.ways import WAYS
from tests.corpus.words import name_project

_NAMES = (
    "text_utf8", "csv_commas", "html_page", "docx_table", "xlsx_text", "xlsx_typed", "xls", "pdf_page", "pdf_pages"
)  # fmt: skip
_WAYS = [way for way in WAYS if way.name in _NAMES]
_SHIFTS = ("delete_cell", "insert_cell")  # leave the grid, on which a PDF is drawn
_FIRST_PROJECT = 20_000  # beyond those of the corpus
_FIRST_UNTOUCHED = 40_000
_EACH_UNTOUCHED = 4


def draw_mutations(count: int, seed: int, first: int = 0) -> Iterator[Document]:
    """Yield documents of one form with one change, in every scheme and way in turn.

    After every fourth comes one without a change: the gate would refuse a release of broken forms only.
    """
    rng = Random(f"mutations {seed} {first}")
    for number in range(first, first + count):
        while (document := _draw_mutation(rng, number)) is None:
            pass
        yield document
        if number % _EACH_UNTOUCHED == 0:
            yield _draw_untouched(rng, number)


def _draw_untouched(rng: Random, number: int) -> Document:
    way = rng.choice(_WAYS)
    draft = SCHEMES[rng.choice(list(SCHEMES))](rng, name_project(_FIRST_UNTOUCHED + number))
    return Document(name_file(300_000 + number, way.ending), way.write([lay_out(draft)]), way.name, [draft])


def _draw_mutation(rng: Random, number: int) -> Document | None:
    way = _WAYS[number % len(_WAYS)]
    scheme = rng.choice(list(SCHEMES))
    draft = SCHEMES[scheme](rng, name_project(_FIRST_PROJECT + number))
    sheet = lay_out(draft)
    choices: list[tuple[str, Mutation]] = [one for one in MUTATIONS if way.family != "pdf" or one[0] not in _SHIFTS]
    if way.family in LOOKS:
        choices += [("mark_run", mark_run(way.family))] * 2
    name, mutation = rng.choice(choices)
    role = mutation(rng, draft, sheet)
    if role is None:
        return None
    if way.family == "text":
        _accept_as_text(draft, sheet, name)
    draft.kinds[:] = [name]
    draft.truth.expect("right_or_held", role)
    return Document(name_file(200_000 + number, way.ending), way.write([sheet]), way.name, [draft])


def _accept_as_text(draft: Draft, sheet: Sheet, name: str) -> None:
    """Accept results that only ruled lines exclude: in plain text, sums decide where the groups of labels start, and a
    line without a known label continues the narrative above."""
    if name == "swap_rows":
        for place in range(len(draft.truth.lines)):
            accept(draft, f"line:{place}:category", *dict.fromkeys(line.category for line in draft.truth.lines))
    if name in ("delete_cell", "change_label"):
        for above, below in pairwise(sheet.rows()):
            for cell in above:
                if (fact := find_fact(draft, cell.role)) in NARRATIVES:
                    accept(draft, str(fact), cell.text + "".join(other.text for other in below))
