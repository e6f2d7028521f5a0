"""Pin `current` to a release, so that no refresh replaces it until the pin is lifted."""

import json
from datetime import UTC, datetime
from typing import NamedTuple

from ingestion.durable import write_atomically
from ingestion.file_list import find_faults
from orchestration.run.current import read_current, read_release
from orchestration.settings import Settings


class Pin(NamedTuple):
    """The pinned release and since when it is pinned (UTC, ISO 8601)."""

    release_id: str
    pinned_at: str


def read_pin(settings: Settings) -> Pin | None:
    """Return the pin of the home; None if no release is pinned.

    A pin that cannot be read still holds: its release is then "unknown".
    """
    try:
        record = json.loads(settings.pin.read_text(encoding="utf-8"))
        return Pin(str(record["release_id"]), str(record["pinned_at"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return Pin("unknown", "unknown")


def write_pin(settings: Settings, release_id: str) -> None:
    """Pin `current` to a release."""
    pin = Pin(release_id, datetime.now(UTC).isoformat(timespec="seconds"))
    write_atomically(settings.pin, json.dumps(pin._asdict()) + "\n")


def describe_pin(pin: Pin) -> str:
    """Return the sentence that says why nothing is released."""
    return (
        f"`current` is pinned to release {pin.release_id} since {pin.pinned_at}; "
        "run `jixiao release unpin`, and the next refresh releases again"
    )


def find_pin_problem(settings: Settings) -> str | None:
    """Return what is wrong with the pinned release, in one sentence; None if it is whole or none is pinned.

    The pin holds nevertheless: whoever rolled back did not want readers to see a newer release.
    """
    pin = read_pin(settings)
    if pin is None or not pin.release_id.isdigit():
        return None
    folder = settings.releases / pin.release_id
    faults = list(find_faults(folder))
    if not faults and not read_release(settings, folder):
        faults = ["it is missing or not complete"]
    if not faults:
        return None
    current = read_current(settings).get("release_id")
    shown = "no release" if current is None else f"release {current}" if current != pin.release_id else "it as it is"
    return (
        f"the pinned release {pin.release_id} is damaged ({'; '.join(faults[:3])}), and readers see {shown}: "
        f"restore {folder} from a backup, or pin another release with `jixiao release rollback <id>`, or run "
        "`jixiao release unpin` and refresh"
    )
