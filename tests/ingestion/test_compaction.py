"""Compaction of the landing: rows stay the same, the number of loads is bounded, a kill loses nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion import compaction
from ingestion.compaction import compact, finish_compaction
from ingestion.home import Home, list_loads
from ingestion.ingest import ingest
from ingestion.landing import TABLES
from ingestion.limits import Limits
from tests.ingestion.conftest import read_landing
from tests.shanghai_form import Form

LIMITS = Limits(document_bytes=1_000_000)


@pytest.fixture(autouse=True)
def small_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merge from the fifth load on; the newest two stay."""
    monkeypatch.setattr(compaction, "MOST_LOADS", 4)
    monkeypatch.setattr(compaction, "NEWEST_LOADS", 2)


@pytest.fixture
def landed(inbox: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a home with five loads of one document each, not merged yet."""
    with monkeypatch.context() as patched:
        patched.setattr(compaction, "MOST_LOADS", 5)
        for number in range(1, 6):
            (inbox / f"{number}.txt").write_text(Form().with_head(项目名称=f"项目{number}").text())
            ingest(inbox, home, LIMITS, 1)
    assert len(list_loads(home.landing)) == 5
    return home


def read_all(home: Home) -> dict[str, list[tuple[object, ...]]]:
    return {table: read_landing(home, table) for table in TABLES}


def test_rows_stay_the_same_and_old_loads_become_one(landed: Home, inbox: Path) -> None:
    before = read_all(landed)
    assert compact(landed.landing) == 3
    assert list_loads(landed.landing) == ["00000003", "00000004", "00000005"]
    assert read_all(landed) == before
    assert len(before["evaluations"]) == 5
    assert ingest(inbox, landed, LIMITS, 1).load_id is None, "every file is still known"


def test_few_loads_stay_as_they_are(landed: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "MOST_LOADS", 5)
    before = sorted(landed.landing.rglob("*"))
    assert compact(landed.landing) == 0
    assert sorted(landed.landing.rglob("*")) == before


def test_ingestion_keeps_the_number_of_loads_bounded(inbox: Path, home: Home) -> None:
    for number in range(12):
        (inbox / f"{number}.txt").write_text(Form().with_head(项目名称=f"项目{number}").text())
        ingest(inbox, home, LIMITS, 1)
        assert len(list_loads(home.landing)) <= 4
    assert len(read_landing(home, "evaluations")) == 12
    assert list_loads(home.landing)[-1] == "00000012"


class Killed(BaseException):
    """Stands for a kill: nothing of the code under test handles it."""


@pytest.mark.slow
@pytest.mark.parametrize("kill_at", range(1, 9))
def test_a_kill_at_any_step_loses_nothing(
    landed: Home, inbox: Path, monkeypatch: pytest.MonkeyPatch, kill_at: int
) -> None:
    before = read_all(landed)
    steps = 0

    def count(step: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object, **options: object) -> object:
            nonlocal steps
            steps += 1
            if steps == kill_at:
                raise Killed
            return step(*arguments, **options)

        return run

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", count(shutil.rmtree))
        patched.setattr(Path, "rename", count(Path.rename))
        patched.setattr(Path, "unlink", count(Path.unlink))
        patched.setattr(Path, "write_text", count(Path.write_text))
        with pytest.raises(Killed):
            compact(landed.landing)
    finish_compaction(landed.landing)
    assert read_all(landed) == before
    (inbox / "6.txt").write_text(Form().with_head(项目名称="项目6").text())
    assert ingest(inbox, landed, LIMITS, 1).load_id == "00000006"
    assert len(read_landing(landed, "evaluations")) == 6
