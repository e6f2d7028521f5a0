"""`python -m tests.corpus.fuzz`: read mutated and generated documents until the time is over; keep those read wrongly.

Each batch goes through a real build. A form must be read as it is printed after the mutation, or be quarantined or
rejected; a fact that is silently different is a failure. The seed and the number of the next batch are in the folder, so
another run goes on with other documents; the documents that failed stay there, with what was printed and what was read.
"""

import argparse
import json
import os
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.conftest import SHARED
from tests.corpus.check import check_documents
from tests.corpus.generate import draw_corpus
from tests.corpus.mutations import draw_mutations
from tests.corpus.real_forms import draw_real

# Of a batch; generated documents are in every container.
_MUTATIONS, _GENERATED, _REAL = 320, 102, 120
_FAILURES = ("wrong", "lost", "extra")


def check_batch(folder: Path, seed: int, number: int, mutations: int, generated: int, real: int) -> Counter[str]:
    """Check a batch of documents; keep those that failed in the folder. Return the number of forms by verdict."""
    documents = [
        *draw_mutations(mutations, seed, number * mutations),
        *draw_corpus(generated, seed * 100_000 + number),
        *draw_real(real, seed, number * real),
    ]
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    outcomes = check_documents(documents, work)
    contents = {document.name: document.content for document in documents}
    for outcome in outcomes:
        if outcome.verdict in _FAILURES:
            kept = folder / "failed" / f"{seed}-{number}-{outcome.document}"
            kept.parent.mkdir(exist_ok=True)
            kept.write_bytes(contents[outcome.document])
            facts = {"verdict": outcome.verdict, "way": outcome.way, "kinds": outcome.kinds, "detail": outcome.detail}
            kept.with_name(f"{kept.name}.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")
    return Counter(outcome.verdict for outcome in outcomes)


def fuzz(
    folder: Path,
    seed: int,
    seconds: float,
    mutations: int = _MUTATIONS,
    generated: int = _GENERATED,
    real: int = _REAL,
) -> dict[str, Any]:
    """Check batches until the time is over; return the counts of all runs on this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"state-{seed}.json"
    state: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"batches": 0, "forms": {}}
    deadline = time.monotonic() + seconds
    while True:
        verdicts = check_batch(folder, seed, state["batches"], mutations, generated, real)
        state = {"batches": state["batches"] + 1, "forms": dict(Counter(state["forms"]) + verdicts)}
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps(state))
        temporary.replace(path)
        print(f"batch {state['batches']}: {state['forms']}", flush=True)
        if time.monotonic() >= deadline:
            return state


def main() -> int:
    """Return 1 if a form was read wrongly."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.fuzz")
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    folder = options.folder.absolute()
    os.environ[SHARED] = str(folder / "shared")
    (folder / "shared").mkdir(parents=True, exist_ok=True)
    state = fuzz(folder, options.seed, options.seconds)
    return int(any(state["forms"].get(verdict) for verdict in _FAILURES))


if __name__ == "__main__":
    sys.exit(main())
