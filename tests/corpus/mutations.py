"""Mutated forms drawn from a seed, one a document, each with what it then says."""

from collections.abc import Iterator
from random import Random

from tests.corpus.generate import SCHEMES, Document, name_file
from tests.corpus.lay_out import lay_out
from tests.corpus.mutate import LOOKS, MUTATIONS, Mutation, mark_run
from tests.corpus.ways import WAYS
from tests.corpus.words import name_project

_WAYS = [
    way for way in WAYS if way.name in ("text_utf8", "csv_commas", "html_page", "docx_table", "xlsx_text", "xlsx_typed")
]
_FIRST_PROJECT = 20_000  # beyond those of the corpus


def draw_mutations(count: int, seed: int, first: int = 0) -> Iterator[Document]:
    """Documents of one form with one thing changed, in every scheme and way in turn."""
    rng = Random(f"mutations {seed} {first}")
    for number in range(first, first + count):
        while (document := _draw_mutation(rng, number)) is None:
            pass
        yield document


def _draw_mutation(rng: Random, number: int) -> Document | None:
    way = _WAYS[number % len(_WAYS)]
    scheme = rng.choice(list(SCHEMES))
    draft = SCHEMES[scheme](rng, name_project(_FIRST_PROJECT + number))
    sheet = lay_out(draft)
    choices: list[tuple[str, Mutation]] = list(MUTATIONS)
    if way.family in LOOKS:
        choices += [("mark_run", mark_run(way.family))] * 2
    name, mutation = rng.choice(choices)
    role = mutation(rng, draft, sheet)
    if role is None:
        return None
    draft.kinds[:] = [name]
    draft.truth.expect("right_or_held", role)
    return Document(name_file(200_000 + number, way.ending), way.write([sheet]), way.name, [draft])
