"""How well rules and tables find the offences of a city of 2,000: printed, and held to a least and a most."""

from pathlib import Path

import pytest

from orchestration.demo.filing import file_city
from orchestration.demo.make import write_documents, write_offences
from orchestration.demo.reference import write_reference
from tests.benchmarks.test_speed import show
from tests.conftest import build_release
from tests.planted import measure_rules, measure_signals, measure_worklist

pytestmark = pytest.mark.benchmark

SIZE = 2_000


def test_what_is_planted_is_found(tmp_path: Path) -> None:
    for batch in file_city(SIZE):
        write_documents(tmp_path / "inbox", batch)
    write_offences(tmp_path / "offences.csv", SIZE)
    write_reference(tmp_path / "seeds", SIZE)
    release = build_release(tmp_path / "home", tmp_path / "inbox", JIXIAO_SEEDS=str(tmp_path / "seeds"))
    measures = measure_signals(release, tmp_path / "offences.csv")
    rows = [
        [
            kind,
            str(one.planted),
            str(one.flagged),
            f"{one.recall:.0%}",
            f"{one.precision:.0%}",
            f"{one.flagged_innocents:.1%}",
        ]
        for kind, one in measures.items()
    ]
    show("offences of the city", ["offence", "planted", "flagged", "recall", "precision", "innocents flagged"], rows)
    shares = {share: measure_worklist(release, tmp_path / "offences.csv", share) for share in (0.05, 0.1, 0.2, 1)}
    show(
        "first part of the review worklist",
        ["share", "evaluations", "with something planted", "without"],
        [
            [f"{share:.0%}", str(one.flagged), str(one.found), str(one.flagged - one.found)]
            for share, one in shares.items()
        ],
    )
    show(
        "plausibility rules",
        ["rule", "severity", "admitted evaluations flagged", "with something planted", "what"],
        [
            [code, severity, str(flagged), f"{found} ({found / flagged:.0%})", ", ".join(kinds)]
            for code, severity, flagged, found, kinds in measure_rules(release, tmp_path / "offences.csv")
        ],
    )
    for kind, one in measures.items():
        assert one.recall >= 0.8, kind
