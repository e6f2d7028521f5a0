"""Make the invented city's documents batch by batch, and refresh after each."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from orchestration.demo.city import SEED
from orchestration.demo.filing import Night, file_city
from orchestration.run.summary import console
from orchestration.settings import PROJECT, Settings


class DemoError(Exception):
    """A demo that cannot be made, with a sentence that says why."""


def find_nights_done(settings: Settings, size: int) -> int:
    """How many nights of this demo the home has seen. Raises DemoError where the home is another's."""
    record = _record_of(settings)
    if record.exists():
        made = json.loads(record.read_text(encoding="utf-8"))
        if made["size"] != size or made["seed"] != SEED:
            raise DemoError(
                f"{settings.home} holds a demo of {made['size']} evaluations; "
                "remove that folder, or name another in JIXIAO_DEMO_HOME"
            )
        nights: int = made["nights"]
        return nights
    if settings.home.exists() and any(settings.home.iterdir()):
        raise DemoError(f"{settings.home} is no demo's home; name another folder in JIXIAO_DEMO_HOME")
    return 0


def run_nights(settings: Settings, environment: Mapping[str, str], size: int, nights_done: int) -> int:
    """Write and refresh the nights that are left, one refresh at least; 1 where one is not released.

    `environment` is that of the refreshes, and names the home and the inbox of `settings`.
    """
    nights = file_city(size)
    _write_record(settings, size, nights_done)
    for number, night in list(enumerate(nights, start=1))[nights_done:] or [(len(nights), {})]:
        write_documents(settings.inbox, night)
        console.print(
            f"\n虚构的示例市 An invented city: night {number} of {len(nights)}, {len(night)} files in {settings.inbox}",
            markup=False,
            soft_wrap=True,
        )
        done = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", "refresh"], cwd=PROJECT, env=environment, check=False
        )
        if done.returncode:
            return 1
        _write_record(settings, size, number)
    console.print("\n示例市及其单位、项目、金额均为虚构。 Every unit, project and amount of this city is invented.")
    return 0


def write_documents(inbox: Path, night: Night) -> None:
    """Write a night's documents into the inbox; one at a known path is replaced."""
    for name, content in night.items():
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _record_of(settings: Settings) -> Path:
    return settings.home / "demo.json"


def _write_record(settings: Settings, size: int, nights: int) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    record = {"seed": SEED, "size": size, "nights": nights}
    _record_of(settings).write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
