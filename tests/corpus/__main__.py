"""`python -m tests.corpus`: generate documents, read them, print the outcome of each form."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.conftest import SHARED
from tests.corpus.check import check_documents
from tests.corpus.compare import Outcome
from tests.corpus.generate import draw_corpus
from tests.corpus.mutations import draw_mutations
from tests.corpus.table import print_table, share_right

_BATCH = 2_500


def check_mutations(count: int, seed: int, folder: Path) -> list[Outcome]:
    """Check mutated forms, a fixed number per refresh."""
    outcomes = []
    for first in range(0, count, _BATCH):
        documents = list(draw_mutations(min(_BATCH, count - first), seed, first))
        outcomes += check_documents(documents, folder / f"batch_{first}")
    return outcomes


def main() -> int:
    """Return 0 if no form is wrong or lost and at least 99% of the forms that must be right are, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus")
    parser.add_argument("--count", type=int, default=320, help="documents")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutations", type=int, default=0, help="check so many mutations instead of documents")
    parser.add_argument("--keep", type=Path, help="folder for inbox and home; without it they are thrown away")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        os.environ.setdefault(SHARED, temporary)  # the parsed dbt project
        if arguments.mutations:
            outcomes = check_mutations(arguments.mutations, arguments.seed, folder)
        else:
            outcomes = check_documents(list(draw_corpus(arguments.count, arguments.seed)), folder)
    print(print_table(outcomes))
    is_wrong = any(outcome.verdict in ("wrong", "lost", "extra") for outcome in outcomes)
    return int(is_wrong or share_right(outcomes) < 0.99)


sys.exit(main())
