"""Write the invented city's documents in batches; refresh after each."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from orchestration.demo.city import SEED
from orchestration.demo.filing import Batch, file_city, list_offences
from orchestration.demo.reference import write_reference
from orchestration.run.summary import console
from orchestration.settings import PROJECT, Settings


class DemoError(Exception):
    """The demo cannot be made; the message says why."""


def find_batches_done(settings: Settings, size: int) -> int:
    """Return how many batches of this demo the home has. Raise DemoError if the home has other content."""
    record = _record_of(settings)
    if record.exists():
        made = json.loads(record.read_text(encoding="utf-8"))
        if made["size"] != size or made["seed"] != SEED or "batches" not in made:
            raise DemoError(
                f"{settings.home} contains a demo of {made['size']} evaluations; "
                "remove that folder, or set JIXIAO_DEMO_HOME to another"
            )
        batches: int = made["batches"]
        return batches
    if settings.home.exists() and any(settings.home.iterdir()):
        raise DemoError(f"{settings.home} is not the home of a demo; set JIXIAO_DEMO_HOME to another folder")
    return 0


def run_batches(settings: Settings, environment: Mapping[str, str], size: int, batches_done: int) -> int:
    """Write and refresh the batches that are not done; refresh at least once. Return 1 if one is not released.

    `environment` is that of the refreshes; it names the home and the inbox of `settings`. The seeds of the city are in
    the folder `seeds` of the home.
    """
    batches = file_city(size)
    write_offences(settings.home / "offences.csv", size)
    write_reference(seeds := settings.home / "seeds", size)
    _write_record(settings, size, batches_done)
    for number, batch in list(enumerate(batches, start=1))[batches_done:] or [(len(batches), Batch())]:
        write_documents(settings.inbox, batch)
        console.print(
            f"\n虚构的示例市 An invented city: batch {number} of {len(batches)}, "
            f"{len(batch)} files in {settings.inbox}",
            markup=False,
            soft_wrap=True,
        )
        done = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", "refresh", *(["--brief"] if number < len(batches) else [])],
            cwd=PROJECT,
            env={**environment, "JIXIAO_SEEDS": str(seeds)},
            check=False,
        )
        if done.returncode:
            return 1
        _write_record(settings, size, number)
    console.print("\n示例市及其单位、项目、金额均为虚构。 Every unit, project and amount of this city is invented.")
    return 0


def write_documents(inbox: Path, batch: Batch) -> None:
    """Write a batch's documents into the inbox, changed on the day they were filed; replace those at known paths."""
    for name, content in batch.items():
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if day := batch.filed_on.get(name):
            filed_at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC).timestamp()  # noon in China
            os.utime(path, (filed_at, filed_at))


def write_offences(path: Path, size: int) -> None:
    """Write what a reviewer should find in a city: unit, project, fiscal year and kind of each offence."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("budget_unit_name", "project_name", "fiscal_year", "offence"))
        rows.writerows(list_offences(size))


def _record_of(settings: Settings) -> Path:
    return settings.home / "demo.json"


def _write_record(settings: Settings, size: int, batches: int) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    record = {"seed": SEED, "size": size, "batches": batches}
    _record_of(settings).write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
