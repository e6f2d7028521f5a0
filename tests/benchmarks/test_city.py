"""Time of a refresh with 4 evaluations and with a city of 2,000, in total and by step. Printed, never asserted."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.demo.filing import file_city
from orchestration.demo.make import write_documents
from orchestration.instance import open_instance
from orchestration.settings import Settings, read_settings
from tests.benchmarks.test_speed import show
from tests.conftest import SAMPLES, query, run_refresh, spawn

pytestmark = pytest.mark.benchmark

SIZE = 2_000


def read_steps(settings: Settings) -> dict[str, float]:
    """Return the seconds of each step of the newest run, in order."""
    with open_instance(settings) as instance:
        (run,) = instance.get_run_records(limit=1)
        stats = instance.get_run_step_stats(run.dagster_run.run_id)
    done = [step for step in stats if step.start_time and step.end_time]
    done.sort(key=lambda step: step.start_time or 0.0)
    return {step.step_key: (step.end_time or 0.0) - (step.start_time or 0.0) for step in done}


def measure_megabytes(folder: Path) -> float:
    """Return the size of the files of a folder; links are not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*")) / 1e6


def test_refresh_of_a_city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)  # opening an instance sets it; restored afterwards
    rows: list[list[str]] = []
    steps: list[str] = []

    def refresh(name: str, home: Path, inbox: Path, prepare: Callable[[], object] = lambda: None) -> None:
        prepare()
        started = time.perf_counter()
        done = run_refresh(home, inbox, run=spawn)
        seconds = time.perf_counter() - started
        assert done.returncode == 0, done.stdout
        settings = read_settings({"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(inbox)})
        taken = {} if "Nothing new" in done.stdout else read_steps(settings)
        steps[:] = steps or list(taken)
        ((admitted,),) = query(
            settings.current / settings.build_file.name, "select count(*) from marts.fct_evaluations"
        )
        shown = [f"{taken[step]:.1f}" if step in taken else "" for step in steps]
        rows.append([name, str(admitted), f"{seconds:.1f}", *shown, f"{measure_megabytes(home):.0f}"])

    city, inbox = tmp_path / "city", tmp_path / "inbox"
    first, second = file_city(SIZE)
    refresh("sample, cold home", tmp_path / "sample", SAMPLES)
    refresh("city, first batch", city, inbox, lambda: write_documents(inbox, first))
    refresh("city, second batch", city, inbox, lambda: write_documents(inbox, second))
    refresh("city, nothing new", city, inbox)
    show("make refresh", ["run", "admitted", "wall s", *(f"{step} s" for step in steps), "home MB"], rows)
