"""`make demo`: write the invented city's documents in batches; refresh after each."""

import json
import subprocess
import sys
from pathlib import Path

from orchestration.demo.city import SEED
from orchestration.demo.filing import Batch, file_city
from orchestration.settings import PROJECT, Settings, SettingsError, read_settings
from orchestration.summary import console

_USUAL_SIZE, _LEAST, _MOST = 2_000, 100, 20_000


class DemoError(Exception):
    """The demo cannot be made; the message says why."""


def main(arguments: list[str]) -> int:
    """Make and refresh the demo in the home of the settings; 0 when it is released, 1 with one sentence when not."""
    try:
        settings = read_settings()
        size = read_size(arguments)
        batches_done = find_batches_done(settings, size)
        return run_batches(settings, size, batches_done)
    except (SettingsError, DemoError, OSError) as error:
        console.print(f"no demo: {error}", style="bold red", markup=False, soft_wrap=True)
        return 1


def read_size(arguments: list[str]) -> int:
    """Return how many evaluations to make. Raise DemoError if it is not a whole number in range."""
    text = next(iter(arguments), "") or str(_USUAL_SIZE)
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and _LEAST <= int(text) <= _MOST):
        raise DemoError(f"SIZE is {text[:20]!r}: use a whole number from {_LEAST} to {_MOST}")
    return int(text)


def find_batches_done(settings: Settings, size: int) -> int:
    """Return how many batches of this demo the home has. Raise DemoError if the home holds something else."""
    record = _record_of(settings)
    if record.exists():
        made = json.loads(record.read_text(encoding="utf-8"))
        if made["size"] != size or made["seed"] != SEED or "batches" not in made:
            raise DemoError(
                f"{settings.home} holds a demo of {made['size']} evaluations; "
                "remove that folder, or name another in JIXIAO_DEMO_HOME"
            )
        batches: int = made["batches"]
        return batches
    if settings.home.exists() and any(settings.home.iterdir()):
        raise DemoError(f"{settings.home} is not the home of a demo; name another folder in JIXIAO_DEMO_HOME")
    return 0


def run_batches(settings: Settings, size: int, batches_done: int) -> int:
    """Write and refresh the batches that are not done; refresh at least once."""
    batches = file_city(size)
    _write_record(settings, size, batches_done)
    for number, batch in list(enumerate(batches, start=1))[batches_done:] or [(len(batches), {})]:
        write_documents(settings.inbox, batch)
        console.print(
            f"\n虚构的示例市 An invented city: batch {number} of {len(batches)}, "
            f"{len(batch)} files in {settings.inbox}",
            markup=False,
            soft_wrap=True,
        )
        done = subprocess.run([sys.executable, "-m", "orchestration.refresh"], cwd=PROJECT, check=False)
        if done.returncode:
            return 1
        _write_record(settings, size, number)
    console.print("\n示例市及其单位、项目、金额均为虚构。 Every unit, project and amount of this city is invented.")
    return 0


def write_documents(inbox: Path, batch: Batch) -> None:
    """Write a batch's documents into the inbox; replace those at known paths."""
    for name, content in batch.items():
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _record_of(settings: Settings) -> Path:
    return settings.home / "demo.json"


def _write_record(settings: Settings, size: int, batches: int) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    record = {"seed": SEED, "size": size, "batches": batches}
    _record_of(settings).write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
