"""Generated and mutated documents in a real refresh: none silently wrong, none lost, and clear forms are read."""

import pytest

from tests.corpus.check import check_documents
from tests.corpus.compare import Outcome
from tests.corpus.generate import ARCHIVES, SCHEMES, draw_corpus
from tests.corpus.mutations import draw_mutations
from tests.corpus.real_forms import draw_real
from tests.corpus.table import print_table, share_right
from tests.corpus.ways import WAYS

pytestmark = pytest.mark.slow

DOCUMENTS, MUTATIONS, REAL, SEED = 102, 100, 24, 1


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """Return the outcome of each form, all in one release."""
    documents = [*draw_corpus(DOCUMENTS, SEED), *draw_mutations(MUTATIONS, SEED), *draw_real(REAL, SEED)]
    return check_documents(documents, tmp_path_factory.mktemp("corpus"))


@pytest.mark.parametrize("verdict", ["wrong", "lost", "extra"])
def test_no_form_is(outcomes: list[Outcome], verdict: str) -> None:
    offenders = [outcome for outcome in outcomes if outcome.verdict == verdict]
    assert not offenders, print_table(offenders)


def test_clear_forms_are_right(outcomes: list[Outcome]) -> None:
    assert share_right(outcomes) >= 0.99, print_table(outcomes)


def test_every_way_and_scheme_is_drawn(outcomes: list[Outcome]) -> None:
    assert {outcome.way for outcome in outcomes} == {*(way.name for way in WAYS), *ARCHIVES, "real_text"}
    assert {outcome.scheme for outcome in outcomes} == {*SCHEMES}
    assert sum(outcome.must_be_right for outcome in outcomes) > DOCUMENTS / 2
