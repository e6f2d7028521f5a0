"""`make demo`: make the invented city's documents night by night; after each the refresh says what to open."""

import json
import subprocess
import sys
from pathlib import Path

from orchestration.demo.city import SEED
from orchestration.demo.filing import Night, file_city
from orchestration.run.summary import console
from orchestration.settings import PROJECT, Settings, SettingsError, read_settings

_USUAL_SIZE, _LEAST, _MOST = 2_000, 100, 20_000


class DemoError(Exception):
    """A demo that cannot be made, with a sentence that says why."""


def main(arguments: list[str]) -> int:
    """Make and refresh the demo in the home of the settings; 0 when it is released, 1 with one sentence when not."""
    try:
        settings = read_settings()
        size = read_size(arguments)
        nights_done = find_nights_done(settings, size)
        return run_nights(settings, size, nights_done)
    except (SettingsError, DemoError, OSError) as error:
        console.print(f"no demo: {error}", style="bold red", markup=False, soft_wrap=True)
        return 1


def read_size(arguments: list[str]) -> int:
    """How many evaluations to make. Raises DemoError where that is no number in reason."""
    text = next(iter(arguments), "") or str(_USUAL_SIZE)
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and _LEAST <= int(text) <= _MOST):
        raise DemoError(f"SIZE is {text[:20]!r}: use a whole number from {_LEAST} to {_MOST}")
    return int(text)


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


def run_nights(settings: Settings, size: int, nights_done: int) -> int:
    """Write and refresh the nights that are left, one refresh at least."""
    nights = file_city(size)
    _write_record(settings, size, nights_done)
    for number, night in list(enumerate(nights, start=1))[nights_done:] or [(len(nights), {})]:
        write_documents(settings.inbox, night)
        console.print(
            f"\n虚构的示例市 An invented city: night {number} of {len(nights)}, {len(night)} files in {settings.inbox}",
            markup=False,
            soft_wrap=True,
        )
        done = subprocess.run([sys.executable, "-m", "orchestration.cli.refresh"], cwd=PROJECT, check=False)
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
